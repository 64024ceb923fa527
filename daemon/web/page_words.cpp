#include "daemon/web/page_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::web {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

template <std::size_t N>
std::string word_for(const std::array<Entry, N>& table, std::string_view name) {
  for (const Entry& entry : table) {
    if (entry.first == name) return std::string(entry.second);
  }
  return alerts::one_line(name, 80);
}

}  // namespace

std::string_view state_words(rules::FindingState state) {
  switch (state) {
    case rules::FindingState::open:
      return "ждёт проверки";
    case rules::FindingState::acknowledged:
      return "принято в работу";
    case rules::FindingState::confirmed:
      return "замечание подтверждено";
    case rules::FindingState::disputed:
      return "оспаривается";
    case rules::FindingState::excused:
      return "учтена причина";
    case rules::FindingState::withdrawn:
      return "снято (ошибка)";
    case rules::FindingState::resolved:
      return "заполнено";
    case rules::FindingState::unknown:
      return "нет данных";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view state_meaning(rules::FindingState state) {
  switch (state) {
    case rules::FindingState::open:
      return "Срок прошёл, а записи в журнале не видно. Человек этого ещё не проверял.";
    case rules::FindingState::acknowledged:
      return "Администратор или завуч увидел вопрос и занимается им. Это ещё не замечание.";
    case rules::FindingState::confirmed:
      return "Человек проверил: запись должна была быть, а её нет. Только теперь имя учителя видит директор.";
    case rules::FindingState::disputed:
      return "Есть возражение. До решения вопрос не входит в отчёты.";
    case rules::FindingState::excused:
      return "Записи нет по уважительной причине. Учителю это не засчитывается.";
    case rules::FindingState::withdrawn:
      return "Вопрос был ошибочным. Он исключён из подсчётов; всем, кому о нём сообщали, уйдёт отмена.";
    case rules::FindingState::resolved:
      return "Запись появилась, но после срока. Вопрос закрылся сам.";
    case rules::FindingState::unknown:
      return "Урока больше нет в журнале. Вопрос нигде не учитывается, пока урок не появится снова.";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view seen_words(journal::FillState state) {
  switch (state) {
    case journal::FillState::unknown:
      return "не видно";
    case journal::FillState::empty:
      return "пусто";
    case journal::FillState::placeholder:
      return "стоит только знак («.», «-»)";
    case journal::FillState::filled:
      return "заполнено";
    case journal::FillState::declared:
      return "заполнено («без задания»)";
    case journal::FillState::not_required:
      return "не требуется";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view step_words(rules::FindingState after) {
  switch (after) {
    case rules::FindingState::open:
      return "вопрос открыт";
    case rules::FindingState::acknowledged:
      return "вопрос принят в работу";
    case rules::FindingState::confirmed:
      return "замечание подтверждено";
    case rules::FindingState::disputed:
      return "вопрос оспорен";
    case rules::FindingState::excused:
      return "учтена причина";
    case rules::FindingState::withdrawn:
      return "вопрос снят";
    case rules::FindingState::resolved:
      return "вопрос закрыт: запись появилась";
    case rules::FindingState::unknown:
      return "урок пропал из журнала";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view action_words(rules::Action action) {
  switch (action) {
    case rules::Action::acknowledge:
      return "Принять в работу";
    case rules::Action::confirm:
      return "Подтвердить";
    case rules::Action::dispute:
      return "Оспорить";
    case rules::Action::excuse:
      return "Учесть причину";
    case rules::Action::withdraw:
      return "Ошибка";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view action_name(rules::Action action) {
  switch (action) {
    case rules::Action::acknowledge:
      return "acknowledge";
    case rules::Action::confirm:
      return "confirm";
    case rules::Action::dispute:
      return "dispute";
    case rules::Action::excuse:
      return "excuse";
    case rules::Action::withdraw:
      return "withdraw";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<rules::Action> parse_action(std::string_view text) {
  for (const rules::Action action :
       {rules::Action::acknowledge, rules::Action::confirm, rules::Action::dispute, rules::Action::excuse,
        rules::Action::withdraw}) {
    if (action_name(action) == text) return action;
  }
  return std::nullopt;
}

std::string_view message_state_words(alerts::MessageState state) {
  switch (state) {
    case alerts::MessageState::queued:
      return "ждёт отправки";
    case alerts::MessageState::sending:
      return "отправляется";
    case alerts::MessageState::sent:
      return "отправлено";
    case alerts::MessageState::ambiguous:
      return "возможно, отправлено: будет повторено";
    case alerts::MessageState::deferred:
      return "отложено почтовым сервером";
    case alerts::MessageState::failed:
      return "не отправлено";
  }
  ELZHUR_UNREACHABLE();
}

std::string message_kind_words(std::string_view kind) {
  static constexpr std::array<Entry, 8> k_words{{{"started", "первое письмо"},
                                                 {"list", "список на проверку"},
                                                 {"all_filled", "открытых вопросов нет"},
                                                 {"digest", "сводка"},
                                                 {"withdrawal", "отмена вопроса"},
                                                 {"source_trouble", "неполадка источника"},
                                                 {"service_trouble", "неполадка программы"},
                                                 {"test", "проверка почты"}}};
  return word_for(k_words, kind);
}

std::string stage_words(std::string_view stage) {
  static constexpr std::array<Entry, 4> k_words{{{"listed", "список с именами"},
                                                 {"counted", "число без имён"},
                                                 {"reported", "сообщено директору с именем"},
                                                 {"withdrawn", "отмена вопроса"}}};
  return word_for(k_words, stage);
}

std::string source_kind_words(std::string_view kind) {
  static constexpr std::array<Entry, 3> k_words{{{"elzhur_api", "ЭлЖур, программный доступ"},
                                                 {"elzhur_report", "ЭлЖур, отчёт с сайта"},
                                                 {"directory", "файлы"}}};
  return word_for(k_words, kind);
}

std::string_view help_kind_words(appeals::HelpKind kind) {
  switch (kind) {
    case appeals::HelpKind::methodical:
      return "методическая";
    case appeals::HelpKind::consulting:
      return "консультационная";
    case appeals::HelpKind::technical:
      return "техническая";
    case appeals::HelpKind::dispute:
      return "спор по вопросу";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view appeal_state_words(appeals::AppealState state) {
  switch (state) {
    case appeals::AppealState::received:
      return "записано";
    case appeals::AppealState::assigned:
      return "в работе";
    case appeals::AppealState::answered:
      return "дан ответ";
    case appeals::AppealState::closed:
      return "закрыто";
    case appeals::AppealState::refused:
      return "отказано";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<appeals::AppealState> parse_appeal_state(std::string_view text) {
  for (const appeals::AppealState state :
       {appeals::AppealState::received, appeals::AppealState::assigned, appeals::AppealState::answered,
        appeals::AppealState::closed, appeals::AppealState::refused}) {
    if (appeals::appeal_state_name(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view channel_words(appeals::Channel channel) {
  switch (channel) {
    case appeals::Channel::in_person:
      return "лично";
    case appeals::Channel::phone:
      return "по телефону";
    case appeals::Channel::letter:
      return "письмом";
    case appeals::Channel::automatic:
      return "через программу";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view channel_name(appeals::Channel channel) {
  switch (channel) {
    case appeals::Channel::in_person:
      return "in_person";
    case appeals::Channel::phone:
      return "phone";
    case appeals::Channel::letter:
      return "letter";
    case appeals::Channel::automatic:
      return "automatic";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<appeals::Channel> parse_channel(std::string_view text) {
  for (const appeals::Channel channel : {appeals::Channel::in_person, appeals::Channel::phone,
                                         appeals::Channel::letter, appeals::Channel::automatic}) {
    if (channel_name(channel) == text) return channel;
  }
  return std::nullopt;
}

std::string_view rule_kind_words(rules::RuleKind kind) {
  switch (kind) {
    case rules::RuleKind::topic:
      return "тема урока";
    case rules::RuleKind::homework:
      return "домашнее задание";
    case rules::RuleKind::lesson_marks:
      return "отметки за урок";
    case rules::RuleKind::attendance:
      return "посещаемость";
  }
  ELZHUR_UNREACHABLE();
}

std::string day_words(journal::Date date, int year) {
  return fmt::format("{} {}", alerts::weekday_brief(date), alerts::day(date, year));
}

std::string moment_words(journal::Instant instant, const journal::TimeZone& zone, int year) {
  return fmt::format("{}, {}", day_words(zone.date_of(instant), year), alerts::clock(zone.to_local(instant)));
}

std::string length_words(journal::Seconds length) {
  const auto minutes = std::max<std::int64_t>(1, std::chrono::floor<std::chrono::minutes>(length).count());
  if (minutes < 60) return fmt::format("{} мин", minutes);
  if (minutes % 60 == 0) return fmt::format("{} ч", minutes / 60);
  return fmt::format("{} ч {} мин", minutes / 60, minutes % 60);
}

std::string size_words(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} Б", bytes);
  const bool is_big = bytes >= 1024 * 1024;
  const std::uint64_t tenths = bytes * 10 / (is_big ? 1024 * 1024 : 1024);
  return fmt::format("{},{} {}", tenths / 10, tenths % 10, is_big ? "МБ" : "КБ");
}

std::string day_markup(journal::Date date, int year) {
  return fmt::format("<time datetime=\"{}\">{}</time>", journal::format_date(date), day_words(date, year));
}

std::string moment_markup(journal::Instant instant, const journal::TimeZone& zone, int year) {
  return fmt::format("<time datetime=\"{}\">{}</time>", zone.format(instant),
                     moment_words(instant, zone, year));
}

}  // namespace elzhur::web
