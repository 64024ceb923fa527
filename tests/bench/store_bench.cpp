// What a first pass and a quiet pass cost the store, beside the same rows put in by the barest SQLite loop.
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <time.h>

#include <memory>
#include <string>

#include "daemon/store/store.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using journal::LessonId;
using journal::ScopeId;
using rules::LessonRecord;
using rules::StoredDuty;

constexpr int k_days = 200;  ///< Lessons of one scope.
const journal::Date k_first_day = journal::make_date(2026, 9, 1);
const journal::Instant k_now{journal::Seconds{1'800'000'000}};

rules::Seen seen() { return {{k_now - journal::Seconds{5}, k_now}, journal::DocumentId{1}}; }

LessonRecord make_lesson(ScopeId scope, int day, std::size_t episodes) {
  LessonRecord record;
  record.id = journal::make_lesson_id(scope, k_first_day + std::chrono::days{day}, 1);
  record.attributes.number = 1 + day % 7;
  record.attributes.teachers = {journal::PersonId{1 + static_cast<std::int64_t>(scope) % 60}};
  for (std::size_t f = 0; f < episodes; ++f) {
    record.fields[f] = {{f == 0 ? journal::FillState::filled : journal::FillState::empty, seen(), seen()}};
  }
  rules::Sighting sighting;
  sighting.channel = journal::ChannelId{1};
  sighting.digest = static_cast<std::uint64_t>(record.id) * 0x9E3779B97F4A7C15ULL;
  sighting.states = {journal::FillState::filled, journal::FillState::empty};
  sighting.attributes = record.attributes;
  sighting.agrees = true;
  record.sightings = {sighting};
  return record;
}

StoredDuty make_duty(const LessonRecord& record) {
  const auto due = k_now + journal::Seconds{86'400 * (static_cast<std::int64_t>(record.id) >> 8U & 255)};
  return {record.id, "topic-same-day", rules::DutyStatus::pending, due, due};
}

std::vector<LessonRecord> make_lessons(int scopes, std::size_t episodes) {
  std::vector<LessonRecord> lessons;
  lessons.reserve(static_cast<std::size_t>(scopes) * k_days);
  for (int scope = 1; scope <= scopes; ++scope) {
    for (int day = 0; day < k_days; ++day) lessons.push_back(make_lesson(ScopeId{scope}, day, episodes));
  }
  return lessons;
}

void put(store::Store& store, const std::vector<LessonRecord>& lessons, int scopes) {
  store::Transaction transaction = store.begin(k_now);
  static_cast<void>(store.ledger().channel_id("inbox", journal::FieldSet{3}));
  for (int i = 0; i < scopes; ++i) {
    static_cast<void>(
        store.ledger().scope_id({std::to_string(i % 11 + 1) + "А", "", "Предмет " + std::to_string(i)}));
  }
  // As a cycle does: a block at a time.
  for (std::size_t i = 0; i < lessons.size(); i += k_days) {
    std::vector<rules::LessonChange> changes;
    std::vector<rules::LedgerStore::DutyChange> duties;
    for (std::size_t k = i; k < i + k_days; ++k) {
      changes.push_back({nullptr, &lessons[k]});
      duties.push_back({std::nullopt, make_duty(lessons[k])});
    }
    store.ledger().save_lessons(changes);
    store.ledger().save_duties(duties);
  }
  transaction.commit();
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

std::unique_ptr<store::Store> open(const std::filesystem::path& file) {
  auto opened = store::Store::open(file);
  if (!opened) std::abort();
  return std::make_unique<store::Store>(std::move(*opened));
}

/// Processor seconds of the barest loop for 100,000 lessons; insert_100k_lessons is shown as a multiple.
double bare_seconds = 0;

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// The same 500,000 rows into equal tables without checks, references and indexes.
class BareTables {
 public:
  explicit BareTables(const std::filesystem::path& file) {
    sqlite3_open(file.c_str(), &db_);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
        "CREATE TABLE lesson(id INTEGER PRIMARY KEY, a, b, c, d);"
        "CREATE TABLE episode(id, field, seq, a, b, c, d, e, f, g, h, i, j, PRIMARY KEY(id, field, seq)) "
        "WITHOUT ROWID;"
        "CREATE TABLE sighting(id, channel, a, b, c, d, e, f, g, h, i, j, k, PRIMARY KEY(id, channel)) "
        "WITHOUT ROWID;"
        "CREATE TABLE duty(id, rule, a, b, c, PRIMARY KEY(id, rule)) WITHOUT ROWID;");
    prepare(lesson_, "INSERT INTO lesson VALUES(?,?,'1','',0)");
    prepare(episode_, "INSERT INTO episode VALUES(?,?,0,1,?,?,1,?,?,1,NULL,NULL,0)");
    prepare(sighting_, "INSERT INTO sighting VALUES(?,1,?,19,3,'1','',0,1,0,NULL,NULL,NULL)");
    prepare(duty_, "INSERT INTO duty VALUES(?,1,0,?,?)");
  }
  ~BareTables() {
    for (sqlite3_stmt* statement : {lesson_, episode_, sighting_, duty_}) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  BareTables(const BareTables&) = delete;
  BareTables& operator=(const BareTables&) = delete;

  void run(const char* sql) { sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); }
  void add(const LessonRecord& lesson) {
    const auto id = static_cast<std::int64_t>(lesson.id);
    const std::int64_t t = k_now.time_since_epoch().count();
    insert(lesson_, {id, 3});
    for (int field = 0; field < 2; ++field) insert(episode_, {id, field, t - 5, t, t - 5, t});
    insert(sighting_, {id, static_cast<std::int64_t>(lesson.sightings[0].digest)});
    insert(duty_, {id, t, t});
  }

 private:
  void prepare(sqlite3_stmt*& statement, const char* sql) {
    sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr);
  }
  static void insert(sqlite3_stmt* statement, std::initializer_list<std::int64_t> values) {
    int index = 0;
    for (const std::int64_t value : values) sqlite3_bind_int64(statement, ++index, value);
    sqlite3_step(statement);
    sqlite3_reset(statement);
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* lesson_ = nullptr;
  sqlite3_stmt* episode_ = nullptr;
  sqlite3_stmt* sighting_ = nullptr;
  sqlite3_stmt* duty_ = nullptr;
};

void bare_sqlite_100k_lessons(benchmark::State& state) {
  const auto lessons = make_lessons(500, 2);
  for (auto _ : state) {
    state.PauseTiming();
    const TempDir folder;
    auto bare = std::make_unique<BareTables>(folder / "bare.db");
    const double start = processor_seconds();
    state.ResumeTiming();
    bare->run("BEGIN");
    for (const LessonRecord& lesson : lessons) bare->add(lesson);
    bare->run("COMMIT");
    state.PauseTiming();
    bare_seconds = processor_seconds() - start;
    bare.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * 500'000);
}
BENCHMARK(bare_sqlite_100k_lessons)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

void insert_100k_lessons(benchmark::State& state) {
  const auto lessons = make_lessons(500, 2);
  const double before = peak_megabytes();
  for (auto _ : state) {
    state.PauseTiming();
    const TempDir folder;
    auto store = open(folder / "elzhurd.db");
    const double start = processor_seconds();
    state.ResumeTiming();
    put(*store, lessons, 500);
    state.PauseTiming();
    if (bare_seconds > 0) {
      state.counters["times_bare_cpu"] = (processor_seconds() - start) / bare_seconds;
    }
    store.reset();
    state.counters["file_MB"] = static_cast<double>(std::filesystem::file_size(folder / "elzhurd.db")) / 1e6;
    state.ResumeTiming();
  }
  state.counters["more_MB"] = peak_megabytes() - before;
  state.SetItemsProcessed(state.iterations() * 500'000);
}
BENCHMARK(insert_100k_lessons)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

/// 1,000,000 episodes of 250,000 lessons; 100 of them change.
void change_100_of_250k_lessons(benchmark::State& state) {
  const TempDir folder;
  auto store = open(folder / "elzhurd.db");
  put(*store, make_lessons(1250, 4), 1250);
  rules::LedgerStore& ledger = store->ledger();
  std::int64_t change = 0;
  for (auto _ : state) {
    store::Transaction transaction = store->begin(k_now);
    ++change;
    for (int scope = 0; scope < 20; ++scope) {
      const ScopeId id{1 + scope * 60};
      const auto heads =
          ledger.heads(id, journal::ChannelId{1}, {k_first_day, k_first_day + std::chrono::days{99}});
      std::vector<LessonId> ids;
      for (std::size_t i = 0; i < 5; ++i) ids.push_back(heads[i * 19].lesson);
      const auto before = ledger.lessons(ids);
      auto after = before;
      for (LessonRecord& record : after) {
        for (auto& episodes : record.fields) episodes[0].last.document = journal::DocumentId{change};
        record.sightings[0].digest += 1;
      }
      std::vector<rules::LessonChange> changes;
      std::vector<rules::LedgerStore::DutyChange> duties;
      for (std::size_t i = 0; i < after.size(); ++i) changes.push_back({&before[i], &after[i]});
      ledger.save_lessons(changes);
      for (const StoredDuty& duty : ledger.duties(ids)) {
        StoredDuty next = duty;
        next.status = duty.status == rules::DutyStatus::pending ? rules::DutyStatus::on_time
                                                                : rules::DutyStatus::pending;
        duties.push_back({duty, next});
      }
      ledger.save_duties(duties);
      benchmark::DoNotOptimize(ledger.newest_findings(ids));
      ledger.save_segments(id, rules::k_all_days,
                           std::vector<rules::Segment>{{journal::ChannelId{1},
                                                        {k_first_day, k_first_day + std::chrono::days{99}},
                                                        {{k_now, k_now}, journal::DocumentId{change}}}});
    }
    benchmark::DoNotOptimize(ledger.lessons_in_transition(k_now, LessonId{0}, 1000));
    benchmark::DoNotOptimize(ledger.totals());
    transaction.commit();
  }
}
BENCHMARK(change_100_of_250k_lessons)->Unit(benchmark::kMillisecond)->Iterations(20);

void claim_and_record_a_message(benchmark::State& state) {
  const TempDir folder;
  auto store = open(folder / "elzhurd.db");
  {
    store::Transaction transaction = store->begin(k_now);
    for (int i = 0; i < 2000; ++i) {
      alerts::PlannedMessage message;
      message.recipient = "administrator";
      message.occasion = std::to_string(i);
      message.message_id = std::to_string(i) + "@school.example";
      message.rfc5322.assign(8000, 'x');
      store->outbox().enqueue(message, k_now);
    }
    transaction.commit();
  }
  for (auto _ : state) {
    const auto message = store->outbox().claim(k_now);
    if (!message) std::abort();
    store->outbox().record(message->id, {alerts::DeliveryReport::Outcome::accepted, "250 ok"},
                           alerts::MessageState::sent, std::nullopt, k_now);
  }
}
BENCHMARK(claim_and_record_a_message)->Unit(benchmark::kMicrosecond)->UseRealTime()->Iterations(1000);

}  // namespace
}  // namespace elzhur::tests
