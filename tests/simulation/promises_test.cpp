// Goal: the promises that concern judgement hold over random histories: what is claimed is true of a world
// that the program never sees, and nothing changes without a reason.
// Method: honest sources look at that world at instants they only vaguely know; documents come late, twice,
// in part, out of order. Claims are held to the world and to a naive reading of all observations (model.hpp).
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>

#include "daemon/store/store.hpp"
#include "tests/simulation/histories.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::simulation {
namespace {

using journal::Document;
using journal::Instant;
using rules::DutyStatus;
using rules::Finding;
using rules::FindingState;

constexpr int k_cases = 200;
constexpr std::uint64_t k_seed = 20260914;
constexpr int k_cases_on_disk = 40;  // With a database file each.
/// Every delivery of a history has come by then.
constexpr int k_last_tick = 120;

template <typename Property>
void for_all(Property&& property, int cases = k_cases) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  // Every build plays the same histories; RC_PARAMS (seed, max_success) plays others, and more of them.
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.seed = k_seed;
    params.maxSuccess = cases;
  }
  rc::detail::TestMetadata metadata;
  metadata.id = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << text.str();
}

bool is_accusing(FindingState state) {
  return state == FindingState::open || state == FindingState::acknowledged ||
         state == FindingState::confirmed || state == FindingState::disputed;
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
  [[nodiscard]] Question question(const DutyName& name) const { return question_about(name, school_); }
  [[nodiscard]] std::optional<Instant> really(Meaning meaning, const DutyName& name, Instant after,
                                              int until) const {
    const Question q = question(name);
    return world_.at(name.first)
        .field(q.field)
        .first_time(meaning, q.placeholder_is_filled, after, tick(until));
  }

  void hold_duty(const DutyName& name, const rules::StoredDuty& duty, int at) const {
    const Question q = question(name);
    const Claims claims = school_.evidence().claims(name.first, q);
    hold(duty.due_at == q.due, name, at, "the deadline is another");
    const auto missing = really(Meaning::missing, name, q.due, at);
    switch (duty.status) {
      case DutyStatus::pending:
        hold(tick(at) <= q.due, name, at, "pending after the deadline");
        break;
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
      case DutyStatus::unproven:
        hold(claims.entry_seen, name, at, "filled, though nobody saw it");
        break;
      case DutyStatus::unknown:
        hold(tick(at) > q.due || claims.may_have_vanished, name, at, "unknown before the deadline");
        break;
      case DutyStatus::excused:
      case DutyStatus::backlog:
        hold(false, name, at, "neither excuse nor backlog was set up");
        break;
    }
  }

  void hold_finding(const DutyName& name, const Finding& finding, int at) const {
    const Question q = question(name);
    const Claims claims = school_.evidence().claims(name.first, q);
    // What was withdrawn or lost from sight was asked about the deadline of its time, before an absence moved
    // it.
    const Instant due = is_accusing(finding.state) ? q.due : finding.due_at;
    hold(really(Meaning::missing, name, due, at).has_value(), name, at,
         "a finding, though never missing after the deadline");
    if (is_accusing(finding.state)) hold(claims.unfilled, name, at, "an open finding that nothing proves");
    if (finding.state == FindingState::resolved)
      hold(claims.entry_seen, name, at, "resolved, though nobody saw an entry");
    if (finding.state == FindingState::unknown)
      hold(claims.may_have_vanished, name, at, "unknown, though not missed twice");
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

/// What an outcome says, without what only its bookkeeping knows (ids, versions, instants of writing).
using Said = std::map<DutyName, std::string>;
Said said(const Outcome& outcome) {
  Said text;
  for (const auto& [name, duty] : outcome.duties)
    text[name] = std::string(rules::duty_status_name(duty.status));
  for (const auto& [name, f] : outcome.findings) {
    text[name] += " " + std::string(rules::finding_state_name(f.state)) + " " + std::to_string(f.episode);
  }
  return text;
}

TEST(Promises, WhatALookProvesIsClaimed) {
  for_all([] {
    const History history = *plain_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    play(school, deliveries_of(history, world), [&](int at, const auto&) {
      const Outcome outcome = school.outcome();
      for (const auto& [name, duty] : outcome.duties) {
        const Claims claims = school.evidence().claims(name.first, question_about(name, school));
        if (claims.unfilled && !claims.vanished) {
          hold(duty.status == DutyStatus::unfilled, name, at, "provably unfilled, and not said");
          hold(is_accusing(outcome.findings.at(name).state), name, at, "provably unfilled, and no finding");
        }
        const bool is_judged = duty.status != DutyStatus::unknown && duty.status != DutyStatus::pending;
        if (claims.on_time && !claims.unfilled && is_judged) {
          hold(duty.status == DutyStatus::on_time, name, at, "provably in time, and not said");
        }
        if (claims.vanished && claims.unfilled)
          hold(duty.status == DutyStatus::unknown, name, at, "vanished, and accused");
      }
    });
  });
}

TEST(Promises, NoEvidenceNoChange) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    Outcome before;
    play(school, deliveries_of(history, world), [&](int at, const std::vector<Document>& documents) {
      const Outcome after = school.outcome();
      const auto is_spoken_of = [&](const DutyName& name) {
        return std::any_of(documents.begin(), documents.end(), [&](const Document& document) {
          return std::any_of(
              document.blocks.begin(), document.blocks.end(), [&](const journal::Block& block) {
                return block.scope == name.first.scope && block.dates.contains(name.first.date);
              });
        });
      };
      for (const auto& [name, duty] : after.duties) {
        if (is_spoken_of(name)) continue;
        hold(before.duties.contains(name), name, at, "a duty without evidence");
        const DutyStatus was = before.duties.at(name).status;
        const bool is_overdue_now = was == DutyStatus::pending && duty.status == DutyStatus::unknown;
        hold(duty.status == was || is_overdue_now, name, at, "a status changed without evidence");
      }
      for (const auto& [name, finding] : after.findings) {
        if (is_spoken_of(name)) continue;
        hold(before.findings.contains(name) && before.findings.at(name) == finding, name, at,
             "a finding changed without evidence");
      }
      before = after;
    });
  });
}

