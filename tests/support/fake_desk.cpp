#include "tests/support/fake_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "journal/check.hpp"
#include "journal/names.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::tests {

using journal::ErrorKind;
using journal::failure;
using journal::FindingId;
using journal::Result;
using rules::FindingState;
using rules::FindingView;

namespace {

journal::TimeZone simferopol() {
  auto zone = journal::TimeZone::load("Europe/Simferopol");
  ELZHUR_CHECK(zone.has_value());
  return *zone;
}

bool is_wanted(const FindingView& view, const web::FindingFilter& filter) {
  const rules::Finding& finding = view.finding;
  const bool has_state = filter.states.empty() ? rules::is_live(finding.state)
                                               : std::find(filter.states.begin(), filter.states.end(),
                                                           finding.state) != filter.states.end();
  const bool has_owner = !filter.teacher || std::find(finding.owners.begin(), finding.owners.end(),
                                                      *filter.teacher) != finding.owners.end();
  return has_state && has_owner && finding.id > filter.after &&
         (filter.rule.empty() || finding.rule == filter.rule) &&
         (filter.class_name.empty() ||
          journal::fold_class(filter.class_name) == journal::fold_class(view.scope.class_name)) &&
         (!filter.from || view.date >= *filter.from) && (!filter.to || view.date <= *filter.to);
}

/// Those behind the first that `is_last_seen`, at most `limit`.
template <typename T, typename Pred>
std::vector<T> page_of(const std::vector<T>& all, std::size_t limit, const Pred& is_last_seen) {
  auto first = std::find_if(all.begin(), all.end(), is_last_seen);
  first = first == all.end() ? all.begin() : first + 1;
  const auto left = static_cast<std::size_t>(all.end() - first);
  return {first, first + static_cast<std::ptrdiff_t>(std::min(limit, left))};
}

}  // namespace

FakeDesk::FakeDesk() : zone_(simferopol()) {
  at = *journal::parse_instant("2026-11-24T16:00:00+03:00");
  fill_findings();
  fill_rest();
}

std::unique_lock<std::recursive_mutex> FakeDesk::enter() {
  std::unique_lock lock(mutex_);
  if (!broken.empty()) throw rules::StoreFailure(broken);
  return lock;
}

std::optional<journal::Error> FakeDesk::trouble() const {
  if (broken.empty()) return std::nullopt;
  return journal::Error{ErrorKind::storage, broken};
}

web::Overview FakeDesk::overview() {
  const auto lock = enter();
  web::Overview overview;
  overview.at = at;
  overview.school_name = "МБОУ «Ивановская средняя школа»";
  overview.mode = mode_view();
  overview.is_working = overview.mode.is_working;
  overview.watch_from = journal::make_date(2026, 11, 9);
  overview.last_cycle_at = at - journal::Seconds(120);
  overview.sources = source_list;
  overview.week = {486, 481, 433, 4, 44, 5, 2, 3};
  overview.term = {5210, 5190, 4700, 60, 430, 20, 11, 9};
  overview.since_yesterday = {12, 9, 11, 1, 2, 0, 7, 3};
  overview.backlog = static_cast<std::int64_t>(backlog_list.size());
  overview.unmatched_names = static_cast<std::int64_t>(unmatched_list.size());
  overview.appeals = {1, journal::make_date(2026, 11, 25)};
  overview.outbox_pending = 1;
  for (const alerts::Silence& silence : silence_list)
    overview.silences += alerts::is_in_force(silence, at) ? 1 : 0;
  overview.outbox_held_since = held_since;
  return overview;
}

std::vector<FindingView> FakeDesk::findings(const web::FindingFilter& filter) {
  const auto lock = enter();
  std::vector<FindingView> found;
  for (const web::FindingStory& story : stories) {
    if (found.size() < filter.limit && is_wanted(story.view, filter)) found.push_back(story.view);
  }
  return found;
}

std::optional<web::FindingStory> FakeDesk::story(FindingId id) {
  const auto lock = enter();
  for (const web::FindingStory& story : stories) {
    if (story.view.finding.id != id) continue;
    web::FindingStory told = story;
    for (const alerts::Silence& silence : silence_list) {
      const bool is_about = alerts::is_in_force(silence, at) && alerts::covers(silence, story.view);
      if (is_about && rules::is_live(story.view.finding.state)) told.silences.push_back(view_of(silence));
    }
    return told;
  }
  return std::nullopt;
}

std::optional<FindingId> FakeDesk::finding_by_code(std::string_view code) {
  const auto lock = enter();
  for (const web::FindingStory& story : stories) {
    if (rules::finding_code(story.view.finding) == code) return story.view.finding.id;
  }
  return std::nullopt;
}

