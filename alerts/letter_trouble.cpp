// A file that was refused, a source that cannot be had, the program in trouble itself: what is wrong and what
// to do.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

View item_view(std::string_view name, std::string_view reason) {
  View view("name", one_line(name, 300));
  view.set("reason",
           reason.empty() ? std::string("причина не названа") : one_line(reason, k_reason_bytes_max));
  return view;
}

void write_refused(Letter& letter, View& view, const TroubleFacts& facts) {
  const auto count = static_cast<std::int64_t>(facts.documents.size());
  letter.subject = count == 1
                       ? fmt::format("ЭлЖур: не принят файл {}", one_line(facts.documents.front()->name, 80))
                       : fmt::format("ЭлЖур: не {} {}", plural(count, k_accepted), count_of(count, k_file));
  View items(View::type::list);
  for (std::size_t i = 0; i < std::min(facts.documents.size(), k_trouble_items_max); ++i) {
    items.push_back(item_view(facts.documents[i]->name, facts.documents[i]->reason));
  }
  view.set("intro", fmt::format("Источник «{}»: {} прочитать не удалось.", one_line(facts.source->id, 100),
                                count_of(count, k_file)));
  view.set("items", items);
  const bool is_cut = facts.documents.size() > k_trouble_items_max;
  set_optional(view, "more",
               is_cut ? fmt::format("И ещё {}.",
                                    count_of(count - static_cast<std::int64_t>(k_trouble_items_max), k_file))
                      : std::string());
  view.set("advice",
           "исправьте файл или выгрузите его заново и положите туда же. О том же самом файле второй раз не "
           "пишем.");
  view.set("effect",
           fmt::format("{} ничего не изменилось: ни один вопрос не открыт и не закрыт. Остальные файлы "
                       "прочитаны как обычно.",
                       count == 1 ? "По этому файлу" : "По этим файлам"));
}

void write_failed(Letter& letter, View& view, const Writing& writing, const TroubleFacts& facts) {
  const SourceReport& source = *facts.source;
  const journal::Instant since = source.failing_since.value_or(writing.now);
  letter.subject = fmt::format("ЭлЖур: источник «{}» не читается с {}", one_line(source.id, 60),
                               moment(since, writing.policy(), writing.year()));
  View items(View::type::list);
  items.push_back(item_view(source.id, source.reason));
  view.set("intro", fmt::format("Источник не удаётся прочитать с {}.",
                                moment(since, writing.policy(), writing.year())));
  view.set("items", items);
  set_optional(view, "more", "");
  view.set("advice",
           "устраните названную причину. Чтение повторяется само; когда источник ответит, всё продолжится "
           "без Вас.");
  view.set(
      "effect",
      "Пока источник молчит, по нему ничего не меняется: ни один вопрос не открывается и не закрывается.");
}

}  // namespace

Letter trouble_letter(const Writing& writing, const TroubleFacts& facts) {
  Letter letter;
  letter.kind = "source_trouble";
  View view;
  view.set("greeting", greeting(writing.recipient));
  if (facts.documents.empty()) {
    write_failed(letter, view, writing, facts);
  } else {
    write_refused(letter, view, facts);
  }
  set_link(view, writing.situation.settings);
  render_into(letter, view);
  return letter;
}

Letter service_letter(const Writing& writing, const ServiceTrouble& trouble) {
  const std::string since = moment(trouble.since, writing.policy(), writing.year());
  const std::string now = moment(writing.now, writing.policy(), writing.year());
  const std::string reason = one_line(trouble.reason, k_reason_bytes_max);
  Letter letter;
  letter.kind = "service_trouble";
  View view;
  view.set("greeting", greeting(writing.recipient));
  switch (trouble.what) {
    case ServiceTrouble::What::backup:
      letter.subject = fmt::format("ЭлЖур: резервная копия не делается с {}", since);
      view.set("intro", fmt::format("Ночную резервную копию не удаётся сделать с {}: {}.", since, reason));
      view.set(
          "effect",
          "Журнал читается и письма уходят как обычно. Но если сломается диск с базой, пропадут решения и "
          "записи журнала обращений, сделанные после последней удачной копии.");
      break;
    case ServiceTrouble::What::store:
      letter.subject = fmt::format("ЭлЖур: данные не записывались с {}", since);
      view.set("intro",
               fmt::format("С {} до {} программа ничего не могла записать: {}.", since, now, reason));
      view.set(
          "effect",
          "За это время ни один вопрос не открыт и не закрыт, и ни одно письмо не потеряно. Сейчас данные "
          "записываются, источники читаются снова.");
      break;
  }
  view.set("advice", one_line(trouble.advice, k_reason_bytes_max));
  set_link(view, writing.situation.settings);
  render_into(letter, view);
  return letter;
}

}  // namespace elzhur::alerts
