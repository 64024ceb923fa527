#include "daemon/web/page_story.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_hash_shown = 12;
constexpr std::size_t k_reason_bytes_max = 600;

struct Event {
  journal::Instant at{};
  int order = 0;         ///< Of events of one instant.
  std::string when{};    ///< Markup.
  std::string text{};    ///< Plain.
  std::string detail{};  ///< Plain; may be empty.
  std::string kind{};    ///< For the style: "lesson", "due", "empty", "filled", "person", "told".
};

std::string document_words(const DocumentView& document) {
  std::string words = fmt::format("документ «{}»", alerts::one_line(document.name, 200));
  if (!document.sha256.empty())
    words += fmt::format(", SHA-256 {}…", document.sha256.substr(0, k_hash_shown));
  return words;
}

void add_lesson(std::vector<Event>& events, const Visit& visit, const FindingStory& story) {
  const rules::FindingView& view = story.view;
  std::string text = "Урок";
  if (view.number) text += fmt::format(", {}-й по счёту", *view.number);
  text +=
      fmt::format(": {}, {}", alerts::class_and_group(view.scope), alerts::one_line(view.scope.subject, 160));
  events.push_back(
      {visit.zone.to_instant(journal::LocalTime(view.date)), 0, visit.day(view.date), text, "", "lesson"});
}

void add_due(std::vector<Event>& events, const Visit& visit, const FindingStory& story) {
  const rules::Finding& finding = story.view.finding;
  std::string detail = rule_words(story);
  if (!story.counted_days.empty()) {
    std::string days;
    for (const journal::Date day : story.counted_days) {
      if (!days.empty()) days += ", ";
      days += visit.day_text(day);
    }
    detail += ". Посчитаны дни: " + days;
  }
  if (finding.credit > journal::Seconds(0)) {
    detail += fmt::format(". Срок продлён на {}: ЭлЖур был недоступен", length_words(finding.credit));
  }
  events.push_back({finding.due_at, 1, visit.moment(finding.due_at), "Срок записи", detail + ".", "due"});
}

/// Why a deadline is later than the rule says; a lesson put in before its day moves none.
void add_timetable(std::vector<Event>& events, const Visit& visit, const FindingStory& story) {
  if (story.appeared_at && visit.zone.date_of(*story.appeared_at) >= story.view.date) {
    events.push_back(
        {*story.appeared_at, 1, visit.moment(*story.appeared_at), "Урок впервые виден в расписании",
         "При более ранней проверке его в этот день не было, срок считается с этого времени.", "lesson"});
  }
  if (story.absence) {
    events.push_back(
        {story.absence->back_at, 1, visit.moment(story.absence->back_at), "Урок снова в расписании",
         fmt::format("До этого он был там в последний раз {}. Если срок прошёл, пока урока не было, "
                     "он считается с возвращения.",
                     visit.moment_text(story.absence->left_at)),
         "lesson"});
  }
}

/// Emptiness is said for the earliest time that a document may show, an entry for the latest.
void add_seen(std::vector<Event>& events, const Visit& visit, const SeenView& seen) {
  const bool is_empty =
      seen.state == journal::FillState::empty || seen.state == journal::FillState::placeholder;
  const journal::Instant first = is_empty ? seen.first.earliest : seen.first.latest;
  const journal::Instant last = is_empty ? seen.last.earliest : seen.last.latest;
  Event event{first, 2, visit.moment(first), "", "", is_empty ? "empty" : "filled"};
  event.text = fmt::format("В журнале {}", seen_words(seen.state));
  event.detail = document_words(seen.first_document);
  if (last > first) {
    event.text += fmt::format("; так же при проверке {}", visit.moment_text(last));
    if (seen.last_document.id != seen.first_document.id) {
      event.detail += fmt::format("; последний {}", document_words(seen.last_document));
    }
  }
  if (seen.reported)
    event.detail += fmt::format(". ЭлЖур называет время записи: {}", visit.moment_text(*seen.reported));
  if (seen.contradicted)
    event.detail += ". Источники за это время противоречат друг другу: это ничего не доказывает";
  if (!event.detail.ends_with("…")) event.detail += ".";
  events.push_back(std::move(event));
}

void add_step(std::vector<Event>& events, const Visit& visit, const FindingStep& step) {
  Event event{step.at, 3, visit.moment(step.at), "", "", "person"};
  std::string words(step_words(step.after));
  if (step.person.empty()) {
    event.kind = "machine";
    event.text = "По данным журнала: " + words;
  } else {
    event.text = fmt::format("{}: {}", alerts::one_line(step.person, 120), words);
  }
  if (!step.reason.empty()) event.detail = alerts::one_line(step.reason, k_reason_bytes_max);
  events.push_back(std::move(event));
}

void add_telling(std::vector<Event>& events, const Visit& visit, const TellingView& telling) {
  events.push_back({telling.told_at, 4, visit.moment(telling.told_at),
                    fmt::format("Письмо {}", recipient_words(telling.recipient)),
                    fmt::format("{}; {}", stage_words(telling.stage), message_state_words(telling.state)),
                    "told"});
}

}  // namespace

std::string recipient_words(std::string_view id) {
  if (id == "administrator") return "администратору";
  if (id == "director") return "директору";
  if (id == "deputy") return "завучу";
  if (id == "responsible") return "ответственному";
  if (id == "member") return "члену рабочей группы";
  if (id == "site_administrator") return "администратору сайта";
  return alerts::one_line(id, 80);
}

std::string rule_words(const FindingStory& story) {
  std::string words = story.due_rule.empty() ? std::string("правила в настройках больше нет")
                                             : alerts::one_line(story.due_rule, 300);
  words += story.basis.empty() ? " (пункт положения не указан)"
                               : fmt::format(" ({})", alerts::one_line(story.basis, 300));
  return words;
}

View timeline(const Visit& visit, const FindingStory& story) {
  std::vector<Event> events;
  add_lesson(events, visit, story);
  add_due(events, visit, story);
  add_timetable(events, visit, story);
  for (const SeenView& seen : story.seen) {
    if (seen.state != journal::FillState::unknown) add_seen(events, visit, seen);
  }
  for (const FindingStep& step : story.steps) add_step(events, visit, step);
  if (visit.may(Right::names)) {
    for (const TellingView& telling : story.tellings) add_telling(events, visit, telling);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::pair(a.at, a.order) < std::pair(b.at, b.order);
  });
  View list(View::type::list);
  for (const Event& event : events) {
    View item("when", event.when);
    item.set("text", event.text);
    item.set("kind", event.kind);
    set_optional(item, "detail", event.detail);
    list.push_back(item);
  }
  return list;
}

}  // namespace elzhur::web
