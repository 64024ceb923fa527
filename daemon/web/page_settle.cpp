// A person's decision on one lesson or on many, and what is said when some of it could not be done.
#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_finding.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_reason_bytes_max = 600;

/// What the form asks for.
struct Asked {
  std::optional<rules::Action> action{};
  std::vector<Pick> picks{};
  bool is_broken = false;  ///< Not a form of ours.
};

/// What became of one finding.
struct Outcome {
  std::string code{};
  std::string lesson{};
  std::string state{};    ///< As it is now.
  std::string problem{};  ///< Empty: done, or it was so already.
};

void add_picks(Asked& asked, std::string_view text) {
  auto picks = parse_picks(text);
  if (!picks || asked.picks.size() + picks->size() > k_picks_max) {
    asked.is_broken = true;
    return;
  }
  asked.picks.insert(asked.picks.end(), picks->begin(), picks->end());
}

Asked read_form(const Visit& visit) {
  Asked asked;
  if (const std::string row = visit.typed("confirm"); !row.empty()) {
    asked.action = rules::Action::confirm;
    add_picks(asked, row);
    return asked;
  }
  asked.action = parse_action(visit.typed("act"));
  for (const auto& [name, value] : visit.request.form) {
    if (name == "pick") add_picks(asked, value);
  }
  return asked;
}

/// Of a row with several findings one may already be where the action leads.
bool is_done_already(rules::Action action, rules::FindingState state) {
  if (action == rules::Action::acknowledge) {
    return state == rules::FindingState::acknowledged || state == rules::FindingState::confirmed ||
           state == rules::FindingState::disputed;
  }
  if (action == rules::Action::confirm) return state == rules::FindingState::confirmed;
  return action == rules::Action::dispute && state == rules::FindingState::disputed;
}

Outcome settle_one(const Visit& visit, const Pick& pick, rules::Action action, const std::string& reason) {
  Outcome outcome;
  outcome.code = pick.code;
  const auto id = visit.desk.finding_by_code(pick.code);
  const auto found = id ? find_finding(visit, *id) : std::nullopt;
  if (!found) {
    outcome.problem = "такого вопроса больше нет";
    return outcome;
  }
  const rules::FindingView& view = *found;
  outcome.lesson = fmt::format("{} · {}, {}: {}", alerts::class_and_group(view.scope),
                               alerts::one_line(view.scope.subject, 160), visit.day_text(view.date),
                               field_words(visit, view));
  outcome.state = std::string(state_words(view.finding.state));
  if (view.finding.version != pick.version) {
    outcome.problem = "пока Вы смотрели, вопрос изменился";
    return outcome;
  }
  if (is_done_already(action, view.finding.state)) return outcome;
  rules::Decision decision{action, visit.visitor.name, reason, pick.version};
  const auto settled = visit.desk.settle(view.finding.id, decision);
  if (!settled) {
    outcome.problem = settled.error().text;
  } else {
    outcome.state = std::string(state_words(settled->state));
  }
  return outcome;
}

std::string_view done_code(rules::Action action) {
  switch (action) {
    case rules::Action::acknowledge:
      return "acknowledged";
    case rules::Action::confirm:
      return "confirmed";
    case rules::Action::dispute:
      return "disputed";
    case rules::Action::excuse:
      return "excused";
    case rules::Action::withdraw:
      return "withdrawn";
  }
  return "";
}

/// Where the form stood; only places of our own.
std::string place(const Visit& visit) {
  const std::string back = visit.typed("back");
  if (back == "lesson") {
    const std::string code = visit.typed("code");
    if (visit.desk.finding_by_code(code)) return "/findings/" + encode_query(code);
  }
  if (back == "list") return "/findings";
  if (back.starts_with("T") && back.size() <= 12 &&
      std::all_of(back.begin() + 1, back.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return "/teachers/" + back;
  }
  return "/";
}

Response outcome_page(const Visit& visit, const std::vector<Outcome>& outcomes) {
  View failed(View::type::list);
  std::int64_t done = 0;
  for (const Outcome& outcome : outcomes) {
    if (outcome.problem.empty()) {
      ++done;
      continue;
    }
    View item("code", outcome.code);
    set_optional(item, "lesson", outcome.lesson);
    set_optional(item, "state", outcome.state);
    item.set("problem", alerts::one_line(outcome.problem, 600));
    failed.push_back(item);
  }
  View view("failed", failed);
  set_optional(view, "done",
               done == 0
                   ? std::string()
                   : fmt::format("Остальное записано: {}.", alerts::count_of(done, alerts::k_question)));
  view.set("place", place(visit));
  const bool is_one = outcomes.size() == 1;
  return show(visit, "changed.html",
              is_one ? "Пока Вы смотрели, вопрос изменился" : "Пока Вы смотрели, часть вопросов изменилась",
              std::move(view), 409);
}

/// The lesson's own form again, with what was typed; another page only says what is wrong.
Response refused(const Visit& visit, const Asked& asked, std::string_view problem) {
  if (visit.typed("back") != "lesson") return say(visit, 422, "Ничего не изменилось", problem);
  Deciding deciding;
  deciding.action = asked.action ? std::string(action_name(*asked.action)) : std::string();
  deciding.reason = alerts::one_line(visit.typed("reason"), k_reason_bytes_max);
  deciding.problem = std::string(problem);
  for (const Pick& pick : asked.picks) deciding.codes.push_back(pick.code);
  return finding_page(visit, visit.typed("code"), deciding, 422);
}

}  // namespace

Response settle_form(const Visit& visit) {
  if (!visit.may(Right::settle)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const Asked asked = read_form(visit);
  if (asked.is_broken)
    return say(visit, 400, "Ничего не изменилось", "Форма пришла повреждённой: откройте страницу заново.");
  if (asked.picks.empty())
    return refused(visit, asked, "Ничего не отмечено: отметьте, к чему относится решение.");
  if (!asked.action) return refused(visit, asked, "Не выбрано, что решено: нажмите одну из кнопок.");
  const std::string reason = alerts::one_line(visit.typed("reason"), k_reason_bytes_max);
  const bool needs_reason =
      *asked.action == rules::Action::excuse || *asked.action == rules::Action::withdraw;
  if (needs_reason && reason.empty())
    return refused(visit, asked, "Укажите причину: без неё вопрос не закрыть.");

  std::vector<Outcome> outcomes;
  for (const Pick& pick : asked.picks) outcomes.push_back(settle_one(visit, pick, *asked.action, reason));
  const bool all_done = std::all_of(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& outcome) { return outcome.problem.empty(); });
  if (!all_done) return outcome_page(visit, outcomes);
  return redirect(fmt::format("{}?done={}", place(visit), done_code(*asked.action)));
}

}  // namespace elzhur::web
