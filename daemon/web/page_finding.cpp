#include "daemon/web/page_finding.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_story.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_reason_bytes_max = 600;

struct Offer {
  rules::Action action;
  std::string_view label;
  std::string_view meaning;
};
constexpr std::array k_offers{
    Offer{rules::Action::acknowledge, "Принять в работу", "выясняю; это ещё не замечание"},
    Offer{rules::Action::confirm, "Подтвердить замечание",
          "я проверил(а) в журнале: запись должна была быть, а её нет; имя увидит директор"},
    Offer{rules::Action::excuse, "Учесть причину", "записи нет по уважительной причине; вопрос закроется"},
    Offer{rules::Action::withdraw, "Ошибка",
          "вопрос неверен; он исключается из подсчётов, всем, кому о нём писали, уйдёт отмена"},
    Offer{rules::Action::dispute, "Оспорить", "есть возражение; до решения вопрос не входит в отчёты"},
};

bool is_offered(rules::Action action, const std::vector<rules::FindingView>& live) {
  return std::any_of(live.begin(), live.end(), [action](const rules::FindingView& view) {
    const rules::FindingState state = view.finding.state;
    switch (action) {
      case rules::Action::acknowledge:
        return state == rules::FindingState::open;
      case rules::Action::confirm:
        return view.owners.size() == 1 && state != rules::FindingState::confirmed &&
               state != rules::FindingState::unknown;
      case rules::Action::dispute:
        return state != rules::FindingState::disputed;
      case rules::Action::excuse:
      case rules::Action::withdraw:
        return true;
    }
    return false;
  });
}

/// All findings of the lesson of `view` that the visitor may see, itself first when it is closed.
std::vector<rules::FindingView> of_lesson(const Visit& visit, const rules::FindingView& view) {
  FindingFilter filter;
  filter.states = all_states();
  filter.class_name = view.scope.class_name;
  filter.from = filter.to = view.date;
  std::vector<rules::FindingView> all = visit.desk.findings(filter);
  std::erase_if(all, [&](const rules::FindingView& other) {
    return other.finding.lesson != view.finding.lesson || !may_see(visit, other);
  });
  return all;
}

void add_fact(View& facts, std::string_view name, const std::string& text, const std::string& markup = {}) {
  View fact("name", std::string(name));
  fact.set("text", text);
  fact.set("markup", markup);
  facts.push_back(fact);
}

View fact_views(const Visit& visit, const FindingStory& story) {
  const rules::Finding& finding = story.view.finding;
  View facts(View::type::list);
  add_fact(facts, "Кто вёл урок", owner_words(visit, story.view));
  std::string due = " — " + rule_words(story);
  if (finding.credit > journal::Seconds(0)) {
    due += fmt::format("; продлён на {}: ЭлЖур был недоступен", length_words(finding.credit));
  }
  add_fact(facts, "Срок", due, visit.moment(finding.due_at));
  if (!finding.reason.empty())
    add_fact(facts, "Причина", alerts::one_line(finding.reason, k_reason_bytes_max));
  if (!finding.confirmed_by.empty()) {
    add_fact(facts, "Замечание подтвердил(а)",
             alerts::one_line(finding.confirmed_by, 120) + (finding.confirmed_at ? ", " : ""),
             finding.confirmed_at ? visit.moment(*finding.confirmed_at) : std::string());
  }
  if (finding.teacher_told_at)
    add_fact(facts, "Учителю сообщено", "", visit.moment(*finding.teacher_told_at));
  if (finding.episode > 1) {
    add_fact(facts, "Повторно", fmt::format("{}-й раз: запись появлялась и снова пропала", finding.episode));
  }
  return facts;
}

View sibling_views(const Visit& visit, const std::vector<rules::FindingView>& all, journal::FindingId self) {
  View list(View::type::list);
  for (const rules::FindingView& view : all) {
    if (view.finding.id == self) continue;
    View item("code", rules::finding_code(view.finding));
    item.set("field", field_words(visit, view));
    item.set("name", std::string(rules::finding_state_name(view.finding.state)));
    item.set("words", std::string(state_words(view.finding.state)));
    list.push_back(item);
  }
  return list;
}

View tick_views(const Visit& visit, const std::vector<rules::FindingView>& live, const Deciding& deciding) {
  View list(View::type::list);
  for (const rules::FindingView& view : live) {
    const std::string code = rules::finding_code(view.finding);
    View item("pick", fmt::format("{}.{}", code, view.finding.version));
    item.set("field", field_words(visit, view));
    item.set("words", std::string(state_words(view.finding.state)));
    const auto& codes = deciding.codes;
    item.set("checked", codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end());
    list.push_back(item);
  }
  return list;
}

