// The list of lessons without an entry, and the letter that says that nothing is missing.
#include <fmt/format.h>

#include "alerts/csv.hpp"
#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

/// «заполнено 6, снято 1»; empty when nothing was closed.
std::string closed_words(const rules::FindingFlow& flow) {
  std::string words;
  const auto add = [&words](std::string_view what, std::int64_t count) {
    if (count == 0) return;
    if (!words.empty()) words += ", ";
    words += fmt::format("{} {}", what, number(count));
  };
  add("заполнено", flow.resolved);
  add("снято", flow.withdrawn);
  add("учтена причина", flow.excused);
  return words;
}

void add_appeals(std::vector<std::string>& words, const Writing& writing) {
  const AppealsWaiting& appeals = writing.situation.appeals;
  if (appeals.open == 0) return;
  std::string text = fmt::format("Обращений ждёт ответа: {}", number(appeals.open));
  if (appeals.soonest_due) {
    text += fmt::format(", ближайший срок {}", day_of_week(*appeals.soonest_due, writing.year()));
  }
  words.push_back(text + ".");
}

/// «Приостановлено: 3 вопроса по 06.12 (вс) включительно — ремонт (Петров С. В.).»
void add_silenced(std::vector<std::string>& words, const Writing& writing, const ListFacts& facts) {
  std::int64_t rest = 0;
  for (std::size_t i = 0; i < facts.silenced.size(); ++i) {
    const SilencedCount& silenced = facts.silenced[i];
    if (i >= k_silenced_lines_max) {
      rest += silenced.count;
      continue;
    }
    words.push_back(fmt::format("Приостановлено: {} {} — {} ({}).", count_of(silenced.count, k_question),
                                silence_until_words(*silenced.silence, writing.policy().zone, writing.year()),
                                one_line(silenced.silence->reason, k_reason_bytes_max),
                                one_line(silenced.silence->author, 120)));
  }
  if (rest != 0) words.push_back(fmt::format("Приостановлено ещё: {}.", count_of(rest, k_question)));
}

std::vector<std::string> number_words(const Writing& writing, const ListFacts& facts) {
  std::vector<std::string> words;
  if (facts.flow && facts.flow_from) {
    const std::string closed = closed_words(*facts.flow);
    if (!closed.empty()) {
      words.push_back(fmt::format("С {} закрыто вопросов: {} (вопрос — одна запись одного урока).",
                                  moment(*facts.flow_from, writing.policy(), writing.year()), closed));
    }
  }
  if (facts.disputed != 0)
    words.push_back(fmt::format("Оспаривается: {}.", count_of(facts.disputed, k_question)));
  if (facts.vanished != 0) {
    words.push_back(
        fmt::format("Нет данных: {} — этих уроков больше нет в выгрузке, они нигде не учитываются.",
                    count_of(facts.vanished, k_question)));
  }
  add_silenced(words, writing, facts);
  if (writing.recipient.role == Role::administrator) add_appeals(words, writing);
  const std::int64_t all = writing.situation.school.teachers;
  const auto with_gaps = static_cast<std::int64_t>(facts.teachers_with_gaps);
  if (all > 0 && with_gaps <= all) {
    words.push_back(
        fmt::format("У {} из {} всё на месте.", number(all - with_gaps), count_of(all, k_of_teacher)));
  }
  return words;
}

std::string closing_words(const Writing& writing, const ListFacts& facts) {
  std::string words = "Это список для проверки, а не вывод о работе учителя";
  if (writing.recipient.role != Role::administrator) return words + ".";
  if (facts.named_to_director == 0) return words + "; директору имена не передавались.";
  return words + fmt::format("; директору имена переданы по {}: остальные он видит только числом.",
                             count_of(facts.named_to_director, Noun{"вопросу", "вопросам", "вопросам"}));
}

std::string list_subject(const Writing& writing, const ListFacts& facts) {
  std::string subject = fmt::format("ЭлЖур, {} {}: {} без записи", weekday_brief(writing.today()),
                                    day(writing.today(), writing.year()),
                                    count_of(static_cast<std::int64_t>(facts.list.lessons), k_lesson));
  if (facts.list.teachers == 0) return subject + ", учитель не определён";
  return subject +
         fmt::format(" у {}", count_of(static_cast<std::int64_t>(facts.list.teachers), k_of_teacher));
}

View common_view(const Writing& writing, const ListFacts& facts) {
  View view;
  view.set("greeting", greeting(writing.recipient));
  view.set("read", read_words(writing));
  // A deputy has nothing to mend at a source.
  const bool has_troubles = writing.recipient.role == Role::administrator;
  view.set("troubles", text_views(has_troubles ? trouble_words(writing) : std::vector<std::string>{}));
  const std::vector<std::string> numbers = number_words(writing, facts);
  view.set("has_numbers", !numbers.empty());
  view.set("numbers", text_views(numbers));
  set_link(view, writing.situation.settings);
  return view;
}

}  // namespace

Letter list_letter(const Writing& writing, const ListFacts& facts) {
  Letter letter;
  letter.kind = "list";
  letter.subject = list_subject(writing, facts);
  const bool is_long = facts.list.lessons > k_list_lessons_max;
  View view = common_view(writing, facts);
  view.set("is_long", is_long);
  view.set("rows_max", fmt::format("{}", k_list_lessons_max));
  view.set("groups", group_views(facts.list, writing, !is_long, facts.told_at));
  view.set("closing", closing_words(writing, facts));
  render_into(letter, view);
  if (is_long) {
    letter.attachments.push_back({fmt::format("Список на {}.csv", journal::format_date_ru(writing.today())),
                                  "text/csv; charset=utf-8",
                                  open_list_csv(facts.list, writing.policy(), writing.year())});
  }
  return letter;
}

Letter all_filled_letter(const Writing& writing, const ListFacts& facts) {
  Letter letter;
  letter.kind = "all_filled";
  std::int64_t silenced = 0;
  for (const SilencedCount& count : facts.silenced) silenced += count.count;
  const std::string what =
      silenced == 0 ? std::string("открытых вопросов нет")
                    : fmt::format("напоминать не о чем, приостановлено: {}", count_of(silenced, k_question));
  letter.subject = fmt::format("ЭлЖур, {} {}: {}", weekday_brief(writing.today()),
                               day(writing.today(), writing.year()), what);
  View view = common_view(writing, facts);
  view.set("statement", silenced == 0 ? "Уроков, у которых срок прошёл, а записи нет, сейчас не видно."
                                      : "Все открытые вопросы сейчас приостановлены: о них не напоминаем, но "
                                        "в подсчётах они остаются.");
  view.set("closing", writing.recipient.digest
                          ? "Пока так, это письмо приходит раз в неделю: по нему видно, что система работает."
                          : "Следующее письмо придёт, когда появится новое.");
  render_into(letter, view);
  return letter;
}

}  // namespace elzhur::alerts
