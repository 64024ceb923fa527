// Values as JSON, under the names of the contract.
#include <algorithm>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::web::api {

namespace {

std::string_view excuse_kind(rules::Excuse::Of of) {
  switch (of) {
    case rules::Excuse::Of::teacher:
      return "teacher";
    case rules::Excuse::Of::class_name:
      return "class";
    case rules::Excuse::Of::grade:
      return "grade";
    case rules::Excuse::Of::school:
      return "school";
  }
  ELZHUR_UNREACHABLE();
}

void write_evidence(JsonWriter& json, const rules::FindingView& view, const Surroundings& around,
                    const journal::TimeZone& zone) {
  const rules::Finding& finding = view.finding;
  json.open_object("evidence");
  json.field("last_seen_empty_at",
             view.last_seen_empty_at ? view.last_seen_empty_at : finding.last_seen_empty_at);
  json.field("first_seen_filled_at", finding.first_seen_filled_at);
  json.field("reported_at", finding.reported_at);
  json.open_array("documents");
  for (const journal::DocumentId id : finding.documents) {
    if (const auto hash = around.hashes.find(id); hash != around.hashes.end())
      json.value("sha256:" + hash->second);
  }
  json.close_array();
  json.field("credit_seconds", finding.credit.count());
  json.open_array("excuses");
  for (const ExcuseView& excuse : around.excuses) {
    if (excuse.id != 0 && rules::touches(excuse.excuse, view, zone)) json.value(excuse.id);
  }
  json.close_array();
  json.close_object();
}

void write_owners(JsonWriter& json, const rules::FindingView& view, const Sight& sight) {
  json.key("teacher");
  if (view.owners.size() == 1 && sight.names(view.owners.front().id)) {
    json.open_object();
    json.field("id", journal::person_code(view.owners.front().id));
    json.field("name", view.owners.front().name);
    json.close_object();
  } else {
    json.value(nullptr);
  }
  json.open_array("owners");
  for (const rules::Person& owner : view.owners) {
    if (sight.names(owner.id)) json.value(journal::person_code(owner.id));
  }
  json.close_array();
}

}  // namespace

Surroundings surroundings_of(Desk& desk, std::span<const rules::FindingView> views) {
  Surroundings around;
  for (rules::RuleSpec& rule : desk.rules()) {
    std::string id = rule.id;
    around.rules.emplace(std::move(id), std::move(rule));
  }
  std::vector<journal::DocumentId> documents;
  for (const rules::FindingView& view : views)
    documents.insert(documents.end(), view.finding.documents.begin(), view.finding.documents.end());
  around.hashes = desk.hashes_of(documents);
  around.excuses = desk.excuses();
  return around;
}

void write_finding(JsonWriter& json, const rules::FindingView& view, const Surroundings& around,
                   const Sight& sight, const journal::TimeZone& zone) {
  const rules::Finding& finding = view.finding;
  const auto rule = around.rules.find(finding.rule);
  const rules::RuleSpec* spec = rule == around.rules.end() ? nullptr : &rule->second;
  json.open_object();
  json.field("id", rules::finding_code(finding));
  json.field("rule", finding.rule);
  json.field("kind", spec == nullptr ? std::string_view{} : rules::rule_kind_name(spec->kind));
  json.field("severity", spec == nullptr ? std::string_view{} : rules::severity_name(spec->severity));
  json.field("state", rules::finding_state_name(finding.state));
  json.field("episode", finding.episode);
  write_owners(json, view, sight);
  json.field("class", view.scope.class_name);
  json.field("group", view.scope.group);
  json.field("subject", view.scope.subject);
  json.open_object("lesson");
  json.field("date", view.date);
  json.field("number", view.number);
  json.field("ordinal", view.ordinal);
  json.close_object();
  json.field("basis", spec == nullptr ? std::string_view{} : std::string_view(spec->basis));
  json.field("due_at", finding.due_at);
  json.field("opened_at", finding.opened_at);
  const bool is_resolved = finding.state == rules::FindingState::resolved;
  json.field("resolved_at", is_resolved ? finding.closed_at : std::nullopt);
  json.field("closed_at", finding.closed_at);
  json.field("confirmed_by",
             finding.confirmed_by.empty() ? std::nullopt : std::optional(finding.confirmed_by));
  json.field("confirmed_at", finding.confirmed_at);
  json.field("teacher_told_at", finding.teacher_told_at);
  json.field("reason", finding.reason);
  json.field("version", finding.version);
  write_evidence(json, view, around, zone);
  json.close_object();
}

void write_document(JsonWriter& json, const DocumentView& view) {
  json.open_object();
  json.field("id", static_cast<std::int64_t>(view.id));
  json.field("source", view.source);
  json.field("name", view.name);
  json.field("format", view.format);
  json.field("sha256", view.sha256);
  json.field("size_bytes", view.size_bytes);
  json.open_object("as_of");
  json.field("earliest", view.as_of.earliest);
  json.field("latest", view.as_of.latest);
  json.close_object();
  json.field("received_at", view.received_at);
  json.field("accepted", view.accepted);
  json.field("reason", view.reason);
  json.field("rows", view.rows);
  json.field("lessons", view.lessons);
  json.close_object();
}

void write_excuse(JsonWriter& json, const ExcuseView& view) {
  const rules::Excuse& excuse = view.excuse;
  using Of = rules::Excuse::Of;
  json.open_object();
  json.field("id", view.id);
  json.field("of", excuse_kind(excuse.of));
  json.field("teacher",
             excuse.of == Of::teacher ? std::optional(journal::person_code(excuse.teacher)) : std::nullopt);
  json.field("class", excuse.of == Of::class_name ? std::optional(excuse.class_folded) : std::nullopt);
  json.field("grade", excuse.of == Of::grade ? std::optional(excuse.grade) : std::nullopt);
  json.field("from", excuse.dates.first);
  json.field("to", excuse.dates.last);
  json.field("reason", excuse.reason);
  json.field("author", view.author);
  json.field("added_at", view.id == 0 ? std::nullopt : std::optional(view.added_at));
  json.close_object();
}