View offer_views(const std::vector<rules::FindingView>& live, const Deciding& deciding) {
  View list(View::type::list);
  for (const Offer& offer : k_offers) {
    if (!is_offered(offer.action, live)) continue;
    View item("value", std::string(action_name(offer.action)));
    item.set("label", std::string(offer.label));
    item.set("meaning", std::string(offer.meaning));
    item.set("checked", deciding.action == action_name(offer.action));
    list.push_back(item);
  }
  return list;
}

View excuse_list(const Visit& visit, const FindingStory& story) {
  View list(View::type::list);
  if (!visit.may(Right::names)) return list;
  for (const ExcuseView& excuse : story.excuses) {
    View item("days", alerts::days(excuse.excuse.dates, visit.year));
    item.set("reason", alerts::one_line(excuse.excuse.reason, k_reason_bytes_max));
    item.set("author", alerts::one_line(excuse.author, 120));
    list.push_back(item);
  }
  return list;
}

/// Those in force. Why and by whom is for who sees all names.
View silence_list(const Visit& visit, const FindingStory& story) {
  View list(View::type::list);
  if (!visit.may(Right::names)) return list;
  for (const SilenceView& view : story.silences) {
    View item("until", alerts::silence_until_words(view.silence, visit.zone, visit.year));
    item.set("reason", alerts::one_line(view.silence.reason, k_reason_bytes_max));
    item.set("author", alerts::one_line(view.silence.author, 120));
    list.push_back(item);
  }
  return list;
}

View appeal_list(const Visit& visit, const FindingStory& story) {
  View list(View::type::list);
  if (!visit.may(Right::appeals)) return list;
  for (const appeals::Appeal& appeal : story.appeals) {
    View item("id", fmt::format("{}", static_cast<std::int64_t>(appeal.id)));
    item.set("number", fmt::format("{}", appeal.number));
    item.set("day", visit.day(visit.zone.date_of(appeal.received_at)));
    item.set("state", std::string(appeal_state_words(appeal.state)));
    item.set("content", alerts::one_line(appeal.content, k_reason_bytes_max));
    list.push_back(item);
  }
  return list;
}

void set_deciding(View& view, const Visit& visit, const std::vector<rules::FindingView>& live,
                  const Deciding& deciding) {
  const bool can_decide = visit.may_settle() && !live.empty();
  view.set("can_decide", can_decide);
  set_list(view, "ticks", tick_views(visit, live, deciding));
  view.set("one_tick", live.size() == 1);
  view.set("offers", offer_views(live, deciding));
  view.set("reason", deciding.reason);
  set_optional(view, "problem", deciding.problem);
  set_optional(
      view, "read_only",
      !live.empty() && !can_decide && visit.may(Right::names) ? visit.why_read_only(Right::settle) : "");
}

}  // namespace

Response finding_page(const Visit& visit, std::string_view code, const Deciding& deciding, int status) {
  const auto id = visit.desk.finding_by_code(code);
  const auto story = id ? visit.desk.story(*id) : std::nullopt;
  if (!story) return not_found(visit);
  if (!may_see(visit, story->view)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "вопрос " + rules::finding_code(story->view.finding));

  const rules::FindingView& shown = story->view;
  const std::vector<rules::FindingView> all = of_lesson(visit, shown);
  std::vector<rules::FindingView> live = all;
  std::erase_if(live, [](const rules::FindingView& view) { return !rules::is_live(view.finding.state); });

  View view("code", rules::finding_code(shown.finding));
  view.set("day", visit.day(shown.date));
  set_optional(view, "lesson", shown.number ? fmt::format("{}-й урок", *shown.number) : std::string());
  view.set("class", alerts::class_and_group(shown.scope));
  view.set("subject", alerts::one_line(shown.scope.subject, 160));
  view.set("missing", field_words(visit, shown));
  view.set("state", std::string(rules::finding_state_name(shown.finding.state)));
  view.set("state_words", std::string(state_words(shown.finding.state)));
  view.set("state_meaning", std::string(state_meaning(shown.finding.state)));
  view.set("facts", fact_views(visit, *story));
  view.set("events", timeline(visit, *story));
  set_list(view, "siblings", sibling_views(visit, all, shown.finding.id));
  set_list(view, "excuses", excuse_list(visit, *story));
  set_list(view, "appeals", appeal_list(visit, *story));
  set_list(view, "silences", silence_list(visit, *story));
  view.set("can_silence",
           visit.may_settle() && rules::is_live(shown.finding.state) && story->silences.empty());
  set_deciding(view, visit, live, deciding);
  view.set("can_appeal", visit.may_write_appeals());
  const std::string title =
      fmt::format("{}, {}, {}", alerts::class_and_group(shown.scope),
                  alerts::one_line(shown.scope.subject, 80), visit.day_text(shown.date));
  return show(visit, "finding.html", title, std::move(view), status);
}

Response finding_page(const Visit& visit, std::string_view code) {
  Deciding deciding;
  if (parse_action(visit.asked("do"))) deciding.action = visit.asked("do");
  return finding_page(visit, code, deciding, 200);
}

}  // namespace elzhur::web
