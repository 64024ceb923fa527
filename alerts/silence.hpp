// Silences: what letters leave out for a while because a person said so. A silenced finding stays a finding:
// it is counted, shown, settled as any other. Corrections of what was told are never silenced. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"
#include "rules/report.hpp"

namespace elzhur::alerts {

enum class SilenceId : std::int64_t {};

/// In force at once: more are refused. Who silences that much wants another rule.
inline constexpr std::size_t k_silences_max = 200;
inline constexpr std::size_t k_silence_reason_bytes_max = 600;
inline constexpr std::size_t k_silence_name_bytes_max = 100;  ///< A rule, a class.
/// A silence with a date lasts no longer: what is to be left out for good is left out of the rule.
inline constexpr std::chrono::days k_silence_days_max{366};

/// What is left out: whatever fits everything that is given. At least one is.
struct SilenceScope {
  std::string rule{};
  /// Their only possible owner: a question that may be somebody else's is still asked.
  std::optional<journal::PersonId> teacher{};
  std::string class_name{};  ///< As written; compared as classes are.
  std::optional<journal::FindingId> finding{};

  bool operator==(const SilenceScope&) const = default;
};

struct Silence {
  SilenceId id{};
  SilenceScope scope{};
  /// The first instant that is told again. Nothing: lasts until what was open when it was added is closed,
  /// and never covers what came later.
  std::optional<journal::Instant> until{};
  std::string reason{};
  std::string author{};
  journal::Instant added_at{};
  std::optional<journal::Instant> ended_at{};
  std::string ended_by{};  ///< Empty: it ended by itself, or has not.

  bool operator==(const Silence&) const = default;
};

/// Whether it may be added at `added_at`: bad_input with a text for the person in Russian.
[[nodiscard]] journal::Result<void> check_silence(const Silence& silence);

/// Neither ended nor past its time.
[[nodiscard]] bool is_in_force(const Silence& silence, journal::Instant now);
/// Whether it is about this finding, in force or not.
[[nodiscard]] bool covers(const Silence& silence, const rules::FindingView& view);
/// The one in force that holds the finding back the longest; nothing: it may be told. Lives as long as
/// `silences`.
[[nodiscard]] const Silence* silence_of(const rules::FindingView& view, std::span<const Silence> silences,
                                        journal::Instant now);
/// When it ended by itself; nothing: it did not. `live`: all live findings.
[[nodiscard]] std::optional<journal::Instant> end_of(const Silence& silence,
                                                     std::span<const rules::FindingView> live,
                                                     journal::Instant now);

/// «по 06.12 (вс) включительно», «до 06.12 в 12:00», «пока не заполнят».
[[nodiscard]] std::string silence_until_words(const Silence& silence, const journal::TimeZone& zone,
                                              int year);

}  // namespace elzhur::alerts
