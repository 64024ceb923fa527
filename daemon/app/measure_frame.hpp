// The series that there are for a configuration, all of them from the start; and values of the rooms as
// counts under the words of the contract. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "appeals/appeal.hpp"
#include "daemon/config/config.hpp"
#include "daemon/metrics/view.hpp"
#include "journal/calendar.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"
#include "rules/report.hpp"

namespace elzhur::app {

inline constexpr std::string_view k_cycle_committed = "committed";
inline constexpr std::string_view k_cycle_failed = "failed";
inline constexpr std::string_view k_delivery_sent = "sent";
inline constexpr std::string_view k_delivery_deferred = "deferred";
inline constexpr std::string_view k_delivery_failed = "failed";
/// Of those sent or deferred: may be there twice.
inline constexpr std::string_view k_delivery_ambiguous = "ambiguous";

/// What is there without any configuration, at zero.
[[nodiscard]] metrics::MetricsView empty_view();
/// Gives the view the rules and sources of the configuration: those that it has keep their counters, new ones
/// begin at zero, others go.
void fit(metrics::MetricsView& view, const config::Config& config);

/// Sets every count of lessons, duties and findings. Rules that are not configured are left out.
void set_totals(metrics::MetricsView& view, const rules::Totals& totals);
void set_appeals(metrics::MetricsView& view,
                 const std::map<appeals::HelpKind, std::map<appeals::AppealState, std::int64_t>>& appeals);
/// By status, those at zero too.
[[nodiscard]] metrics::Counts counts_of(const rules::LessonTotals& lessons);
/// The recent days of measure.hpp, yesterday the last.
[[nodiscard]] journal::DateRange recent_dates(const journal::TimeZone& zone, journal::Instant now);

}  // namespace elzhur::app
