// What the page calls things, and how it writes times. Russian; pure. Letters have their own words
// (alerts/words.hpp), and what both say alike is there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alerts/message.hpp"
#include "alerts/words.hpp"
#include "appeals/appeal.hpp"
#include "journal/lesson.hpp"
#include "journal/time.hpp"
#include "rules/finding.hpp"
#include "rules/policy.hpp"

namespace elzhur::web {

inline constexpr alerts::Noun k_day_noun{"день", "дня", "дней"};
inline constexpr alerts::Noun k_hour_noun{"час", "часа", "часов"};
inline constexpr alerts::Noun k_row_noun{"строка", "строки", "строк"};
inline constexpr alerts::Noun k_appeal_noun{"обращение", "обращения", "обращений"};
inline constexpr alerts::Noun k_message_noun{"письмо", "письма", "писем"};
inline constexpr alerts::Noun k_name_noun{"имя", "имени", "имён"};

/// «ждёт проверки».
[[nodiscard]] std::string_view state_words(rules::FindingState state);
/// What the state means, one sentence, for the help and for titles.
[[nodiscard]] std::string_view state_meaning(rules::FindingState state);
/// «пусто», «заполнено», of a field that was looked at.
[[nodiscard]] std::string_view seen_words(journal::FillState state);
/// «принял(а) в работу», «подтвердил(а) замечание»: what a person did that led to the state.
[[nodiscard]] std::string_view step_words(rules::FindingState after);
[[nodiscard]] std::string_view action_words(rules::Action action);
[[nodiscard]] std::string_view action_name(rules::Action action);
[[nodiscard]] std::optional<rules::Action> parse_action(std::string_view text);

[[nodiscard]] std::string_view message_state_words(alerts::MessageState state);
/// Of a message's kind ("list"); an unknown kind is itself.
[[nodiscard]] std::string message_kind_words(std::string_view kind);
/// Of a telling's stage ("listed"); an unknown stage is itself.
[[nodiscard]] std::string stage_words(std::string_view stage);
/// Of a source's kind ("directory"); an unknown kind is itself.
[[nodiscard]] std::string source_kind_words(std::string_view kind);

[[nodiscard]] std::string_view help_kind_words(appeals::HelpKind kind);
[[nodiscard]] std::string_view appeal_state_words(appeals::AppealState state);
[[nodiscard]] std::string_view channel_words(appeals::Channel channel);
[[nodiscard]] std::string_view channel_name(appeals::Channel channel);
[[nodiscard]] std::optional<appeals::Channel> parse_channel(std::string_view text);
[[nodiscard]] std::optional<appeals::AppealState> parse_appeal_state(std::string_view text);

/// «тема урока»: what a rule of this kind looks at.
[[nodiscard]] std::string_view rule_kind_words(rules::RuleKind kind);

/// «пн 23.11»; with another year than `year`: «чт 20.11.2025».
[[nodiscard]] std::string day_words(journal::Date date, int year);
/// «пн 23.11, 15:58».
[[nodiscard]] std::string moment_words(journal::Instant instant, const journal::TimeZone& zone, int year);
/// «1 ч 30 мин»; what is shorter than a minute counts as one.
[[nodiscard]] std::string length_words(journal::Seconds length);
/// «1,2 МБ».
[[nodiscard]] std::string size_words(std::uint64_t bytes);

/// The same in <time datetime="...">: markup, made of digits and our own words alone.
[[nodiscard]] std::string day_markup(journal::Date date, int year);
[[nodiscard]] std::string moment_markup(journal::Instant instant, const journal::TimeZone& zone, int year);

}  // namespace elzhur::web
