#include "daemon/config/policy.hpp"

#include <string>
#include <utility>

#include "journal/check.hpp"

namespace elzhur::config {

StaffIds add_staff(const Config& config, rules::Roster& roster) {
  std::vector<std::string> names;
  names.reserve(config.staff.size());
  for (const StaffPerson& person : config.staff) names.push_back(person.name);
  const auto candidates = roster.identify(names);
  StaffIds ids(config.staff.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (candidates[i].size() != 1) continue;
    ids[i] = candidates[i].front();
    for (const std::string& spelling : config.staff[i].spellings) roster.add_spelling(*ids[i], spelling);
  }
  return ids;
}

std::vector<rules::Excuse> staff_excuses(const Config& config, const StaffIds& ids) {
  ELZHUR_CHECK(ids.size() == config.staff.size());
  std::vector<rules::Excuse> excuses;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i]) continue;
    for (const Absence& absence : config.staff[i].absences) {
      rules::Excuse excuse;
      excuse.of = rules::Excuse::Of::teacher;
      excuse.teacher = *ids[i];
      excuse.dates = absence.dates;
      excuse.reason = absence_reason_text(absence.reason);
      excuses.push_back(std::move(excuse));
    }
  }
  return excuses;
}

rules::Policy compile_policy(const Config& config, journal::Date watch_from,
                             std::vector<rules::Excuse> excuses) {
  return rules::Policy{.zone = config.school.zone,
                       .calendar = config.calendar,
                       .calendar_digest = config.calendar_digest,
                       .rules = config.rules,
                       .excuses = std::move(excuses),
                       .watch_from = config.school.watch_from.value_or(watch_from)};
}

}  // namespace elzhur::config
