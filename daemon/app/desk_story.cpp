// «Откуда это видно?»: everything that made one finding.
#include <algorithm>

#include "daemon/app/desk_parts.hpp"
#include "daemon/app/desk_words.hpp"
#include "journal/names.hpp"
#include "rules/ledger.hpp"

namespace elzhur::app {

using journal::FindingId;

namespace {

const rules::RuleSpec* find_rule(const config::Config& config, const std::string& id) {
  const auto found = std::find_if(config.rules.begin(), config.rules.end(),
                                  [&](const rules::RuleSpec& rule) { return rule.id == id; });
  return found == config.rules.end() ? nullptr : &*found;
}

}  // namespace

std::vector<web::ExcuseView> StoreDesk::all_excuses(store::Snapshot& snapshot, const config::Config& config) {
  std::vector<web::ExcuseView> views;
  for (store::ExcuseRow& row : snapshot.reports().excuses())
    views.push_back({row.id, std::move(row.excuse), std::move(row.author), row.added_at});
  const People known = people(snapshot, config);
  for (rules::Excuse& excuse : config::staff_excuses(config, known.staff))
    views.push_back({0, std::move(excuse), "список сотрудников", {}});
  return views;
}

std::vector<web::ExcuseView> StoreDesk::excuses() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  return all_excuses(snapshot, setup->config);
}

void StoreDesk::add_deadline(web::FindingStory& story, store::Snapshot& snapshot,
                             const config::Config& config) {
  const rules::FindingView& view = story.view;
  const rules::RuleSpec* rule = find_rule(config, view.finding.rule);
  if (rule == nullptr) return;
  story.kind = rules::rule_kind_name(rule->kind);
  story.severity = rules::severity_name(rule->severity);
  story.basis = rule->basis;
  story.due_rule = due_in_words(rule->due);
  auto later = snapshot.pages().timetable(journal::parts_of(view.finding.lesson).scope, view.date);
  std::erase_if(later, [&](const rules::LaterLesson& lesson) {
    return lesson.date == view.date && lesson.ordinal <= view.ordinal;
  });
  const rules::LessonPlace place{view.scope.class_name, view.date, view.number, later};
  const rules::Due due = rules::due_of(rule->due, place, config.calendar, config.school.zone);
  // A lesson that was put into the timetable later has another deadline: these days would not explain it.
  if (due.state == rules::DueState::known && due.at + view.finding.credit == view.finding.due_at)
    story.counted_days = rules::counted_days(rule->due, place, due, config.calendar);
}

void StoreDesk::add_seen(web::FindingStory& story, store::Snapshot& snapshot, journal::Field field) {
  const auto record = snapshot.pages().lesson(story.view.finding.lesson);
  if (!record) return;
  story.appeared_at = record->appeared_at;
  story.absence = record->absence;
  const rules::Episodes& episodes = record->field(field);
  const auto segments = snapshot.pages().segments_of(record->id);
  const auto document = [&](journal::DocumentId id) {
    const auto row = snapshot.reports().document(id);
    return row ? document_view(*row) : web::DocumentView{};
  };
  for (std::size_t i = 0; i < episodes.size(); ++i) {
    const rules::Episode& episode = episodes[i];
    const bool is_current = i + 1 == episodes.size();
    const rules::Seen last = is_current ? rules::effective_last(*record, field, segments) : episode.last;
    story.seen.push_back({episode.state, episode.first.as_of, last.as_of, episode.reported,
                          episode.contradicted, document(episode.first.document), document(last.document)});
  }
}

std::optional<web::FindingStory> StoreDesk::story(FindingId id) {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::Config& config = setup->config;
  store::Snapshot snapshot = readers_.take();
  auto view = snapshot.reports().finding(id);
  if (!view) return std::nullopt;
  web::FindingStory story;
  story.view = std::move(*view);
  add_deadline(story, snapshot, config);
  if (const rules::RuleSpec* rule = find_rule(config, story.view.finding.rule))
    add_seen(story, snapshot, rules::field_of(rule->kind));
  for (store::FindingChange& change : snapshot.pages().history(id)) {
    story.steps.push_back(
        {change.at, change.before, change.after, std::move(change.person), std::move(change.reason)});
  }
  for (store::TellingRow& row : snapshot.reports().tellings_of(std::span(&id, 1)))
    story.tellings.push_back(
        {std::move(row.recipient), std::move(row.stage), row.told_at, row.message_state});
  for (web::ExcuseView& excuse : all_excuses(snapshot, config)) {
    if (rules::touches(excuse.excuse, story.view, config.school.zone))
      story.excuses.push_back(std::move(excuse));
  }
  for (const appeals::AppealId appeal : snapshot.pages().appeals_of(id)) {
    if (auto found = snapshot.appeals().find(appeal)) story.appeals.push_back(std::move(*found));
  }
  story.silences = silences_about(snapshot, story.view, needs_.clock.now());
  return story;
}

}  // namespace elzhur::app
