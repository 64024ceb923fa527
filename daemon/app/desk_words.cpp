#include "daemon/app/desk_words.hpp"

#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "alerts/words.hpp"
#include "journal/check.hpp"

namespace elzhur::app {

using rules::DueFrom;
using rules::SpanUnit;

namespace {

struct Event {
  std::string_view until;  ///< When nothing is added and no clock time is given.
  std::string_view on;     ///< The day, when a clock time is given.
  std::string_view after;  ///< What is counted from: «после …», «до …».
};

Event event_of(DueFrom from) {
  switch (from) {
    case DueFrom::lesson_start:
      return {"до начала урока", "в день урока", "начала урока"};
    case DueFrom::lesson_end:
      return {"до конца урока", "в день урока", "конца урока"};
    case DueFrom::lesson_day:
      return {"до конца дня урока", "в день урока", "дня урока"};
    case DueFrom::school_day_end:
      return {"до конца учебного дня класса", "в день урока", "конца учебного дня класса"};
    case DueFrom::next_lesson:
      return {"до начала следующего урока", "в день следующего урока", "начала следующего урока"};
    case DueFrom::term_end:
      return {"до конца учебного периода", "в последний день учебного периода", "конца учебного периода"};
  }
  ELZHUR_UNREACHABLE();
}

std::string span_words(rules::Span span) {
  const std::int64_t count = std::abs(span.count);
  switch (span.unit) {
    case SpanUnit::seconds:
      if (count % 3600 == 0) return alerts::count_of(count / 3600, {"час", "часа", "часов"});
      if (count % 60 == 0) return alerts::count_of(count / 60, {"минуту", "минуты", "минут"});
      return alerts::count_of(count, {"секунду", "секунды", "секунд"});
    case SpanUnit::days:
      return alerts::count_of(count, {"день", "дня", "дней"});
    case SpanUnit::working_days:
      return alerts::count_of(count, {"рабочий день", "рабочих дня", "рабочих дней"});
    case SpanUnit::school_days:
      return alerts::count_of(count, {"учебный день", "учебных дня", "учебных дней"});
    case SpanUnit::lessons:
      return alerts::count_of(count, {"урок", "урока", "уроков"});
  }
  ELZHUR_UNREACHABLE();
}

}  // namespace

std::string due_in_words(const rules::DueSpec& spec) {
  const Event event = event_of(spec.from);
  const bool has_span = spec.plus && spec.plus->count != 0;
  if (!has_span) {
    return spec.at ? fmt::format("{} до {}", event.on, alerts::clock(*spec.at)) : std::string(event.until);
  }
  const std::string span = span_words(*spec.plus);
  std::string text = spec.plus->count > 0 ? fmt::format("не позднее чем через {} после {}", span, event.after)
                                          : fmt::format("не позднее чем за {} до {}", span, event.after);
  if (spec.at) text += fmt::format(", до {}", alerts::clock(*spec.at));
  return text;
}

StoreTroubleWords store_trouble_in_words(std::string_view error) {
  const auto says = [error](std::string_view part) { return error.find(part) != std::string_view::npos; };
  // The texts of describe_sqlite_error, and of the system where evidence is written.
  if (says("disk is full") || says("No space left")) {
    return {"на диске с базой кончилось место",
            "Освободите место на этом диске: служба продолжит сама, перезапускать её не нужно"};
  }
  const bool is_read_only = says("read-only") || says("Read-only");
  if (is_read_only || says("disk failed")) {
    return {is_read_only ? "диск с базой доступен только для чтения"
                         : "диск с базой не читается или на него нельзя писать",
            "Так бывает после ошибки диска: посмотрите журнал системы, проверьте диск и права на папку базы, "
            "затем перезапустите службу"};
  }
  if (says("damaged"))
    return {"файл базы повреждён", "Восстановите базу из резервной копии (elzhurd restore)"};
  return {fmt::format("база данных не отвечает ({})", error),
          "Если это не проходит само за несколько минут, посмотрите журнал службы (journalctl -u elzhurd)"};
}

std::string trouble_in_words(const HealthView& health) {
  const auto said = [](const StoreTroubleWords& words) {
    return fmt::format("{}. {}", words.what, words.advice);
  };
  std::string text;
  const auto add = [&text](const std::string& part) { text += text.empty() ? part : "; " + part; };
  if (!health.stalled.empty()) add(fmt::format("программа не отвечает: {}", fmt::join(health.stalled, ", ")));
  if (!health.cycle_trouble.empty())
    add(fmt::format("данные не записываются, новое не учитывается: {}",
                    said(store_trouble_in_words(health.cycle_trouble))));
  // One cause of two symptoms is said once.
  if (!health.sending_trouble.empty() && health.cycle_trouble.empty())
    add(fmt::format("письма не отправляются: {}", said(store_trouble_in_words(health.sending_trouble))));
  if (!health.keeping_trouble.empty())
    add(fmt::format("резервная копия не сделана ({})", health.keeping_trouble));
  if (!health.reload_trouble.empty())
    add(fmt::format("новые настройки не приняты, действуют прежние ({})", health.reload_trouble));
  return text;
}

}  // namespace elzhur::app
