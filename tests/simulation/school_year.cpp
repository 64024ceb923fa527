#include "tests/simulation/school_year.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "daemon/app/cycle.hpp"
#include "tests/simulation/school_year_oracle.hpp"

namespace elzhur::simulation {
namespace {

using journal::Instant;
using std::chrono::hours;
using std::chrono::minutes;

journal::SchoolCalendar calendar_of(const simulator::School& school) {
  journal::CalendarSpec spec;
  journal::SchoolYearSpec year;
  year.first_year = static_cast<int>(
      std::chrono::year_month_day(std::chrono::sys_days(school.options().first_day.time_since_epoch()))
          .year());
  journal::BellSetSpec bells;
  bells.name = "звонки";
  for (const simulator::Bell& bell : school.bells())
    bells.bells.push_back({bell.number, bell.start, bell.end});
  year.bells.push_back(std::move(bells));
  spec.school_years.push_back(std::move(year));
  auto calendar = journal::SchoolCalendar::compile(spec);
  ELZHUR_CHECK(calendar.has_value());
  return *std::move(calendar);
}

config::Config config_of(const simulator::School& school) {
  config::Config config{.school = {"Школа", school.zone(), school.options().first_day}};
  config.calendar = calendar_of(school);
  config.rules = {topic_rule(), homework_rule()};
  return config;
}

/// Troubles of a year: something every few days, for up to some hours.
std::vector<Trouble> troubles_of(const simulator::School& school, std::uint64_t seed) {
  std::vector<Trouble> troubles;
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  const auto random = [&](std::uint64_t below) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return (state >> 11U) % below;
  };
  for (const journal::Date day : school.school_days()) {
    if (random(3) != 0) continue;
    const Instant morning = school.zone().to_instant(journal::LocalTime{day});
    const Instant from = morning + minutes(random(24 * 60));
    troubles.push_back({static_cast<Ailment>(random(4)), from, from + minutes(5 + random(240))});
  }
  return troubles;
}

/// The store in memory where the system has a folder for that: nothing here is about disks.
class StoreFile {
 public:
  explicit StoreFile(const YearOptions& options) {
    std::error_code none;
    const std::filesystem::path shared = "/dev/shm";
    const std::filesystem::path base =
        std::filesystem::is_directory(shared, none) ? shared : std::filesystem::temp_directory_path();
    std::string name = (base / "elzhur-year-XXXXXX").string();
    ELZHUR_CHECK(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    (void)options;
  }
  ~StoreFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  StoreFile(const StoreFile&) = delete;
  StoreFile& operator=(const StoreFile&) = delete;
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "year.db"; }

 private:
  std::filesystem::path folder_;
};

bool is_night(const journal::TimeZone& zone, Instant at) {
  const journal::LocalTime local = zone.to_local(at);
  const auto clock = local - std::chrono::floor<std::chrono::days>(local);
  return clock >= hours(22) || clock < hours(7);
}

void count_documents(const app::CycleReport& cycle, YearReport& report) {
  for (const app::SourceResult& source : cycle.sources) {
    for (const auto& document : source.pull.documents) {
      report.held += document.status == connectors::PullStatus::held ? 1 : 0;
      report.refused += document.status == connectors::PullStatus::rejected ? 1 : 0;
    }
  }
}

}  // namespace

YearReport watch_a_year(const YearOptions& options) {
  simulator::SchoolOptions made;
  made.seed = options.seed;
  made.school_days = options.school_days;
  made.classes = options.classes;
  made.teachers = options.teachers;
  const simulator::School school(made);
  const config::Config config = config_of(school);
  const StoreFile folder(options);
  auto store = store::Store::open(folder.file());
  ELZHUR_CHECK(store.has_value());

  auto watched = std::make_unique<WatchedSchool>(
      school, "elzhur", options.troubled ? troubles_of(school, options.seed) : std::vector<Trouble>{});
  const WatchedSchool& source = *watched;
  std::vector<app::SourceEntry> sources;
  sources.push_back({"elzhur", minutes(30), true, std::move(watched)});
  const app::CycleParts parts{config, *store, sources, nullptr, nullptr};

  YearReport report;
  report.school_days = school.school_days().size();
  Oracle oracle(school, *store);
  const Instant begin = school.zone().to_instant(journal::LocalTime{school.school_days().front()}) + hours(6);
  const Instant end =
      school.zone().to_instant(journal::LocalTime{school.school_days().back()}) + hours(24 * 3);
  for (Instant now = begin; now < end;) {
    if (!options.troubled || !is_night(school.zone(), now)) {
      const app::Asking asking = options.aligned
                                     ? app::ask_what_is_due(sources, store->ledger(), school.zone(), now)
                                     : app::ask_everything(sources, store->ledger(), school.zone(), now);
      const app::CycleReport cycle = app::run_cycle(parts, asking, now, false);
      ++report.cycles;
      count_documents(cycle, report);
      oracle.hold_findings(now, report.false_findings);
      const Instant regular = now + minutes(30);
      now = options.aligned ? std::max(now + journal::Seconds(1), cycle.next_due.value_or(regular)) : regular;
    } else {
      now += minutes(30);
    }
  }
  report.outages = static_cast<std::int64_t>(store->outages().all().size());
  oracle.hold_year(source.looks(), end, !options.troubled, report);
  return report;
}

}  // namespace elzhur::simulation
