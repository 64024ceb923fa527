#include "connectors/elzhur_pupils.hpp"

#include <algorithm>

#include "connectors/scope_text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

/// The first, the last, the middle, the quarters...: lists are sorted by names, and groups are often cut from
/// them, so neighbours are mostly in one group.
std::vector<std::size_t> spread(std::size_t count) {
  std::vector<std::size_t> order;
  std::vector<bool> is_taken(count);
  const auto take = [&](std::size_t index) {
    if (is_taken[index]) return;
    is_taken[index] = true;
    order.push_back(index);
  };
  if (count == 0) return order;
  take(0);
  take(count - 1);
  for (std::size_t parts = 2; order.size() < count; parts *= 2) {
    for (std::size_t part = 1; part < parts; part += 2) take(count * part / parts);
  }
  return order;
}

}  // namespace

void PupilMemory::begin_day(journal::Date date) {
  if (day_ == date) return;
  day_ = date;
  for (auto& [class_key, pupils] : classes_) {
    for (auto& [pupil, views] : pupils) std::erase_if(views, [](const auto& view) { return !view.second; });
  }
}

std::optional<std::string> PupilMemory::next(const std::string& class_key,
                                             const std::vector<std::string>& candidates,
                                             const std::set<GroupKey>& needed,
                                             const std::set<std::string>& asked) const {
  const auto known = classes_.find(class_key);
  std::optional<std::string> best;
  std::optional<std::string> first_unknown;
  std::size_t best_count = 0;
  for (const std::string& pupil : candidates) {
    if (asked.find(pupil) != asked.end()) continue;
    static const Views k_no_views;
    const Views* views = &k_no_views;
    if (known != classes_.end()) {
      const auto at = known->second.find(pupil);
      if (at != known->second.end()) views = &at->second;
    }
    std::size_t shown = 0;
    bool is_unknown = false;
    for (const GroupKey& group : needed) {
      const auto view = views->find(group);
      if (view == views->end()) is_unknown = true;
      if (view != views->end() && view->second) ++shown;
    }
    if (shown > best_count) {
      best = pupil;
      best_count = shown;
    }
    if (is_unknown && !first_unknown) first_unknown = pupil;
  }
  return best ? best : first_unknown;
}

void PupilMemory::learn(const std::string& class_key, const std::string& pupil, const std::set<GroupKey>& all,
                        const std::set<GroupKey>& shown) {
  Views& views = classes_[class_key][pupil];
  for (const GroupKey& group : all) views[group] = shown.find(group) != shown.end();
}

std::vector<std::string> pupils_of(std::string_view class_name,
                                   const std::map<std::string, std::string>& configured,
                                   const std::vector<std::string>& of_access) {
  std::vector<std::string> pupils;
  const auto add = [&pupils](const std::string& pupil) {
    if (std::find(pupils.begin(), pupils.end(), pupil) == pupils.end()) pupils.push_back(pupil);
  };
  const std::string key = journal::fold_class(class_name);
  for (const auto& [where, pupil] : configured) {
    const bool is_whole = journal::fold_class(where) == key;
    if (is_whole || journal::fold_class(split_class(where, true).class_name) == key) add(pupil);
  }
  for (const std::size_t index : spread(of_access.size())) add(of_access[index]);
  return pupils;
}

}  // namespace elzhur::connectors
