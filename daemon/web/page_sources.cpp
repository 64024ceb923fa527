// Where the data comes from: sources, documents, names that fit nobody, letters, what was missing before.
#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_story.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_text_bytes_max = 600;
constexpr std::size_t k_hash_shown = 12;

bool sees_sources(const Visit& visit) {
  return visit.may(Right::names) || visit.may(Right::operate) || visit.may(Right::metrics);
}

/// A document's name and the reason of its refusal may hold what a file holds: not for everybody.
bool sees_documents(const Visit& visit) { return visit.may(Right::names) || visit.may(Right::operate); }

std::string optional_moment(const Visit& visit, const std::optional<journal::Instant>& instant) {
  return instant ? visit.moment(*instant) : std::string("—");
}

View source_views(const Visit& visit) {
  View list(View::type::list);
  for (const SourceView& source : visit.overview.sources) {
    View item("id", alerts::one_line(source.id, 100));
    item.set("kind", source_kind_words(source.kind));
    item.set("accepted", optional_moment(visit, source.last_accepted_at));
    item.set("asked", optional_moment(visit, source.last_asked_at));
    item.set("due", optional_moment(visit, source.next_due_at));
    set_optional(item, "reason", alerts::one_line(source.reason, k_text_bytes_max));
    set_optional(item, "since", source.failing_since ? visit.moment(*source.failing_since) : std::string());
    std::vector<std::string> notes;
    for (const std::string& note : source.notes) notes.push_back(alerts::one_line(note, k_text_bytes_max));
    set_list(item, "notes", text_list(notes));
    list.push_back(item);
  }
  return list;
}

View document_views(const Visit& visit, const std::vector<DocumentView>& documents) {
  View list(View::type::list);
  for (const DocumentView& document : documents) {
    View item("name", alerts::one_line(document.name, 200));
    item.set("source", alerts::one_line(document.source, 100));
    item.set("format", alerts::one_line(document.format, 20));
    item.set("size", size_words(document.size_bytes));
    item.set("hash", document.sha256.substr(0, k_hash_shown));
    item.set("received", visit.moment(document.received_at));
    const bool is_span = document.as_of.earliest != document.as_of.latest;
    item.set("speaks", visit.moment(document.as_of.earliest) +
                           (is_span ? " — " + visit.moment(document.as_of.latest) : ""));
    item.set("accepted", document.accepted);
    item.set("reason", alerts::one_line(document.reason, k_text_bytes_max));
    item.set("rows", alerts::count_of(static_cast<std::int64_t>(document.rows), k_row_noun));
    item.set("lessons", alerts::count_of(static_cast<std::int64_t>(document.lessons), alerts::k_lesson));
    list.push_back(item);
  }
  return list;
}

}  // namespace

Response sources_page(const Visit& visit) {
  if (!sees_sources(visit)) return not_for_you(visit);
  View view;
  set_list(view, "sources", source_views(visit));
  const bool has_documents = sees_documents(visit);
  view.set("sees_documents", has_documents);
  constexpr std::size_t k_newest_shown = 20;
  set_list(view, "documents",
           has_documents ? document_views(visit, visit.desk.documents(k_newest_shown, {}))
                         : View(View::type::list));
  if (has_documents) visit.desk.note_access(visit.visitor.name, "страница «Источники»");
  view.set("sees_contradictions", visit.may(Right::names));
  view.set("may_pull", visit.may_operate());
  view.set("last_cycle", optional_moment(visit, visit.overview.last_cycle_at));
  return show(visit, "sources.html", "Источники", std::move(view));
}

