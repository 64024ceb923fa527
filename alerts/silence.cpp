#include "alerts/silence.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::alerts {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;

namespace {

bool is_line(std::string_view text) {
  return journal::is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
         });
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

/// Longer is greater; a silence without a date outlasts every date.
bool lasts_longer(const Silence& a, const Silence& b) {
  if (a.until.has_value() != b.until.has_value()) return !a.until.has_value();
  return a.until && *a.until != *b.until ? *b.until < *a.until : a.id < b.id;
}

}  // namespace

journal::Result<void> check_silence(const Silence& silence) {
  const SilenceScope& scope = silence.scope;
  if (scope.rule.empty() && !scope.teacher && scope.class_name.empty() && !scope.finding) {
    return failure(ErrorKind::bad_input, "укажите, о чём не напоминать: вопрос, учителя, класс или правило");
  }
  const bool are_names_good = scope.rule.size() <= k_silence_name_bytes_max &&
                              scope.class_name.size() <= k_silence_name_bytes_max && is_line(scope.rule) &&
                              is_line(scope.class_name);
  if (!are_names_good) return failure(ErrorKind::bad_input, "название правила или класса не годится");
  if (!scope.class_name.empty() && journal::fold_class(scope.class_name).empty())
    return failure(ErrorKind::bad_input, "назовите класс: например, 7А");
  if (is_blank(silence.reason)) return failure(ErrorKind::bad_input, "укажите, почему не напоминать");
  if (silence.reason.size() > k_silence_reason_bytes_max)
    return failure(ErrorKind::bad_input, "причина слишком длинная: сократите её");
  if (!is_line(silence.reason)) return failure(ErrorKind::bad_input, "причина должна быть одной строкой");
  if (is_blank(silence.author)) return failure(ErrorKind::bad_input, "укажите, кто это решил");
  if (!silence.until) return {};
  if (*silence.until <= silence.added_at)
    return failure(ErrorKind::bad_input, "укажите срок, который ещё не прошёл");
  if (*silence.until - silence.added_at > k_silence_days_max) {
    return failure(ErrorKind::bad_input,
                   fmt::format("срок слишком далёкий: не напоминать можно не дольше {} дней",
                               k_silence_days_max.count()));
  }
  return {};
}

bool is_in_force(const Silence& silence, Instant now) {
  return !silence.ended_at && (!silence.until || now < *silence.until);
}

bool covers(const Silence& silence, const rules::FindingView& view) {
  const SilenceScope& scope = silence.scope;
  const rules::Finding& finding = view.finding;
  if (scope.finding && *scope.finding != finding.id) return false;
  if (!scope.rule.empty() && scope.rule != finding.rule) return false;
  if (scope.teacher && (view.owners.size() != 1 || view.owners.front().id != *scope.teacher)) return false;
  if (!scope.class_name.empty() &&
      journal::fold_class(scope.class_name) != journal::fold_class(view.scope.class_name))
    return false;
  return silence.until.has_value() || finding.opened_at <= silence.added_at;
}

const Silence* silence_of(const rules::FindingView& view, std::span<const Silence> silences, Instant now) {
  const Silence* longest = nullptr;
  for (const Silence& silence : silences) {
    if (!is_in_force(silence, now) || !covers(silence, view)) continue;
    if (longest == nullptr || lasts_longer(silence, *longest)) longest = &silence;
  }
  return longest;
}

std::optional<Instant> end_of(const Silence& silence, std::span<const rules::FindingView> live, Instant now) {
  if (silence.ended_at) return std::nullopt;
  if (silence.until) return *silence.until <= now ? silence.until : std::nullopt;
  const bool holds_any = std::any_of(live.begin(), live.end(),
                                     [&](const rules::FindingView& view) { return covers(silence, view); });
  return holds_any ? std::nullopt : std::optional(std::max(now, silence.added_at));
}

std::string silence_until_words(const Silence& silence, const journal::TimeZone& zone, int year) {
  if (!silence.until) return "пока не заполнят";
  const journal::LocalTime local = zone.to_local(*silence.until);
  const journal::Date date = zone.date_of(*silence.until);
  if (local == journal::LocalTime{date})
    return fmt::format("по {} включительно", day_of_week(date - std::chrono::days{1}, year));
  return fmt::format("до {} в {}", day(date, year), clock(local));
}

}  // namespace elzhur::alerts
