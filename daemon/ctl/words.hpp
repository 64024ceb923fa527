// What the service's names are in Russian, and how times and numbers are written. A name that is not known
// here stands for itself: the service may be newer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/json_text.hpp"
#include "journal/time.hpp"

namespace elzhur::ctl {

[[nodiscard]] std::string state_word(std::string_view state);  ///< «ждёт проверки»
[[nodiscard]] std::string field_word(std::string_view kind);   ///< of a rule's kind or a field: «тема»
[[nodiscard]] std::string act_word(std::string_view what);  ///< of what was removed: «тексты писем»
[[nodiscard]] std::string seen_word(std::string_view state);          ///< «пусто»
[[nodiscard]] std::string message_state_word(std::string_view name);  ///< «отправлено»
[[nodiscard]] std::string message_kind_word(std::string_view name);   ///< «сводка»
[[nodiscard]] std::string stage_word(std::string_view name);          ///< «список с именами»
[[nodiscard]] std::string source_kind_word(std::string_view name);    ///< «файлы»
[[nodiscard]] std::string help_kind_word(std::string_view name);      ///< «методическая»
[[nodiscard]] std::string appeal_state_word(std::string_view name);   ///< «в работе»
[[nodiscard]] std::string channel_word(std::string_view name);        ///< «лично»
[[nodiscard]] std::string mode_word(std::string_view name);           ///< «наблюдение»
/// What an action asks for: «принять в работу».
[[nodiscard]] std::string action_word(std::string_view action);

/// «23.11.2026»; empty for anything that is no date.
[[nodiscard]] std::string day(const Json& value);

/// Times on the clock of the school; of UTC, and then saying so, when its zone is not known.
class SchoolTime {
 public:
  SchoolTime() = default;
  explicit SchoolTime(std::optional<journal::TimeZone> zone) : zone_(std::move(zone)) {}
  /// «23.11.2026 18:30»; empty for anything that is no time.
  [[nodiscard]] std::string moment(const Json& value) const;
  [[nodiscard]] const std::optional<journal::TimeZone>& zone() const { return zone_; }

 private:
  std::optional<journal::TimeZone> zone_;
};

/// «1 ч 30 мин».
[[nodiscard]] std::string length(std::int64_t seconds);

}  // namespace elzhur::ctl