std::vector<rules::RuleSpec> FakeDesk::rules() {
  const auto lock = enter();
  return rule_list;
}

std::vector<web::TeacherView> FakeDesk::teachers() {
  const auto lock = enter();
  return teacher_list;
}

std::vector<web::UnmatchedName> FakeDesk::unmatched() {
  const auto lock = enter();
  return unmatched_list;
}

std::vector<rules::BacklogLine> FakeDesk::backlog(std::size_t limit, const rules::FieldOfLesson& after) {
  const auto lock = enter();
  return page_of(backlog_list, limit, [&](const rules::BacklogLine& line) {
    return rules::FieldOfLesson{line.lesson, line.field} == after;
  });
}

std::vector<web::ContradictionView> FakeDesk::contradictions(std::size_t limit,
                                                             const rules::FieldOfLesson& after) {
  const auto lock = enter();
  return page_of(contradiction_list, limit,
                 [&](const web::ContradictionView& view) { return view.place == after; });
}

std::vector<web::DocumentView> FakeDesk::documents(std::size_t limit, journal::DocumentId before) {
  const auto lock = enter();
  return page_of(document_list, limit, [&](const web::DocumentView& view) { return view.id == before; });
}

std::optional<web::DocumentView> FakeDesk::document(journal::DocumentId id) {
  const auto lock = enter();
  for (const web::DocumentView& view : document_list) {
    if (view.id == id) return view;
  }
  return std::nullopt;
}

std::map<journal::DocumentId, std::string> FakeDesk::hashes_of(
    std::span<const journal::DocumentId> documents) {
  const auto lock = enter();
  std::map<journal::DocumentId, std::string> hashes;
  for (const journal::DocumentId id : documents) {
    if (const auto view = document(id)) hashes[id] = view->sha256;
  }
  return hashes;
}

std::vector<web::MessageView> FakeDesk::messages(std::size_t limit, alerts::MessageId before) {
  const auto lock = enter();
  return page_of(message_list, limit, [&](const web::MessageView& view) { return view.id == before; });
}

std::vector<web::ActView> FakeDesk::acts(std::size_t limit, std::int64_t before) {
  const auto lock = enter();
  return page_of(act_list, limit, [&](const web::ActView& view) { return view.id == before; });
}

web::KeepingView FakeDesk::keeping() {
  const auto lock = enter();
  return keeping_now;
}

std::vector<web::WeekView> FakeDesk::weeks() {
  const auto lock = enter();
  return {{journal::make_date(2026, 11, 9), {480, 470, 400, 20, 50, 10, 1, 2}},
          {journal::make_date(2026, 11, 16), {486, 481, 433, 4, 44, 5, 2, 3}},
          {journal::make_date(2026, 11, 23), {120, 113, 110, 1, 2, 7, 0, 40}}};
}

std::vector<web::FieldWeek> FakeDesk::field_weeks() {
  const auto lock = enter();
  std::vector<web::FieldWeek> weeks;
  for (const int first : {9, 16, 23}) {
    weeks.push_back({journal::make_date(2026, 11, static_cast<unsigned>(first)), journal::Field::topic,
                     460 + first, 486});
    weeks.push_back({journal::make_date(2026, 11, static_cast<unsigned>(first)), journal::Field::homework,
                     420 + first, 470});
  }
  return weeks;
}

std::vector<web::ExcuseView> FakeDesk::excuses() {
  const auto lock = enter();
  return excuse_list;
}

std::vector<appeals::Appeal> FakeDesk::appeals(int year) {
  const auto lock = enter();
  std::vector<appeals::Appeal> found;
  for (const appeals::Appeal& appeal : appeal_list) {
    if (appeal.year == year) found.push_back(appeal);
  }
  return found;
}

std::optional<appeals::Appeal> FakeDesk::appeal(appeals::AppealId id) {
  const auto lock = enter();
  for (const appeals::Appeal& appeal : appeal_list) {
    if (appeal.id == id) return appeal;
  }
  return std::nullopt;
}

Result<rules::Finding> FakeDesk::settle(FindingId id, const rules::Decision& decision) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  for (web::FindingStory& story : stories) {
    rules::Finding& finding = story.view.finding;
    if (finding.id != id) continue;
    auto decided = rules::decide(finding, decision, at);
    if (!decided) return decided;
    story.steps.push_back({at, finding.state, decided->state, decision.person, decision.reason});
    finding = *decided;
    touch();
    return decided;
  }
  return failure(ErrorKind::bad_input, "такого вопроса нет");
}

