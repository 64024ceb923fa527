// «Отмена»: what was said was wrong, and everybody who read it reads this.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

/// «2026-000123»: the number as people say it.
std::string question_number(const rules::Finding& finding) {
  return fmt::format("{}-{:06}", finding.year, finding.number);
}

std::string item_words(const Withdrawal& item, const Writing& writing) {
  const rules::FindingView& view = *item.view;
  const auto field = field_of(view, writing.policy());
  std::string place = class_and_group(view.scope) + ", " + one_line(view.scope.subject, 160);
  if (view.number) place += fmt::format(", {}-й урок", *view.number);
  if (view.owners.size() == 1) place += ", " + brief_name(view.owners.front());
  std::string words = fmt::format(
      "{} мы написали Вам, что не видим {} урока {} ({}). Сообщение было ошибочным",
      day(writing.policy().zone.date_of(item.told_at), writing.year()),
      field ? field_word_of(*field) : std::string_view("записи"), day(view.date, writing.year()), place);
  std::string reason = one_line(view.finding.reason, k_reason_bytes_max);
  while (!reason.empty() && (reason.back() == '.' || reason.back() == ' ')) reason.pop_back();
  if (!reason.empty()) words += ": " + reason;
  return words + ".";
}

std::string reader_words(const std::vector<Role>& others) {
  if (others.empty()) return "Первое сообщение получили только Вы.";
  std::string roles;
  for (const Role role : others) {
    if (!roles.empty()) roles += ", ";
    roles += role_word(role);
  }
  return fmt::format("Первое сообщение, кроме Вас, получили: {}; они получают и это.", roles);
}

}  // namespace

Letter withdrawal_letter(const Writing& writing, const WithdrawalFacts& facts) {
  Letter letter;
  letter.kind = "withdrawal";
  const auto count = static_cast<std::int64_t>(facts.items.size());
  letter.subject =
      count == 1 ? fmt::format("Отмена: вопрос № {} снят", question_number(facts.items.front().view->finding))
                 : fmt::format("Отмена: {} {}", plural(count, Noun{"снят", "снято", "снято"}),
                               count_of(count, k_question));
  std::vector<std::string> items;
  for (std::size_t i = 0; i < std::min(facts.items.size(), k_withdrawal_items_max); ++i) {
    items.push_back(item_words(facts.items[i], writing));
  }
  if (facts.items.size() > k_withdrawal_items_max) {
    items.push_back(fmt::format(
        "И ещё {}.", count_of(count - static_cast<std::int64_t>(k_withdrawal_items_max), k_question)));
  }
  View view;
  view.set("greeting", greeting(writing.recipient));
  view.set("items", text_views(items));
  view.set("outcome",
           count == 1 ? "Вопрос исключён из всех подсчётов." : "Эти вопросы исключены из всех подсчётов.");
  view.set("readers", reader_words(facts.other_readers));
  render_into(letter, view);
  return letter;
}

}  // namespace elzhur::alerts
