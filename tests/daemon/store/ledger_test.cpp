// The store's ledger against the one in plain maps: the same random calls, the same answers.
#include "daemon/store/store.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "tests/daemon/store/values.hpp"
#include "tests/support/memory_ledger.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using journal::DateRange;
using journal::LessonId;
using journal::ScopeId;
using rules::LessonRecord;
using rules::StoredDuty;

const std::vector<std::string> k_rules{"topic-same-day", "a-homework-rule-with-a-long-name", "marks"};

/// Drives a store and the oracle with the same calls.
class Pair {
 public:
  explicit Pair(const std::filesystem::path& file) : file_(file) { open(); }

  void begin() {
    saved_ = fake_;
    transaction_.emplace(store_->begin(at(1'700'000'000 + ++instant_)));
  }
  void commit() {
    transaction_->commit();
    transaction_.reset();
  }
  void roll_back() {
    transaction_.reset();
    fake_ = saved_;
  }
  void reopen() {
    store_.reset();
    open();
  }

  rules::LedgerStore& sql() { return store_->ledger(); }
  FakeLedger& fake() { return fake_; }
  store::Store& store() { return *store_; }

 private:
  void open() {
    auto opened = store::Store::open(file_);
    ASSERT_TRUE(opened) << opened.error().text;
    store_ = std::make_unique<store::Store>(std::move(*opened));
  }

  std::filesystem::path file_;
  std::unique_ptr<store::Store> store_;
  FakeLedger fake_;
  FakeLedger saved_;
  std::optional<store::Transaction> transaction_;
  int instant_ = 0;
};

std::vector<LessonId> ids_of(FakeLedger& fake, Random& random) {
  std::vector<LessonId> ids;
  for (const LessonId id : fake.all_lessons(LessonId{0}, 1000)) {
    if (random.maybe()) ids.push_back(id);
  }
  if (random.maybe()) ids.push_back(journal::make_lesson_id(ScopeId{900}, day(0), 1));  // Exists nowhere.
  return ids;
}

DateRange random_dates(Random& random) {
  const int first = random.below(8) - 1;
  return {day(first), day(first + random.below(5) - 1)};
}

void save_words(Pair& pair, Random& random) {
  const journal::Scope scope{random.maybe() ? "7А" : "10Б", random.maybe() ? "" : "Англ.яз",
                             random.maybe() ? "Алгебра" : "История"};
  const ScopeId id = pair.sql().scope_id(scope);
  RC_ASSERT(id == pair.fake().scope_id(scope));
  RC_ASSERT(pair.sql().scope(id) == scope);
  const journal::FieldSet fields(static_cast<std::uint8_t>(1 + random.below(3)));
  RC_ASSERT(pair.sql().channel_id("inbox", fields) == pair.fake().channel_id("inbox", fields));
  const std::vector<rules::Person> persons{{journal::PersonId{1 + random.below(3)}, "Иванова А. П."}};
  pair.sql().save_persons(persons);
  pair.fake().save_persons(persons);
}

void save_lessons(Pair& pair, Random& random) {
  std::vector<LessonRecord> before;
  std::vector<LessonRecord> after;
  for (int i = random.below(4); i >= 0; --i) {
    const ScopeId scope = pair.sql().scope_id({random.maybe() ? "7А" : "5Б", "", "Алгебра"});
    RC_ASSERT(scope == pair.fake().scope_id(pair.sql().scope(scope)));
    const LessonId id = journal::make_lesson_id(scope, day(random.below(6)), 1 + random.below(2));
    const auto known = pair.fake().lessons(std::span(&id, 1));
    const auto has_id = [&](const LessonRecord& record) { return record.id == id; };
    if (std::any_of(after.begin(), after.end(), has_id)) continue;
    before.push_back(known.empty() ? LessonRecord{} : known.front());
    after.push_back(before.back());
    after.back().id = id;
    scramble(random, after.back());
  }
  std::vector<rules::LessonChange> changes;
  for (std::size_t i = 0; i < after.size(); ++i) {
    changes.push_back({before[i].id == LessonId{} ? nullptr : &before[i], &after[i]});
  }
  pair.sql().save_lessons(changes);
  pair.fake().save_lessons(changes);
}

void save_segments(Pair& pair, Random& random) {
  const auto scopes = pair.fake().all_lessons(LessonId{0}, 1000);
  if (scopes.empty()) return;
  const ScopeId scope = journal::parts_of(scopes.front()).scope;
  const journal::ChannelId channel = pair.sql().channel_id("api", journal::FieldSet{3});
  RC_ASSERT(channel == pair.fake().channel_id("api", journal::FieldSet{3}));
  const DateRange dates{day(random.below(5)), day(4 + random.below(5))};
  std::vector<rules::Segment> segments = pair.fake().segments(scope, dates);
  if (!segments.empty() && random.maybe()) segments.erase(segments.begin());
  segments = rules::renew(segments, {channel, dates, random_seen(random)});
  pair.sql().save_segments(scope, dates, segments);
  pair.fake().save_segments(scope, dates, segments);
}

void renew_document(Pair& pair, Random& random) {
  const rules::Seen seen = random_seen(random);
  const journal::AsOf later{seen.as_of.earliest + journal::Seconds(random.below(3000)),
                            seen.as_of.latest + journal::Seconds(random.below(3000))};
  RC_ASSERT(pair.sql().renew(seen.document, later) == pair.fake().renew(seen.document, later));
  pair.sql().save_look("inbox", "7А", {seen.document, later, 0x8000000000000001U});
  pair.fake().save_look("inbox", "7А", {seen.document, later, 0x8000000000000001U});
}

void save_duties(Pair& pair, Random& random) {
  std::vector<rules::LedgerStore::DutyChange> changes;
  for (const LessonId id : pair.fake().all_lessons(LessonId{0}, 1000)) {
    const auto known = pair.fake().duties(std::span(&id, 1));
    for (const std::string& rule : k_rules) {
      if (random.below(3) != 0) continue;
      std::optional<StoredDuty> before;
      for (const StoredDuty& duty : known) {
        if (duty.rule == rule) before = duty;
      }
      std::optional<StoredDuty> after;
      if (!before || random.below(4) != 0) {
        after = StoredDuty{id, rule, static_cast<rules::DutyStatus>(random.below(8)), random_instant(random),
                           random_instant(random)};
      }
      changes.push_back({before, after});
    }
  }
  pair.sql().save_duties(changes);
  pair.fake().save_duties(changes);
}

void save_finding(Pair& pair, Random& random) {
  const auto ids = ids_of(pair.fake(), random);
  const std::string& rule = k_rules[static_cast<std::size_t>(random.below(3))];
  for (const LessonId id : ids) {
    if (pair.fake().lessons(std::span(&id, 1)).empty()) continue;
    rules::Finding finding = finding_of(id, rule, at(1'700'000'000));
    for (const rules::Finding& newest : pair.fake().newest_findings(std::span(&id, 1))) {
      if (newest.rule != rule) continue;
      if (random.maybe()) {
        finding = newest;
        ++finding.version;
      } else {
        finding.episode = newest.episode + 1;
      }
    }
    finding.state = static_cast<rules::FindingState>(random.below(8));
    finding.closed_at = random_instant(random);
    finding.closed_by_person = random.maybe();
    finding.confirmed_by = random.maybe() ? "Петров О. Н." : "";
    finding.confirmed_at = random_instant(random);
    finding.teacher_told_at = random_instant(random);
    finding.reason = random.maybe() ? "учтена замена" : "";
    finding.last_seen_empty_at = random_instant(random);
    finding.first_seen_filled_at = random_instant(random);
    finding.reported_at = random_instant(random);
    finding.owners = {journal::PersonId{1}, journal::PersonId{2 + random.below(9)}};
    finding.documents.resize(static_cast<std::size_t>(random.below(3)), journal::DocumentId{7});
    rules::Finding same = finding;
    const int year = 2026 + random.below(2);
    pair.sql().save_finding(finding, finding.id == journal::FindingId{} ? year : finding.year);
    pair.fake().save_finding(same, same.id == journal::FindingId{} ? year : same.year);
    RC_ASSERT(finding == same);
  }
}

void save_documents(Pair& pair, Random& random) {
  rules::DocumentEntry entry;
  entry.source_id = random.maybe() ? "inbox" : "api";
  entry.sha256 = std::to_string(random.below(4));
  entry.accepted = random.maybe();
  RC_ASSERT(pair.sql().add_document(entry) == pair.fake().add_document(entry));
  const std::string value = std::to_string(random.below(100));
  pair.sql().save_note("watch_from", value);
  pair.fake().save_note("watch_from", value);
}

void compare(Pair& pair, Random& random) {
  rules::LedgerStore& sql = pair.sql();
  rules::LedgerStore& fake = pair.fake();
  RC_ASSERT(sql.persons() == fake.persons());
  RC_ASSERT(sql.totals() == fake.totals());
  RC_ASSERT(pair.store().recount() == fake.totals());
  RC_ASSERT(sql.note("watch_from") == fake.note("watch_from"));
  RC_ASSERT(sql.note("never") == std::nullopt);
  for (int i = 0; i < 4; ++i) {
    RC_ASSERT(sql.find_document("inbox", std::to_string(i)) ==
              fake.find_document("inbox", std::to_string(i)));
  }
  const LessonId after{
      static_cast<std::int64_t>(journal::make_lesson_id(ScopeId{1 + random.below(2)}, day(0), 1))};
  const auto limit = static_cast<std::size_t>(random.below(6));
  RC_ASSERT(sql.all_lessons(after, limit) == fake.all_lessons(after, limit));
  const auto now = at(1'700'000'000 + random.below(2000));
  RC_ASSERT(sql.lessons_in_transition(now, after, limit) == fake.lessons_in_transition(now, after, limit));
  const auto until = now + journal::Seconds(random.below(500));
  RC_ASSERT(sql.lessons_unseen_since_due(now, until) == fake.lessons_unseen_since_due(now, until));
  RC_ASSERT(sql.deadlines(now, until) == fake.deadlines(now, until));
  RC_ASSERT(sql.last_look("inbox", "7А") == fake.last_look("inbox", "7А"));
  const auto ids = ids_of(pair.fake(), random);
  RC_ASSERT(sql.lessons(ids) == fake.lessons(ids));
  RC_ASSERT(sql.duties(ids) == fake.duties(ids));
  RC_ASSERT(sql.newest_findings(ids) == fake.newest_findings(ids));
  for (int number = 1; number <= 4; ++number) {
    const ScopeId scope{number};
    const DateRange dates = random_dates(random);
    RC_ASSERT(sql.segments(scope, rules::k_all_days) == fake.segments(scope, rules::k_all_days));
    RC_ASSERT(sql.segments(scope, dates) == fake.segments(scope, dates));
    RC_ASSERT(sql.lessons_of(scope, dates) == fake.lessons_of(scope, dates));
    RC_ASSERT(sql.lessons_unknown(scope, dates) == fake.lessons_unknown(scope, dates));
    RC_ASSERT(sql.timetable(scope, dates.first) == fake.timetable(scope, dates.first));
    for (int channel = 1; channel <= 3; ++channel) {
      const auto a = sql.heads(scope, journal::ChannelId{channel}, dates);
      const auto b = fake.heads(scope, journal::ChannelId{channel}, dates);
      RC_ASSERT(a.size() == b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        RC_ASSERT(a[i].lesson == b[i].lesson && a[i].digest == b[i].digest && a[i].states == b[i].states);
        RC_ASSERT(a[i].agrees == b[i].agrees && a[i].missing == b[i].missing);
      }
    }
  }
}

void act(Pair& pair, Random& random) {
  switch (random.below(8)) {
    case 0:
      return save_words(pair, random);
    case 1:
      return save_segments(pair, random);
    case 2:
      return save_duties(pair, random);
    case 3:
      return save_finding(pair, random);
    case 4:
      return save_documents(pair, random);
    case 5:
      return renew_document(pair, random);
    default:
      return save_lessons(pair, random);
  }
}

RC_GTEST_PROP(Ledger, AnswersLikePlainMapsAfterAnyCallsRollbacksAndReopenings, ()) {
  const TempDir folder;
  Pair pair(folder / "elzhurd.db");
  // Sizes of 0 to 12: about eight transactions of eight calls at most, each followed by a comparison.
  const auto seeds = *rc::gen::scale(
      0.12, rc::gen::container<std::vector<std::vector<std::uint64_t>>>(
                rc::gen::container<std::vector<std::uint64_t>>(
                    rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())))));
  for (const auto& transaction : seeds) {
    Random random(transaction.empty() ? 0 : transaction.back());
    pair.begin();
    for (const std::uint64_t seed : transaction) {
      random = Random(seed);
      act(pair, random);
      compare(pair, random);
    }
    if (random.below(4) == 0) {
      pair.roll_back();
    } else {
      pair.commit();
    }
    if (random.below(4) == 0) pair.reopen();
    compare(pair, random);
  }
  RC_ASSERT(pair.store().check_integrity().has_value());
}

}  // namespace
}  // namespace elzhur::tests
