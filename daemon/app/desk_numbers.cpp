// Numbers and lists that are put together from several tables and the configuration.
#include <algorithm>
#include <set>
#include <variant>

#include "daemon/app/desk_parts.hpp"
#include "daemon/app/desk_words.hpp"
#include "journal/names.hpp"
#include "journal/school_year.hpp"

namespace elzhur::app {

using journal::Date;
using journal::Instant;
using journal::PersonId;
using rules::LessonTotals;

namespace {

LessonTotals totals_in(store::Snapshot& snapshot, journal::DateRange dates) {
  LessonTotals totals;
  if (dates.last < dates.first) return totals;
  for (const store::DayTotals& day : snapshot.pages().days(dates)) totals += day.lessons;
  return totals;
}

std::optional<Instant> instant_note(store::Snapshot& snapshot, const std::string& key) {
  const auto noted = snapshot.pages().note(key);
  return noted ? journal::parse_instant(*noted) : std::nullopt;
}

std::string_view kind_of(const config::SourceSpec& spec) {
  if (std::holds_alternative<config::DirectorySpec>(spec.kind)) return "directory";
  return std::holds_alternative<config::ElzhurApiSpec>(spec.kind) ? "elzhur_api" : "elzhur_report";
}

}  // namespace

Date monday_of(Date day) { return day - (journal::weekday_of(day) - std::chrono::Monday); }

StoreDesk::People StoreDesk::people(store::Snapshot& snapshot, const config::Config& config) {
  std::vector<rules::Person> persons = snapshot.pages().persons();
  rules::Roster roster(persons);
  for (const store::SpellingRow& row : snapshot.pages().spellings())
    roster.add_spelling(row.person, row.spelling);
  config::StaffIds staff = config::add_staff(config, roster);
  return {std::move(persons), std::move(roster), std::move(staff), snapshot.pages().corrected_posts()};
}

std::string StoreDesk::post_of(const People& known, const config::Config& config, PersonId person) {
  const auto corrected = known.corrected_posts.find(person);
  if (corrected != known.corrected_posts.end() && !corrected->second.empty()) return corrected->second;
  const auto of_staff = std::find(known.staff.begin(), known.staff.end(), std::optional(person));
  if (of_staff == known.staff.end()) return {};
  return config.staff[static_cast<std::size_t>(of_staff - known.staff.begin())].post;
}

std::optional<Date> StoreDesk::watch_from(store::Snapshot& snapshot, const config::Config& config) {
  if (config.school.watch_from) return config.school.watch_from;
  const auto noted = snapshot.pages().note("watch_from");
  return noted ? journal::parse_date(*noted) : std::nullopt;
}

journal::DateRange StoreDesk::watched(store::Snapshot& snapshot, const config::Config& config, Instant now) {
  const Date today = config.school.zone.date_of(now);
  const Date first = journal::school_year_start(today);
  return {std::max(first, watch_from(snapshot, config).value_or(today)), today - std::chrono::days(1)};
}

std::vector<web::SourceView> StoreDesk::sources(store::Snapshot& snapshot, const config::Config& config) {
  std::vector<web::SourceView> views;
  for (const config::SourceSpec& spec : config.sources) {
    web::SourceView& view = views.emplace_back();
    view.id = spec.id;
    view.kind = kind_of(spec);
    view.last_accepted_at = snapshot.pages().last_accepted(spec.id);
    view.last_asked_at = instant_note(snapshot, "asked_whole:" + spec.id);
    if (const auto asked = instant_note(snapshot, "asked:" + spec.id))
      view.last_asked_at = std::max(view.last_asked_at.value_or(*asked), *asked);
    view.next_due_at = needs_.board.next_due(spec.id);
    view.failing_since = instant_note(snapshot, "failing_since:" + spec.id);
    const auto news = needs_.board.news(spec.id);
    if (!news) continue;
    view.reason = news->reason;
    view.notes = news->notes;
    if (news->status == connectors::PullStatus::failed && !view.failing_since)
      view.failing_since = news->asked_at;
  }
  return views;
}

web::Overview StoreDesk::overview() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::Config& config = setup->config;
  store::Snapshot snapshot = readers_.take();
  web::Overview overview;
  overview.at = needs_.clock.now();
  overview.school_name = config.school.name;
  overview.mode = mode_of(config, snapshot.modes().newest());
  overview.is_working = overview.mode.is_working;
  overview.watch_from = watch_from(snapshot, config);
  overview.last_cycle_at = instant_note(snapshot, "last_cycle_at");
  const HealthView health = needs_.health.view();
  if (health.last_cycle_at)
    overview.last_cycle_at =
        std::max(overview.last_cycle_at.value_or(*health.last_cycle_at), *health.last_cycle_at);
  overview.trouble = trouble_in_words(health);
  overview.sources = sources(snapshot, config);
  const journal::DateRange term = watched(snapshot, config, overview.at);
  constexpr std::chrono::days k_week{7};
  overview.week =
      totals_in(snapshot, {std::max(term.first, term.last - k_week + std::chrono::days(1)), term.last});
  overview.term = totals_in(snapshot, term);
  overview.since_yesterday =
      snapshot.reports().finding_flow(overview.at - std::chrono::hours(24), overview.at, {});
  overview.backlog = snapshot.reports().backlog_count();
  overview.unmatched_names = static_cast<std::int64_t>(unmatched_in(snapshot, config).size());
  overview.appeals = snapshot.reports().appeals_waiting(config.school.zone);
  overview.outbox_pending = snapshot.pages().messages_pending();
  for (const alerts::Silence& silence : snapshot.silences().not_ended())
    overview.silences += alerts::is_in_force(silence, overview.at) ? 1 : 0;
  overview.outbox_held_since = instant_note(snapshot, std::string(store::k_outbox_held_note));
  return overview;
}

