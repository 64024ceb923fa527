#include "daemon/ctl/words.hpp"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace elzhur::ctl {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

std::string word_for(std::span<const Word> words, std::string_view name) {
  for (const auto& [known, word] : words) {
    if (known == name) return std::string(word);
  }
  return std::string(name);
}

}  // namespace

std::string state_word(std::string_view state) {
  static constexpr std::array<Word, 8> k_words{{{"open", "ждёт проверки"},
                                                {"acknowledged", "принято в работу"},
                                                {"confirmed", "замечание подтверждено"},
                                                {"disputed", "оспаривается"},
                                                {"excused", "учтена причина"},
                                                {"withdrawn", "снято (ошибка)"},
                                                {"resolved", "заполнено"},
                                                {"unknown", "нет данных"}}};
  return word_for(k_words, state);
}

std::string field_word(std::string_view kind) {
  static constexpr std::array<Word, 5> k_words{{{"topic", "тема"},
                                                {"homework", "ДЗ"},
                                                {"lesson_marks", "отметки"},
                                                {"marks", "отметки"},
                                                {"attendance", "посещаемость"}}};
  return word_for(k_words, kind);
}

std::string act_word(std::string_view what) {
  static constexpr std::array<Word, 5> k_words{{{"findings", "закрытые вопросы"},
                                                {"access_log", "журнал просмотров"},
                                                {"message_bodies", "тексты писем"},
                                                {"evidence", "содержание документов"},
                                                {"evidence_files", "файлы документов"}}};
  return word_for(k_words, what);
}

std::string seen_word(std::string_view state) {
  static constexpr std::array<Word, 6> k_words{{{"unknown", "не видно"},
                                                {"empty", "пусто"},
                                                {"placeholder", "стоит только знак"},
                                                {"filled", "заполнено"},
                                                {"declared_none", "заполнено («без задания»)"},
                                                {"not_required", "не требуется"}}};
  return word_for(k_words, state);
}

std::string message_state_word(std::string_view name) {
  static constexpr std::array<Word, 6> k_words{{{"queued", "ждёт отправки"},
                                                {"sending", "отправляется"},
                                                {"sent", "отправлено"},
                                                {"ambiguous", "возможно, отправлено: будет повторено"},
                                                {"deferred", "отложено почтовым сервером"},
                                                {"failed", "не отправлено"}}};
  return word_for(k_words, name);
}

std::string mode_word(std::string_view name) {
  static constexpr std::array<Word, 3> k_words{
      {{"observe", "наблюдение: письма получает только администратор"},
       {"working", "рабочий: письма получают все"},
       {"file", "как в настройках"}}};
  return word_for(k_words, name);
}

std::string message_kind_word(std::string_view name) {
  static constexpr std::array<Word, 8> k_words{{{"started", "первое письмо"},
                                                {"list", "список на проверку"},
                                                {"all_filled", "открытых вопросов нет"},
                                                {"digest", "сводка"},
                                                {"withdrawal", "отмена вопроса"},
                                                {"source_trouble", "неполадка источника"},
                                                {"service_trouble", "неполадка программы"},
                                                {"test", "проверка почты"}}};
  return word_for(k_words, name);
}

std::string stage_word(std::string_view name) {
  static constexpr std::array<Word, 4> k_words{{{"listed", "список с именами"},
                                                {"counted", "число без имён"},
                                                {"reported", "сообщено директору с именем"},
                                                {"withdrawn", "отмена вопроса"}}};
  return word_for(k_words, name);
}

std::string source_kind_word(std::string_view name) {
  static constexpr std::array<Word, 3> k_words{{{"elzhur_api", "ЭлЖур, программный доступ"},
                                                {"elzhur_report", "ЭлЖур, отчёт с сайта"},
                                                {"directory", "файлы"}}};
  return word_for(k_words, name);
}

std::string help_kind_word(std::string_view name) {
  static constexpr std::array<Word, 4> k_words{{{"methodical", "методическая"},
                                                {"consulting", "консультационная"},
                                                {"technical", "техническая"},
                                                {"dispute", "спор по вопросу"}}};
  return word_for(k_words, name);
}

std::string appeal_state_word(std::string_view name) {
  static constexpr std::array<Word, 5> k_words{{{"received", "записано"},
                                                {"assigned", "в работе"},
                                                {"answered", "дан ответ"},
                                                {"closed", "закрыто"},
                                                {"refused", "отказано"}}};
  return word_for(k_words, name);
}

std::string channel_word(std::string_view name) {
  static constexpr std::array<Word, 4> k_words{{{"in_person", "лично"},
                                                {"phone", "по телефону"},
                                                {"letter", "письмом"},
                                                {"automatic", "через программу"}}};
  return word_for(k_words, name);
}

std::string action_word(std::string_view action) {
  static constexpr std::array<Word, 5> k_words{{{"acknowledge", "принять в работу"},
                                                {"confirm", "подтвердить замечание"},
                                                {"dispute", "отметить спорным"},
                                                {"excuse", "учесть причину"},
                                                {"withdraw", "снять как ошибочный"}}};
  return word_for(k_words, action);
}

std::string day(const Json& value) {
  const auto date = journal::parse_date(text(value));
  return date ? journal::format_date_ru(*date) : std::string();
}

std::string SchoolTime::moment(const Json& value) const {
  const auto instant = journal::parse_instant(text(value));
  if (!instant) return {};
  const journal::LocalTime local =
      zone_ ? zone_->to_local(*instant) : journal::LocalTime(instant->time_since_epoch());
  const auto date = std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - date).count();
  return fmt::format("{} {:02}:{:02}{}", journal::format_date_ru(date), minutes / 60, minutes % 60,
                     zone_ ? "" : " UTC");
}

std::string length(std::int64_t seconds) {
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return fmt::format("{} мин", minutes);
  return minutes % 60 == 0 ? fmt::format("{} ч", minutes / 60)
                           : fmt::format("{} ч {} мин", minutes / 60, minutes % 60);
}

}  // namespace elzhur::ctl
