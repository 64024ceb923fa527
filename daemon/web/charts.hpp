// Charts as SVG: drawn on the server, readable without colour and by a screen reader. Pure. Not for tables:
// the page puts the same numbers beneath.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/web/desk.hpp"

namespace elzhur::web {

/// A school year and some more; of a longer row the last are drawn.
inline constexpr std::size_t k_chart_weeks_max = 60;

/// The Mondays of a chart's rows, each once, ascending, at most k_chart_weeks_max.
[[nodiscard]] std::vector<journal::Date> mondays_of(std::span<const FieldWeek> weeks);

/// «Доля заполненного по неделям»: one line for each field, in per cent of what was seen and had to be
/// filled. A week in which nothing of a field was seen leaves a gap. Empty when there is nothing to draw.
[[nodiscard]] std::string fill_chart(std::span<const FieldWeek> weeks, int year);

/// «Уроки по неделям»: a column for each week, from below: in time, time not proven, late, not filled. Empty
/// when there is nothing to draw.
[[nodiscard]] std::string week_chart(std::span<const WeekView> weeks, int year);

}  // namespace elzhur::web