Response pull_form(const Visit& visit) {
  if (!visit.may(Right::operate)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const auto pulled = visit.desk.pull(alerts::one_line(visit.typed("source"), 100), visit.visitor.name);
  if (!pulled) return say(visit, 422, "Прочитать не получилось", pulled.error().text + ".");
  return redirect("/sources?done=pulled");
}

Response documents_page(const Visit& visit) {
  if (!sees_documents(visit)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "страница «Документы»");
  auto documents =
      visit.desk.documents(k_page_rows_max + 1, journal::DocumentId{visit.asked_number("before")});
  View view;
  set_next(view, documents, k_page_rows_max, [](const DocumentView& document) {
    return fmt::format("/documents?before={}", static_cast<std::int64_t>(document.id));
  });
  set_list(view, "documents", document_views(visit, documents));
  return show(visit, "documents.html", "Документы", std::move(view));
}

Response names_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  std::string problem;
  std::string spelling;
  std::string chosen;
  if (visit.is_post()) {
    if (!visit.may(Right::settle)) return not_for_you(visit);
    if (!visit.form_is_genuine()) return stale_form(visit);
    spelling = visit.typed("spelling");
    chosen = visit.typed("person");
    std::optional<journal::PersonId> person;
    for (const TeacherView& teacher : visit.desk.teachers()) {
      if (journal::person_code(teacher.id) == chosen) person = teacher.id;
    }
    if (!person) {
      problem = "Выберите, кто это.";
    } else if (const auto matched = visit.desk.match_name(spelling, *person, visit.visitor.name); !matched) {
      problem = "Не записано: " + matched.error().text + ".";
    } else {
      return redirect("/names?done=name_matched");
    }
  }
  visit.desk.note_access(visit.visitor.name, "страница «Имена»");
  const std::vector<TeacherView> teachers = visit.desk.teachers();
  View list(View::type::list);
  std::size_t index = 0;
  for (const UnmatchedName& name : visit.desk.unmatched()) {
    View item("spelling", name.spelling);
    item.set("shown", alerts::one_line(name.spelling, 200));
    item.set("index", fmt::format("{}", ++index));
    item.set("lessons", alerts::count_of(name.lessons, alerts::k_lesson));
    std::vector<Choice> people{{"", "— выберите —"}};
    for (const rules::Person& person : name.candidates) {
      people.push_back(
          {journal::person_code(person.id), "может быть: " + alerts::one_line(person.name, 160)});
    }
    for (const TeacherView& teacher : teachers) {
      bool is_candidate = false;
      for (const rules::Person& person : name.candidates)
        is_candidate = is_candidate || person.id == teacher.id;
      if (!is_candidate)
        people.push_back({journal::person_code(teacher.id), alerts::one_line(teacher.name, 160)});
    }
    item.set("why", name.candidates.size() > 1 ? "подходит нескольким людям" : "нет в списке сотрудников");
    item.set("people", choices(people, spelling == name.spelling ? chosen : ""));
    list.push_back(item);
  }
  View view;
  set_list(view, "names", list);
  set_optional(view, "problem", problem);
  view.set("may_match", visit.may_settle());
  set_optional(view, "read_only", visit.may_settle() ? std::string() : visit.why_read_only(Right::settle));
  return show(visit, "names.html", "Имена", std::move(view), problem.empty() ? 200 : 422);
}

Response backlog_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "страница «Исходное состояние»");
  const auto after = parse_field_cursor(visit.asked("after"));
  auto lines = visit.desk.backlog(k_page_rows_max + 1, after.value_or(rules::FieldOfLesson{}));
  View view;
  set_next(view, lines, k_page_rows_max, [](const rules::BacklogLine& line) {
    return "/backlog?after=" + field_cursor({line.lesson, line.field});
  });
  View list(View::type::list);
  for (const rules::BacklogLine& line : lines) {
    View item("day", visit.day(line.date));
    set_optional(item, "lesson", line.number ? fmt::format("{}-й урок", *line.number) : std::string());
    item.set("class", alerts::class_and_group(line.scope));
    item.set("subject", alerts::one_line(line.scope.subject, 160));
    item.set("field", std::string(alerts::field_word(line.field)));
    item.set("owner", line.owners.size() == 1 ? alerts::brief_name(line.owners.front())
                                              : std::string("не определено"));
    list.push_back(item);
  }
  set_list(view, "lines", list);
  view.set("count", alerts::count_of(visit.overview.backlog, alerts::k_entry));
  set_optional(view, "since",
               visit.overview.watch_from ? visit.day(*visit.overview.watch_from) : std::string());
  return show(visit, "backlog.html", "Исходное состояние", std::move(view));
}

}  // namespace elzhur::web
