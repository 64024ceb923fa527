// The parts of a Config from a tree whose shape was checked, and what their values mean together. Each
// builder reports into the Problems it is given and returns something usable even then, so that one run finds
// everything.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/situation.hpp"
#include "daemon/config/config.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/problems.hpp"
#include "daemon/config/section.hpp"

namespace elzhur::config {

/// What builders need to know of the world, and of the file they read.
struct Surroundings {
  const ConfigInputs& inputs;
  std::filesystem::path base{};   ///< Relative paths start here; absolute.
  std::filesystem::path shown{};  ///< The same folder as messages name it.
};

/// Absolute and without "." and "..". Requires: a text that is a path.
[[nodiscard]] std::filesystem::path resolve(const Surroundings& around, std::string_view text);

/// Which questions the calendars can answer. `is_whole` false: some file was wrong, so nothing is concluded
/// from what is absent.
struct CalendarFacts {
  bool has_working_days = false;
  bool has_terms = false;
  bool has_bells = false;
  bool is_whole = true;
};

/// The calendars of `calendar.files`, compiled. Problems of each file are added to `all` under its own name,
/// those of the list itself to `problems`.
struct Calendars {
  std::vector<std::filesystem::path> files{};
  journal::SchoolCalendar calendar{};
  std::uint64_t digest = 0;  ///< Of the bytes of all files.
  CalendarFacts facts{};
};
[[nodiscard]] Calendars load_calendars(const Section& calendar, const Surroundings& around,
                                       Problems& problems);

struct Staff {
  std::filesystem::path file{};
  std::vector<StaffPerson> people{};
};
[[nodiscard]] Staff load_staff(const Section& staff, const Surroundings& around, Problems& problems);
/// The people of a staff file whose text is at hand.
[[nodiscard]] std::vector<StaffPerson> read_staff(std::string_view text, Problems& problems);

[[nodiscard]] std::optional<School> build_school(const Section& school, Problems& problems);
[[nodiscard]] StoreSpec build_store(const Section& store, const Surroundings& around);
/// `places` gets the place of each source's path (or of the source, when it has none), in their order.
[[nodiscard]] std::vector<SourceSpec> build_sources(const Section& main, const Surroundings& around,
                                                    std::vector<Place>& places, Problems& problems);
[[nodiscard]] std::vector<rules::RuleSpec> build_rules(const Section& main, const CalendarFacts& facts,
                                                       Problems& problems);
[[nodiscard]] std::vector<alerts::RecipientSpec> build_recipients(const Section& main,
                                                                  const CalendarFacts& facts,
                                                                  Problems& problems);
[[nodiscard]] MailSpec build_mail(const Section& mail, const Surroundings& around, Problems& problems);
[[nodiscard]] WebSpec build_web(const Section& web, const Surroundings& around, Problems& problems);

/// Reads the secret NAME of the section from its file or credential; empty when neither is given.
[[nodiscard]] journal::Secret read_secret(const Section& section, std::string_view name,
                                          const Surroundings& around, Problems& problems);

/// The same with where it came from.
[[nodiscard]] SecretSpec build_secret(const Section& section, std::string_view name,
                                      const Surroundings& around, Problems& problems);

/// Reports paths that must not be one, or must not lie in one another: sources, store, evidence, letters,
/// backups, and files that a source would take for exports. `file`: the configuration itself, absolute.
void check_paths(const Config& config, const Section& main, const std::filesystem::path& file,
                 const std::vector<Place>& source_places, Problems& problems);

/// Reports what no part can see alone: rules that repeat one another or that no calendar can serve, who hears
/// of trouble, sources that ask one thing twice.
void check_together(const Config& config, const Section& main, const CalendarFacts& facts,
                    Problems& problems);

/// Reports at the key `name` unless the file can be read and holds a PEM block whose first line ends with
/// `kind`: "CERTIFICATE", "PRIVATE KEY".
void check_pem(const Section& section, std::string_view name, std::string_view kind,
               const Surroundings& around, Problems& problems);

/// Reads a file that the configuration names; reports at `place` when it cannot be had.
[[nodiscard]] std::optional<std::string> read_named_file(const std::filesystem::path& file,
                                                         const Surroundings& around, Place place,
                                                         Problems& problems);

/// Reports that a span cannot be counted with these calendars.
void check_span_can_be_counted(rules::Span span, std::string_view key, Place place,
                               const CalendarFacts& facts, Problems& problems);

}  // namespace elzhur::config
