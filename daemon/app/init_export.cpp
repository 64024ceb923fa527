#include "daemon/app/init_export.hpp"

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <utility>

#include "connectors/directory.hpp"
#include "connectors/files.hpp"
#include "journal/lesson.hpp"
#include "journal/names.hpp"

namespace elzhur::app {
namespace {

using journal::ErrorKind;

bool is_full_name(const journal::PersonName& name) {
  return !name.initials && !name.given.empty() && !name.family.empty();
}

/// Collects what documents show; names and classes once each, however they are spelt.
class Collected {
 public:
  void add(const journal::Document& document) {
    for (const std::string& written : document.people) add_person(written);
    for (const journal::Block& block : document.blocks) add_block(block);
    found_.lessons += document.lessons();
  }

  FoundInExport take() {
    std::vector<std::pair<std::pair<int, std::string>, std::string>> classes;
    for (const auto& [folded, written] : classes_) {
      const auto grade = journal::grade_of(folded);
      if (grade) found_.grades.insert(*grade);
      classes.push_back({{grade.value_or(99), folded}, written});
    }
    std::sort(classes.begin(), classes.end());
    for (auto& [order, written] : classes) {
      if (saturday_.contains(order.second)) found_.saturday_classes.push_back(written);
      found_.classes.push_back(std::move(written));
    }
    for (auto& [key, written] : people_) found_.people.push_back(std::move(written));
    std::sort(found_.people.begin(), found_.people.end());
    found_.half_names.assign(half_names_.begin(), half_names_.end());
    return std::move(found_);
  }

 private:
  void add_person(const std::string& written) {
    const journal::PersonName name = journal::parse_person_name(written);
    if (is_full_name(name)) {
      people_.try_emplace(journal::person_key(name), name.formal());
    } else if (!written.empty()) {
      half_names_.insert(written);
    }
  }

  void add_block(const journal::Block& block) {
    const std::string folded = journal::fold_class(block.scope.class_name);
    if (folded.empty()) return;
    classes_.try_emplace(folded, block.scope.class_name);
    const bool has_saturday = std::any_of(block.lessons.begin(), block.lessons.end(), [](const auto& lesson) {
      return std::chrono::weekday(lesson.date) == std::chrono::Saturday;
    });
    if (has_saturday) saturday_.insert(folded);
  }

  FoundInExport found_;
  std::map<std::string, std::string> people_;   ///< By key.
  std::map<std::string, std::string> classes_;  ///< By folded name.
  std::set<std::string> saturday_;
  std::set<std::string> half_names_;
};

}  // namespace

journal::Result<FoundInExport> look_into_export(const std::filesystem::path& file,
                                                const journal::TimeZone& zone, journal::Instant now) {
  const connectors::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!opened.ok()) return journal::failure(ErrorKind::storage, "файл не открывается");
  const auto bytes = connectors::read_all(opened.get(), connectors::k_directory_file_bytes_max);
  if (!bytes) return journal::failure(bytes.error().kind, "файл не читается или слишком велик");
  const connectors::DirectoryOptions options{
      .id = "inbox", .path = file.parent_path(), .move = false, .zone = zone, .declared_none = {}};
  const connectors::Pull pull = connectors::read_one_file(options, file.filename().string(), *bytes, now,
                                                          [](std::string_view) { return false; });
  if (pull.status == connectors::PullStatus::rejected || pull.status == connectors::PullStatus::failed)
    return journal::failure(ErrorKind::bad_input, pull.reason);
  Collected collected;
  for (const connectors::PulledDocument& document : pull.documents) {
    if (document.document) collected.add(*document.document);
  }
  FoundInExport found = collected.take();
  if (found.lessons == 0) return journal::failure(ErrorKind::bad_input, "в файле нет уроков");
  return found;
}

}  // namespace elzhur::app
