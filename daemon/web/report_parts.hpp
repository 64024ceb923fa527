// Reports as tables: what is in them and who may see it. api_reports.cpp makes files of them. Only
// report*.cpp and api_reports.cpp include it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "appeals/sheet.hpp"
#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

inline constexpr std::string_view k_draft =
    "ЧЕРНОВИК. Не является основанием для взыскания или снижения выплат";

struct Report {
  appeals::Sheet sheet{};
  bool is_wide = false;  ///< Printed on a page that lies.
  bool has_names = true;
  /// The members of its JSON.
  std::function<void(JsonWriter&)> write{};
};
using Reported = tl::expected<Report, Response>;

// Each reads its parameters and checks the right it needs; the response is a refusal.
[[nodiscard]] Reported findings_report(const Ask& ask, Parameters& parameters);
[[nodiscard]] Reported teachers_report(const Ask& ask, Parameters& parameters);
[[nodiscard]] Reported weeks_report(const Ask& ask, Parameters& parameters);
[[nodiscard]] Reported appeals_report(const Ask& ask, Parameters& parameters);
[[nodiscard]] Reported check_report(const Ask& ask, Parameters& parameters);

/// The days that an address asks for.
struct AskedDays {
  std::optional<journal::Date> from{};
  std::optional<journal::Date> to{};
};
[[nodiscard]] AskedDays read_days(Parameters& parameters);

/// School, period, when the data are of, sources, what was not observed: above every report. `dates`: nothing
/// when the report is not about days.
[[nodiscard]] std::vector<std::string> lead_of(const Ask& ask, const std::optional<journal::DateRange>& dates,
                                               const std::vector<OutageView>& outages);
/// The same of a period.
[[nodiscard]] std::vector<std::string> lead_of(const Ask& ask, const PeriodView& period);
/// «20.11.2026 15:58».
[[nodiscard]] std::string moment_text(journal::Instant at, const journal::TimeZone& zone);
[[nodiscard]] appeals::Cell moment_cell(const std::optional<journal::Instant>& at,
                                        const journal::TimeZone& zone);
/// The columns of LessonTotals, and their cells.
void add_total_columns(std::vector<appeals::SheetColumn>& columns);
void add_totals(std::vector<appeals::Cell>& row, const rules::LessonTotals& totals);
/// A person has confirmed it, and nothing took that back.
[[nodiscard]] bool has_confirmation(const rules::Finding& finding);
void write_dates(JsonWriter& json, const journal::DateRange& dates);

}  // namespace elzhur::web::api
