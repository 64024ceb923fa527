// What a first export shows of a school: its classes, its teachers, its week. Invents nothing: what the file
// does not say stays unsaid.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

struct FoundInExport {
  std::size_t lessons = 0;
  std::vector<std::string> classes{};  ///< As written, by grade and name.
  std::set<int> grades{};
  std::vector<std::string> saturday_classes{};  ///< Those with a lesson on a Saturday.
  std::vector<std::string> people{};            ///< Full names, in order.
  std::vector<std::string> half_names{};        ///< Written with initials, or not as a name.
};

/// Reads the file as a folder would. Fails with bad_input (a person can mend the file) and the reason in
/// Russian, or with storage when it cannot be read.
[[nodiscard]] journal::Result<FoundInExport> look_into_export(const std::filesystem::path& file,
                                                              const journal::TimeZone& zone,
                                                              journal::Instant now);

}  // namespace elzhur::app
