// Paths that must not be one, and folders that must not lie in one another. Compares names only: what a link
// leads to is not looked at.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"

namespace elzhur::config {

namespace {

namespace fs = std::filesystem;

/// A path of the configuration. `what` names it in messages.
struct Use {
  fs::path path;
  std::string what;
  Place place;
};

/// "inbox/" is "inbox".
fs::path without_slash(fs::path path) { return path.has_filename() ? path : path.parent_path(); }

bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto [rest, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  (void)unused;
  return rest == outer.end() && inner != outer;
}

class PathChecks {
 public:
  PathChecks(const Config& config, const Section& main, const std::vector<Place>& source_places,
             Problems& problems)
      : config_(config), main_(main), source_places_(source_places), problems_(problems) {}

  void check(const fs::path& file) {
    claim_own();
    claim_sources();
    note_files(file);
    check_folders();
    check_backup();
  }

 private:
  /// False: another has this path.
  bool claim(fs::path path, std::string what, Place place) {
    if (path.empty()) return true;
    path = without_slash(std::move(path));
    const auto [first, is_new] = taken_.try_emplace(path, Use{path, what, place});
    if (is_new) return true;
    problems_.error(place,
                    fmt::format("{} is also {} (line {}, column {}): each needs a path of its own", what,
                                first->second.what, first->second.place.line, first->second.place.column));
    return false;
  }

  void claim_own() {
    const Section store = main_.section("store");
    claim(config_.store.path, "the file of the store", store.place("path"));
    if (claim(config_.store.evidence, "the folder of the evidence", store.place("evidence")))
      kept_.push_back({without_slash(config_.store.evidence), "the evidence", store.place("evidence")});
    if (config_.store.backup) {
      const Place place = store.section("backup").place("to");
      const bool is_named = !config_.store.backup->to.empty();
      if (is_named && claim(config_.store.backup->to, "the folder of the backups", place))
        kept_.push_back({without_slash(config_.store.backup->to), "the backups", place});
    }
    if (config_.mail.transport == Transport::maildir) {
      const Place place = main_.section("mail").place("maildir");
      if (claim(config_.mail.maildir, "the folder of the letters", place))
        kept_.push_back({without_slash(config_.mail.maildir), "the letters", place});
    }
  }

  void claim_sources() {
    std::vector<bool> is_own(config_.sources.size());
    for (std::size_t i = 0; i < config_.sources.size(); ++i) {
      const auto* folder = std::get_if<DirectorySpec>(&config_.sources[i].kind);
      is_own[i] = folder != nullptr && !folder->path.empty() &&
                  claim(folder->path, "the folder of a source", source_places_[i]);
      if (is_own[i])
        sources_.push_back({without_slash(folder->path), "the folder of a source", source_places_[i]});
    }
    // Files that were read are put into these folders: reading them again would never end.
    for (std::size_t i = 0; i < config_.sources.size(); ++i) {
      const auto* source = std::get_if<DirectorySpec>(&config_.sources[i].kind);
      if (source == nullptr || !source->move || !is_own[i]) continue;
      for (const std::string_view folder : {"done", "refused"}) {
        claim(source->path / folder, fmt::format("the folder '{}' of a source", folder), source_places_[i]);
      }
    }
  }

  /// Files that a source would take for exports, and move away or refuse.
  void note_files(const fs::path& file) {
    const auto note = [&](const fs::path& path, std::string_view what, Place place) {
      if (!path.empty()) files_.push_back({path, std::string(what), place});
    };
    const Section web = main_.section("web");
    note(file, "this configuration", {});
    note(config_.store.path, "the file of the store", main_.section("store").place("path"));
    note(config_.staff_file, "the staff file", main_.section("staff").place("file"));
    for (const fs::path& calendar : config_.calendar_files)
      note(calendar, "a calendar file", main_.section("calendar").place("files"));
    note(config_.web.users_file, "the users file", web.place("users_file"));
    note(config_.web.key_file, "a key file", web.section("tls").place("key_file"));
    if (config_.mail.smtp)
      note(config_.mail.smtp->password_file, "the file of a secret",
           main_.section("mail").section("smtp").place("password_file"));
  }

  void check_folders() {
    for (const Use& source : sources_) {
      for (const Use& file : files_) {
        if (without_slash(file.path).parent_path() != source.path) continue;
        problems_.error(file.place, fmt::format("{} lies in the folder of a source (line {}, column {}): it "
                                                "would be taken for an export; put it elsewhere",
                                                file.what, source.place.line, source.place.column));
      }
      for (const Use& kept : kept_) {
        if (lies_in(kept.path, source.path)) complain(kept, "the folder of " + kept.what, source);
        if (lies_in(source.path, kept.path))
          complain(source, source.what, {kept.path, "the folder of " + kept.what, kept.place});
      }
    }
    for (const Use& outer : kept_) {
      for (const Use& inner : kept_) {
        if (lies_in(inner.path, outer.path))
          complain(inner, "the folder of " + inner.what,
                   {outer.path, "the folder of " + outer.what, outer.place});
      }
      const Use store{config_.store.path, "the file of the store", main_.section("store").place("path")};
      const bool is_direct = outer.what == "the backups" && store.path.parent_path() == outer.path;
      if (lies_in(store.path, outer.path) && !is_direct)  // That one has words of its own.
        complain(store, store.what, {outer.path, "the folder of " + outer.what, outer.place});
    }
  }

  void complain(const Use& inner, const std::string& what, const Use& outer) {
    problems_.error(inner.place,
                    fmt::format("{} lies in {} (line {}, column {}): each needs a folder of its own", what,
                                outer.what, outer.place.line, outer.place.column));
  }

  /// A copy beside the original is lost together with it.
  void check_backup() {
    if (!config_.store.backup || config_.store.backup->to.empty()) return;
    const fs::path to = without_slash(config_.store.backup->to);
    const fs::path folder = config_.store.path.parent_path();
    const Place place = main_.section("store").section("backup").place("to");
    if (to == folder) {
      problems_.error(place,
                      "the backups would lie in the store's own folder, and be lost together with it: "
                      "name another place");
    } else if (lies_in(to, folder)) {
      problems_.warning(place,
                        "the backups lie within the store's own folder and are lost together with it: "
                        "another disk or machine is safer");
    }
  }

  const Config& config_;
  const Section& main_;
  const std::vector<Place>& source_places_;
  Problems& problems_;
  std::map<fs::path, Use> taken_;
  std::vector<Use> kept_;     ///< Folders that the program fills.
  std::vector<Use> sources_;  ///< Folders that people fill.
  std::vector<Use> files_;
};

}  // namespace

void check_paths(const Config& config, const Section& main, const fs::path& file,
                 const std::vector<Place>& source_places, Problems& problems) {
  PathChecks(config, main, source_places, problems).check(file);
}

}  // namespace elzhur::config
