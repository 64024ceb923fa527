// Goal: the promises that concern judgement hold over random histories: what is claimed is true of a world
// that the program never sees, and nothing changes without a reason.
// Method: honest sources look at that world at instants they only vaguely know; documents come late, twice, in
// part, out of order. Claims are held to the world and to a naive reading of all observations (model.hpp).
#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>

#include "tests/simulation/histories.hpp"
#include "tests/support/memory_ledger.hpp"

namespace elzhur::simulation {
namespace {

using journal::Document;
using journal::Instant;
using journal::LessonKey;
using rules::DutyStatus;
using rules::Finding;
using rules::FindingState;

constexpr int k_cases = 200;
/// Every delivery of a history has come by then.
constexpr int k_last_tick = 120;

template <typename Property>
void for_all(Property&& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = std::max(params.maxSuccess, k_cases);
  rc::detail::TestMetadata metadata;
  metadata.id = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << text.str();
}

bool is_accusing(FindingState state) {
  return state == FindingState::open || state == FindingState::acknowledged || state == FindingState::confirmed ||
         state == FindingState::disputed;
}

/// Plays a history in cycles of three ticks and shows each cycle to `check(tick, documents)`.
template <typename Check>
void play(School& school, const std::multimap<int, Document>& deliveries, Check check) {
  for (int t = 0; t <= k_last_tick; t += 3) {
    const auto documents = arrived(deliveries, t - 3, t);
    school.cycle(tick(t), documents);
    check(t, documents);
  }
}

std::string place_of(const DutyName& name) {
  return journal::format_date(name.first.date) + " " + name.first.scope.subject + " " +
         std::to_string(name.first.ordinal) + " " + name.second;
}

void hold(bool holds, const DutyName& name, int at, const std::string& promise) {
  if (!holds) RC_FAIL(place_of(name) + " at tick " + std::to_string(at) + ": " + promise);
}

/// Everything that is said at one instant, held to the world and to the evidence.
class Judge {
 public:
  Judge(const World& world, School& school) : world_(world), school_(school) {}

  void hold_all(int at) {
    const Outcome outcome = school_.outcome();
    for (const auto& [name, duty] : outcome.duties) hold_duty(name, duty, at);
    for (const auto& [name, finding] : outcome.findings) hold_finding(name, finding, at);
  }

 private:
  [[nodiscard]] Question question(const DutyName& name) const {
    const auto& rules = school_.policy().rules;
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == name.second; });
    return question_of(*rule, name.first);
  }
  [[nodiscard]] std::optional<Instant> really(Meaning meaning, const DutyName& name, Instant after, int until) const {
    const Question q = question(name);
    return world_.at(name.first).field(q.field).first_time(meaning, q.placeholder_is_filled, after, tick(until));
  }

  void hold_duty(const DutyName& name, const rules::StoredDuty& duty, int at) const {
    const Question q = question(name);
    const Claims claims = school_.evidence().claims(name.first, q);
    hold(duty.due_at == q.due, name, at, "the deadline is another");
    const auto missing = really(Meaning::missing, name, q.due, at);
    switch (duty.status) {
      case DutyStatus::pending: hold(tick(at) <= q.due, name, at, "pending after the deadline"); break;
      case DutyStatus::on_time:
        hold(really(Meaning::entry, name, tick(-100), std::min(at, tick_of(q.due))).has_value(), name, at,
             "on time, though nothing was there by the deadline");
        hold(claims.on_time, name, at, "on time, though nobody saw it");
        break;
      case DutyStatus::late:
        hold(missing && really(Meaning::entry, name, *missing, at), name, at, "late, though it was not");
        hold(claims.late, name, at, "late, though nothing proves it");
        break;
      case DutyStatus::unfilled:
        hold(missing.has_value(), name, at, "unfilled, though never missing after the deadline");
        hold(claims.unfilled, name, at, "unfilled, though nothing proves it");
        break;
      case DutyStatus::unproven: hold(claims.entry_seen, name, at, "filled, though nobody saw it"); break;
      case DutyStatus::unknown: hold(tick(at) > q.due || claims.vanished, name, at, "unknown before the deadline"); break;
      case DutyStatus::excused:
      case DutyStatus::backlog: hold(false, name, at, "neither excuse nor backlog was set up"); break;
    }
  }

  void hold_finding(const DutyName& name, const Finding& finding, int at) const {
    const Question q = question(name);
    const Claims claims = school_.evidence().claims(name.first, q);
    hold(really(Meaning::missing, name, q.due, at).has_value(), name, at, "a finding, though never missing after the deadline");
    if (is_accusing(finding.state)) hold(claims.unfilled, name, at, "an open finding that nothing proves");
    if (finding.state == FindingState::resolved) hold(claims.entry_seen, name, at, "resolved, though nobody saw an entry");
    if (finding.state == FindingState::unknown) hold(claims.vanished, name, at, "unknown, though not missed twice");
  }

  [[nodiscard]] static int tick_of(Instant instant) {
    return static_cast<int>((instant - tick(0)) / std::chrono::hours(2));
  }

  const World& world_;
  School& school_;
};

TEST(Promises, NoFalseAccusation) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    Judge judge(world, school);
    play(school, deliveries_of(history, world), [&](int at, const auto&) { judge.hold_all(at); });
  });
}

}  // namespace
}  // namespace elzhur::simulation