TEST(Promises, ResolveOnPositiveEvidence) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    std::map<DutyName, FindingState> before;
    play(school, deliveries_of(history, world), [&](int at, const std::vector<Document>& documents) {
      for (const auto& [name, finding] : school.outcome().findings) {
        const auto was = before.find(name);
        if (finding.state == FindingState::resolved && was != before.end() &&
            was->second != FindingState::resolved) {
          const auto rule = rules::parse_rule_kind(name.second.substr(0, name.second.find('-')));
          const bool is_shown =
              std::any_of(documents.begin(), documents.end(), [&](const Document& document) {
                Evidence alone;
                alone.take(document);
                return alone.claims(name.first, {rules::field_of(*rule), true, finding.due_at}).entry_seen;
              });
          hold(is_shown, name, at, "resolved by a cycle that showed no entry");
        }
        before[name] = finding.state;
      }
    });
  });
}

TEST(Promises, ABeginningIsNotAnAccusation) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    const journal::Date watch_from = school_lessons()[static_cast<std::size_t>(*rc::gen::inRange(1, 4))].date;
    school.policy().watch_from = watch_from;
    play(school, deliveries_of(history, world), [&](int at, const auto&) {
      const Outcome outcome = school.outcome();
      for (const auto& [name, duty] : outcome.duties) {
        const bool is_before = name.first.date < watch_from;
        hold(!is_before || !outcome.findings.contains(name), name, at, "a finding before watching began");
        hold(is_before || duty.status != DutyStatus::backlog, name, at, "backlog of a watched day");
        const bool is_accused = duty.status == DutyStatus::unfilled || duty.status == DutyStatus::late;
        hold(!is_before || !is_accused, name, at, "held to a deadline before watching began");
      }
    });
  });
}

TEST(Promises, SettledIsSettled) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    play(school, deliveries_of(history, world), [&](int at, const std::vector<Document>& documents) {
      // What two channels say of one time is weighed in the order in which it came, so only one is heard
      // again.
      const auto& source = documents.empty() ? std::string() : documents.front().source_id;
      const bool is_one_channel = std::all_of(documents.begin(), documents.end(), [&](const Document& d) {
        return d.source_id == source && d.blocks.front().fields == documents.front().blocks.front().fields;
      });
      if (!is_one_channel) return;
      const Outcome once = school.outcome();
      school.cycle(tick(at), documents);
      const Outcome twice = school.outcome();
      RC_ASSERT(once.duties == twice.duties);
      RC_ASSERT(once.findings == twice.findings);
    });
  });
}