Result<web::ExcuseView> FakeDesk::add_excuse(const rules::Excuse& excuse, std::string_view author) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (author.empty()) return failure(ErrorKind::bad_input, "укажите, кто вносит причину");
  if (excuse.reason.empty()) return failure(ErrorKind::bad_input, "укажите причину");
  if (excuse.dates.last < excuse.dates.first)
    return failure(ErrorKind::bad_input, "последний день причины раньше первого");
  excuse_list.push_back({static_cast<std::int64_t>(excuse_list.size()) + 1, excuse, std::string(author), at});
  touch();
  return excuse_list.back();
}

Result<appeals::Appeal> FakeDesk::add_appeal(appeals::Appeal appeal, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (auto checked = appeals::check(appeal); !checked) return tl::make_unexpected(checked.error());
  appeal.id = appeals::AppealId{static_cast<std::int64_t>(appeal_list.size()) + 1};
  appeal.year = journal::year_of(zone_.date_of(appeal.received_at));
  appeal.number = static_cast<int>(appeal_list.size()) + 1;
  appeal.version = 1;
  appeal_list.push_back(appeal);
  done.push_back(fmt::format("appeal by {}", by));
  touch();
  return appeal;
}

Result<appeals::Appeal> FakeDesk::update_appeal(appeals::Appeal appeal, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (auto checked = appeals::check(appeal); !checked) return tl::make_unexpected(checked.error());
  for (appeals::Appeal& known : appeal_list) {
    if (known.id != appeal.id) continue;
    if (known.version != appeal.version)
      return failure(ErrorKind::bad_input, "обращение изменилось, пока Вы его смотрели: откройте его заново");
    appeal.year = known.year;
    appeal.number = known.number;
    appeal.received_at = known.received_at;
    ++appeal.version;
    known = appeal;
    done.push_back(fmt::format("appeal changed by {}", by));
    touch();
    return appeal;
  }
  return failure(ErrorKind::bad_input, "такого обращения в журнале нет");
}

Result<void> FakeDesk::match_name(std::string_view spelling, journal::PersonId person, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  const auto known = std::find_if(unmatched_list.begin(), unmatched_list.end(),
                                  [&](const web::UnmatchedName& name) { return name.spelling == spelling; });
  if (known == unmatched_list.end()) return failure(ErrorKind::bad_input, "такого имени в списке нет");
  unmatched_list.erase(known);
  done.push_back(fmt::format("match {} {} by {}", spelling, journal::person_code(person), by));
  touch();
  return {};
}

Result<web::Verdict> FakeDesk::look_at_upload(std::string_view name, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  web::Verdict verdict;
  web::DocumentView document = document_list.front();
  document.id = {};
  document.name = std::string(name);
  document.size_bytes = bytes.size();
  document.received_at = at;
  verdict.is_accepted = name.find("bad") == std::string_view::npos;
  if (verdict.is_accepted) {
    verdict.findings_opened = 2;
    verdict.findings_resolved = 1;
    verdict.token = fmt::format("token-{}", ++uploads_);
  } else {
    document.accepted = false;
    document.reason = "лист «Алгебра», строка 12, столбец 1: нет такой даты";
    document.rows = document.lessons = 0;
    verdict.problems = {fmt::format("{}: {}", name, document.reason)};
  }
  verdict.documents = {document};
  return verdict;
}

Result<void> FakeDesk::accept_upload(std::string_view token, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (uploads_ == 0 || token != fmt::format("token-{}", uploads_))
    return failure(ErrorKind::bad_input, "файл уже не хранится: загрузите его ещё раз");
  done.push_back(fmt::format("accept {} by {}", token, by));
  return {};
}

Result<void> FakeDesk::pull(std::string_view source, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  const bool is_known =
      source.empty() || std::any_of(source_list.begin(), source_list.end(),
                                    [&](const web::SourceView& view) { return view.id == source; });
  if (!is_known) return failure(ErrorKind::bad_input, "такого источника нет");
  done.push_back(fmt::format("pull {} by {}", source.empty() ? "all" : source, by));
  return {};
}

Result<std::int64_t> FakeDesk::release_outbox(bool drop, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (!held_since) return failure(ErrorKind::bad_input, "писем никто не придерживает");
  held_since.reset();
  done.push_back(fmt::format("release {} by {}", drop ? "drop" : "send", by));
  touch();
  return drop ? 0 : 1;
}

void FakeDesk::note_access(std::string_view person, std::string_view what) {
  const std::lock_guard lock(mutex_);
  accesses.emplace_back(person, what);
}

void FakeDesk::add_finding() {
  web::FindingStory story = stories.front();
  story.view.finding.id = FindingId{static_cast<std::int64_t>(stories.size()) + 1};
  story.view.finding.number = static_cast<std::int64_t>(stories.size()) + 1;
  stories.push_back(std::move(story));
  touch();
}

}  // namespace elzhur::tests