void write_story(JsonWriter& json, const FindingStory& story, const Sight& sight) {
  json.open_object();
  json.field("due_rule", story.due_rule);
  json.open_array("counted_days");
  for (const journal::Date day : story.counted_days) json.value(day);
  json.close_array();
  json.field("appeared_at", story.appeared_at);
  if (story.absence) {
    json.open_object("absence");
    json.field("left_at", story.absence->left_at);
    json.field("back_at", story.absence->back_at);
    json.close_object();
  } else {
    json.field("absence", nullptr);
  }
  json.open_array("seen");
  for (const SeenView& seen : story.seen) {
    json.open_object();
    json.field("state", journal::fill_state_name(seen.state));
    json.field("first_at", seen.first.earliest);
    json.field("last_at", seen.last.latest);
    json.field("reported_at", seen.reported);
    json.field("contradicted", seen.contradicted);
    for (const auto& [name, document] : {std::pair("first_document", &seen.first_document),
                                         std::pair("last_document", &seen.last_document)}) {
      json.key(name);
      write_document(json, *document);
    }
    json.close_object();
  }
  json.close_array();
  json.open_array("steps");
  for (const FindingStep& step : story.steps) {
    json.open_object();
    json.field("at", step.at);
    json.field("before", step.before ? std::optional(rules::finding_state_name(*step.before)) : std::nullopt);
    json.field("after", rules::finding_state_name(step.after));
    json.field("person", step.person);
    json.field("reason", step.reason);
    json.close_object();
  }
  json.close_array();
  json.open_array("tellings");
  for (const TellingView& telling : story.tellings) {
    json.open_object();
    json.field("recipient", telling.recipient);
    json.field("stage", telling.stage);
    json.field("told_at", telling.told_at);
    json.field("state", alerts::message_state_name(telling.state));
    json.close_object();
  }
  json.close_array();
  json.open_array("excuses");
  for (const ExcuseView& excuse : story.excuses) {
    const bool names_another =
        excuse.excuse.of == rules::Excuse::Of::teacher && !sight.names(excuse.excuse.teacher);
    if (!names_another) write_excuse(json, excuse);
  }
  json.close_array();
  json.open_array("silences");
  for (const SilenceView& silence : story.silences) {
    // Why, and by whom, is written for those who see all names.
    if (sight.all) write_silence(json, silence);
  }
  json.close_array();
  json.open_array("appeals");
  for (const appeals::Appeal& appeal : story.appeals) json.value(static_cast<std::int64_t>(appeal.id));
  json.close_array();
  json.close_object();
}

void write_appeal(JsonWriter& json, const appeals::Appeal& appeal, Desk& desk) {
  json.open_object();
  json.field("id", static_cast<std::int64_t>(appeal.id));
  json.field("year", appeal.year);
  json.field("number", appeal.number);
  json.field("received_at", appeal.received_at);
  json.field("channel", channel_name(appeal.channel));
  json.field("kind", appeals::help_kind_name(appeal.kind));
  json.field("applicant", appeal.applicant);
  json.field("subject", appeal.subject);
  json.field("content", appeal.content);
  json.open_array("findings");
  for (const journal::FindingId id : appeal.findings) {
    FindingFilter filter;
    for (std::size_t i = 0; i < rules::k_finding_states; ++i)
      filter.states.push_back(static_cast<rules::FindingState>(i));
    filter.after = journal::FindingId{static_cast<std::int64_t>(id) - 1};
    filter.limit = 1;
    const auto found = desk.findings(filter);
    if (!found.empty() && found.front().finding.id == id)
      json.value(rules::finding_code(found.front().finding));
  }
  json.close_array();
  json.field("assigned_to", appeal.assigned_to);
  json.field("due_at", appeal.due_at);
  json.field("result", appeal.result);
  json.field("answered_at", appeal.answered_at);
  json.field("state", appeals::appeal_state_name(appeal.state));
  json.field("version", appeal.version);
  json.close_object();
}

void write_totals(JsonWriter& json, const rules::LessonTotals& totals) {
  json.open_object();
  json.field("held", totals.held);
  json.field("filled", totals.filled);
  json.field("on_time", totals.on_time);
  json.field("late", totals.late);
  json.field("unproven", totals.unproven);
  json.field("unfilled", totals.unfilled);
  json.field("excused", totals.excused);
  json.field("unknown", totals.unknown);
  json.close_object();
}

void write_teacher(JsonWriter& json, const TeacherView& teacher) {
  json.open_object();
  json.field("id", journal::person_code(teacher.id));
  json.field("name", teacher.name);
  json.field("post", teacher.post);
  json.key("lessons");
  write_totals(json, teacher.term);
  json.field("open_lessons", teacher.open_lessons);
  json.close_object();
}

void write_source(JsonWriter& json, const SourceView& view, bool with_texts) {
  json.open_object();
  json.field("id", view.id);
  json.field("kind", view.kind);
  json.field("last_accepted_at", view.last_accepted_at);
  json.field("last_asked_at", view.last_asked_at);
  json.field("next_due_at", view.next_due_at);
  json.field("failing_since", view.failing_since);
  if (with_texts) {
    json.field("reason", view.reason);
    json.open_array("notes");
    for (const std::string& note : view.notes) json.value(note);
    json.close_array();
  }
  json.close_object();
}

}  // namespace elzhur::web::api