TEST(Promises, WhatAPersonSettledIsNotOpenedAgainByTheSameEmptiness) {
  for_all([] {
    History history = *any_history();
    // Nothing is ever entered, so there is nothing that could disappear anew.
    for (PlannedChange& change : history.changes) change.state = static_cast<int>(journal::FillState::empty);
    const World world = world_of(history);
    tests::FakeLedger ledger;
    School school(ledger);
    const auto action =
        *rc::gen::element(rules::Action::withdraw, rules::Action::excuse, rules::Action::confirm);
    const int decided_at = *rc::gen::resize(100, rc::gen::inRange(6, k_ticks)) / 3 * 3;
    std::map<DutyName, Finding> decided;
    play(school, deliveries_of(history, world), [&](int at, const auto&) {
      for (auto& [name, finding] : school.outcome().findings) {
        if (const auto known = decided.find(name); known != decided.end()) {
          const bool may_vanish = action == rules::Action::confirm;
          hold(may_vanish || finding == known->second, name, at, "a person's decision was undone");
          hold(finding.episode == 1, name, at, "a second finding of the same emptiness");
        } else if (at == decided_at && finding.state == FindingState::open) {
          Finding next = *rules::decide(finding, {action, "Завуч", "проверено", finding.version}, tick(at));
          ledger.save_finding(next, 2026);
          decided[name] = next;
        }
      }
    });
  });
}

TEST(Promises, Determinism) {
  for_all([] {
    const History history = *any_history();
    const World world = world_of(history);
    tests::FakeLedger ledgers[3];
    School same(ledgers[0]);
    School again(ledgers[1]);
    School split(ledgers[2]);
    const auto deliveries = deliveries_of(history, world);
    play(same, deliveries, [&](int at, const std::vector<Document>& documents) {
      // The documents of a cycle in another order of arrival; and every scope as a document of its own.
      again.cycle(tick(at), {documents.rbegin(), documents.rend()});
      std::vector<Document> parts;
      for (const Document& document : documents) {
        for (const journal::Block& block : document.blocks) {
          parts.push_back(document);
          parts.back().blocks = {block};
        }
      }
      split.cycle(tick(at), parts);
      const Outcome outcome = same.outcome();
      RC_ASSERT(again.outcome().duties == outcome.duties);
      RC_ASSERT(again.outcome().findings == outcome.findings);
      RC_ASSERT(said(split.outcome()) == said(outcome));
    });
  });
}

TEST(Promises, StoreSaysWhatPlainMapsSay) {
  for_all(
      [] {
        const History history = *any_history();
        const World world = world_of(history);
        tests::FakeLedger ledger;
        School plain(ledger);
        const tests::TempDir folder;
        auto store = store::Store::open(folder / "elzhurd.db");
        RC_ASSERT(store.has_value());
        School real(store->ledger());
        for (int t = 0; t <= k_last_tick; t += 24) {
          const auto documents = arrived(deliveries_of(history, world), t - 24, t);
          plain.cycle(tick(t), documents);
          auto transaction = store->begin(tick(t));
          real.cycle(tick(t), documents);
          transaction.commit();
        }
        const Outcome outcome = plain.outcome();
        RC_ASSERT(real.outcome().duties == outcome.duties);
        RC_ASSERT(real.outcome().findings == outcome.findings);
        RC_ASSERT(store->ledger().totals() == store->recount());
        RC_ASSERT(store->ledger().totals() == ledger.totals());
        std::map<std::string, std::map<FindingState, std::int64_t>> by_state;
        for (const Finding& finding : ledger.findings()) ++by_state[finding.rule][finding.state];
        RC_ASSERT(ledger.totals().findings == by_state);
        std::vector<journal::LessonId> ids;
        for (const auto& [id, record] : ledger.all()) ids.push_back(id);
        RC_ASSERT(store->ledger().lessons(ids) == ledger.lessons(ids));
      },
      k_cases_on_disk);
}

}  // namespace
}  // namespace elzhur::simulation
