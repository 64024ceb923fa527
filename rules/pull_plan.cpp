#include "rules/pull_plan.hpp"

#include <algorithm>

namespace elzhur::rules {
namespace {

using journal::Instant;

void add_classes(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

}  // namespace

PlannedPull next_pull(const Rhythm& rhythm, const Looked& looked, std::span<const Deadline> deadlines) {
  PlannedPull next{looked.whole_at + rhythm.every, {}};
  if (looked.aligned_today >= rhythm.aligned_max) return next;
  const auto consider = [&](Instant at, const Deadline& deadline) {
    if (at <= looked.any_at || at >= looked.whole_at + rhythm.every || at > next.at) return;
    if (at < next.at) next = {at, {}};
    add_classes(next.classes, deadline.classes);
  };
  for (const Deadline& deadline : deadlines) {
    const Instant before = deadline.due_at - rhythm.lead;
    if (before - looked.any_at > rhythm.lead) consider(before, deadline);
    consider(deadline.due_at + rhythm.lag, deadline);
  }
  return next;
}

}  // namespace elzhur::rules
