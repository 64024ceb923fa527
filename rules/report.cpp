#include "rules/report.hpp"

#include <algorithm>

#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::rules {

bool touches(const Excuse& excuse, const FindingView& view, const journal::TimeZone& zone) {
  if (!excuse.dates.contains(view.date) && !excuse.dates.contains(zone.date_of(view.finding.due_at)))
    return false;
  const auto& owners = view.finding.owners;
  switch (excuse.of) {
    case Excuse::Of::teacher:
      return std::find(owners.begin(), owners.end(), excuse.teacher) != owners.end();
    case Excuse::Of::class_name:
      return excuse.class_folded == journal::fold_class(view.scope.class_name);
    case Excuse::Of::grade:
      return journal::grade_of(view.scope.class_name) == excuse.grade;
    case Excuse::Of::school:
      return true;
  }
  ELZHUR_UNREACHABLE();
}

}  // namespace elzhur::rules
