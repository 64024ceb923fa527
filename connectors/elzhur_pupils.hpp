// Whose diary to look into: few pupils that together show every group of a class, learned from pull to pull.
// Ids live in memory only. Pure apart from that memory.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/time.hpp"

namespace elzhur::connectors {

/// Folded subject and group of a class.
using GroupKey = std::pair<std::string, std::string>;

class PupilMemory {
 public:
  /// What a pupil does not show is forgotten every day: pupils change groups.
  void begin_day(journal::Date date);

  /// The pupil to ask next: the one known to show most of `needed`, or else the first of whom something of it
  /// is not known. Nothing when asking anybody is of no use. `asked` are passed over.
  [[nodiscard]] std::optional<std::string> next(const std::string& class_key,
                                                const std::vector<std::string>& candidates,
                                                const std::set<GroupKey>& needed,
                                                const std::set<std::string>& asked) const;

  /// A pupil's diary showed these of all the groups that the class has.
  void learn(const std::string& class_key, const std::string& pupil, const std::set<GroupKey>& all,
             const std::set<GroupKey>& shown);

 private:
  using Views = std::map<GroupKey, bool>;
  std::optional<journal::Date> day_;
  std::map<std::string, std::map<std::string, Views>> classes_;
};

/// The pupils of a class: those that the configuration names («7А/1» or «7А»), then those of the access from
/// all over its list, each once.
[[nodiscard]] std::vector<std::string> pupils_of(std::string_view class_name,
                                                 const std::map<std::string, std::string>& configured,
                                                 const std::vector<std::string>& of_access);

}  // namespace elzhur::connectors
