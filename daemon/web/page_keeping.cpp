// How the data is kept, what was removed, letters held after a restore, and where sources disagree.
#include <array>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_text_bytes_max = 300;

std::string act_words(std::string_view what) {
  using Entry = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Entry, 5> k_words{{
      {"findings", "закрытые вопросы с их историей"},
      {"access_log", "записи о том, кто смотрел и выгружал имена"},
      {"message_bodies", "тексты отправленных писем"},
      {"evidence", "содержание прочитанных документов"},
      {"evidence_files", "файлы прочитанных документов"},
  }};
  for (const Entry& entry : k_words) {
    if (entry.first == what) return std::string(entry.second);
  }
  return alerts::one_line(what, k_text_bytes_max);
}

/// «findings: 2 school_years» as people say it.
std::string keep_words(const std::string& rule) {
  const std::size_t colon = rule.find(": ");
  if (colon == std::string::npos) return alerts::one_line(rule, k_text_bytes_max);
  const std::string keep = rule.substr(colon + 2);
  const bool is_days = keep.ends_with('d');
  const std::size_t digits = keep.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos || digits > 6)
    return alerts::one_line(rule, k_text_bytes_max);
  const std::int64_t count = std::stoll(keep.substr(0, digits));
  return is_days ? alerts::count_of(count, k_day_noun)
                 : alerts::count_of(count, {"учебный год", "учебных года", "учебных лет"});
}

std::string sight_words(const Visit& visit, const SightView& sight) {
  const bool is_span = sight.as_of.earliest != sight.as_of.latest;
  std::string when = visit.moment(sight.as_of.earliest);
  if (is_span) when += " — " + visit.moment(sight.as_of.latest);
  return when;
}

void set_sight(View& item, const Visit& visit, const SightView& sight) {
  item.set("state", std::string(seen_words(sight.state)));
  item.set("when", sight_words(visit, sight));
  item.set("source",
           sight.source.empty() ? std::string("источник убран") : alerts::one_line(sight.source, 100));
  set_optional(item, "document", alerts::one_line(sight.document, 200));
}

}  // namespace

Response keeping_page(const Visit& visit) {
  if (!visit.may(Right::names) && !visit.may(Right::operate)) return not_for_you(visit);
  const KeepingView keeping = visit.desk.keeping();
  std::vector<ActView> acts = visit.desk.acts(k_page_rows_max + 1, visit.asked_number("before"));
  View view;
  view.set("makes_backups", keeping.makes_backups);
  view.set("last_done",
           keeping.last_done_at ? visit.moment(*keeping.last_done_at) : std::string("ещё не было"));
  const bool is_failing = keeping.failing_since || !keeping.trouble.empty();
  view.set("is_failing", is_failing);
  set_optional(view, "since", keeping.failing_since ? visit.moment(*keeping.failing_since) : std::string());
  set_optional(view, "trouble", alerts::one_line(keeping.trouble, 600));
  set_next(view, acts, k_page_rows_max,
           [](const ActView& act) { return fmt::format("/keeping?before={}", act.id); });
  View list(View::type::list);
  for (const ActView& act : acts) {
    View item("at", visit.moment(act.at));
    item.set("what", act_words(act.what));
    item.set("rule", keep_words(act.rule));
    item.set("count", alerts::number(act.count));
    item.set("first", visit.day(visit.zone.date_of(act.first)));
    item.set("last", visit.day(visit.zone.date_of(act.last)));
    list.push_back(item);
  }
  set_list(view, "acts", list);
  return show(visit, "keeping.html", "Хранение", std::move(view));
}

Response contradictions_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "страница «Расхождения»");
  const auto after = parse_field_cursor(visit.asked("after"));
  auto all = visit.desk.contradictions(k_page_rows_max + 1, after.value_or(rules::FieldOfLesson{}));
  View view;
  set_next(view, all, k_page_rows_max, [](const ContradictionView& contradiction) {
    return "/contradictions?after=" + field_cursor(contradiction.place);
  });
  View list(View::type::list);
  for (const ContradictionView& contradiction : all) {
    View item("day", visit.day(contradiction.date));
    set_optional(item, "lesson",
                 contradiction.number ? fmt::format("{}-й урок", *contradiction.number) : std::string());
    item.set("class", alerts::class_and_group(contradiction.scope));
    item.set("subject", alerts::one_line(contradiction.scope.subject, 160));
    item.set("field", std::string(alerts::field_word(contradiction.place.field)));
    item.set("owner", contradiction.owners.size() == 1 ? alerts::brief_name(contradiction.owners.front())
                                                       : std::string("не определено"));
    View standing(View::type::object);
    set_sight(standing, visit, contradiction.standing);
    View standings(View::type::list);
    standings.push_back(standing);
    set_list(item, "standing", standings);
    View others(View::type::list);
    for (const SightView& other : contradiction.others) {
      View one(View::type::object);
      set_sight(one, visit, other);
      others.push_back(one);
    }
    set_list(item, "others", others);
    list.push_back(item);
  }
  set_list(view, "contradictions", list);
  return show(visit, "contradictions.html", "Расхождения", std::move(view));
}

Response release_form(const Visit& visit) {
  if (!visit.may(Right::administer)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const std::string choice = visit.typed("queued_before");
  if (choice != "send" && choice != "drop")
    return say(visit, 422, "Ничего не изменилось",
               "Выберите, что делать с письмами, которые уже ждали отправки.");
  const auto released = visit.desk.release_outbox(choice == "drop", visit.visitor.name);
  if (!released)
    return say(visit, 422, "Ничего не изменилось", "Не получилось: " + released.error().text + ".");
  return redirect("/outbox?done=released");
}

}  // namespace elzhur::web