std::vector<web::TeacherView> StoreDesk::teachers() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::Config& config = setup->config;
  store::Snapshot snapshot = readers_.take();
  const People known = people(snapshot, config);
  const auto totals = snapshot.pages().totals_by_owner(watched(snapshot, config, needs_.clock.now()));
  const auto open = snapshot.pages().open_lessons_by_owner();
  std::vector<web::TeacherView> views;
  for (const rules::Person& person : known.persons) {
    web::TeacherView view{person.id, person.name, {}, {}, 0};
    view.post = post_of(known, config, person.id);
    if (const auto found = totals.find(person.id); found != totals.end()) view.term = found->second;
    if (const auto found = open.find(person.id); found != open.end()) view.open_lessons = found->second;
    views.push_back(std::move(view));
  }
  std::sort(views.begin(), views.end(), [](const web::TeacherView& a, const web::TeacherView& b) {
    return std::pair(journal::fold(a.name), a.id) < std::pair(journal::fold(b.name), b.id);
  });
  return views;
}

std::vector<web::UnmatchedName> StoreDesk::unmatched_in(store::Snapshot& snapshot,
                                                        const config::Config& config) {
  People known = people(snapshot, config);
  std::vector<web::UnmatchedName> names;
  const std::vector<std::string> written = snapshot.pages().ambiguous_names();
  const auto meant = known.roster.identify(written);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (meant[i].size() < 2) continue;
    web::UnmatchedName& name = names.emplace_back();
    name.spelling = written[i];
    for (const PersonId id : meant[i])
      name.candidates.push_back(known.roster.persons()[static_cast<std::size_t>(id) - 1]);  // Ids are dense.
  }
  if (config.staff.empty()) return names;
  std::set<std::string> said;
  for (const store::SpellingRow& row : snapshot.pages().spellings()) said.insert(journal::fold(row.spelling));
  for (const rules::Person& person : known.persons) {
    const bool of_staff =
        std::find(known.staff.begin(), known.staff.end(), std::optional(person.id)) != known.staff.end();
    if (of_staff || said.contains(journal::fold(person.name))) continue;
    names.push_back({person.name, 0, {}});
  }
  return names;
}

std::vector<web::UnmatchedName> StoreDesk::unmatched() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  std::vector<web::UnmatchedName> names = unmatched_in(snapshot, setup->config);
  if (names.empty()) return names;
  std::map<std::vector<PersonId>, std::int64_t> lessons;
  for (const store::OwnersCount& count : snapshot.pages().owners()) {
    lessons[count.teachers] += count.lessons;
    if (!count.substitutes.empty()) lessons[count.substitutes] += count.lessons;
  }
  std::map<std::string, PersonId> by_name;
  for (const rules::Person& person : snapshot.pages().persons()) by_name.emplace(person.name, person.id);
  for (web::UnmatchedName& name : names) {
    std::vector<PersonId> key;
    for (const rules::Person& person : name.candidates) key.push_back(person.id);
    if (key.empty()) key.push_back(by_name[name.spelling]);
    std::sort(key.begin(), key.end());
    if (const auto found = lessons.find(key); found != lessons.end()) name.lessons = found->second;
  }
  return names;
}

std::optional<PersonId> StoreDesk::person_of(std::string_view name) {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  People known = people(snapshot, setup->config);
  const auto persons = known.roster.identify({std::string(name)}).front();
  const bool is_known =
      persons.size() == 1 && static_cast<std::size_t>(persons.front()) <= known.persons.size();
  return is_known ? std::optional(persons.front()) : std::nullopt;
}

}  // namespace elzhur::app
