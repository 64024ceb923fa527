#include "daemon/web/charts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "alerts/words.hpp"

namespace elzhur::web {
namespace {

// The drawing's own units: a telephone shows it a little smaller than that, a desktop a little larger.
constexpr double k_width = 420;
constexpr double k_height = 250;
constexpr double k_left = 46;
constexpr double k_top = 16;
constexpr double k_bottom = 214;
constexpr double k_label_height = 14;
constexpr std::size_t k_week_labels_max = 6;

/// Where values and weeks lie on the paper.
struct Frame {
  double right = k_width - 10;
  double low = 0;
  double high = 1;
  std::size_t weeks = 1;

  [[nodiscard]] double x(std::size_t week) const {
    const double step = (right - k_left) / static_cast<double>(weeks);
    return k_left + step * (static_cast<double>(week) + 0.5);
  }
  [[nodiscard]] double y(double value) const {
    return k_bottom - (value - low) / (high - low) * (k_bottom - k_top);
  }
};

std::string opening(std::string_view id, std::string_view title, std::string_view description) {
  return fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-title {}-desc\">"
      "<title id=\"{}-title\">{}</title><desc id=\"{}-desc\">{}</desc>",
      k_width, k_height, id, id, id, title, id, description);
}

std::string value_axis(const Frame& frame, double step, std::string_view unit) {
  std::string out;
  for (double value = frame.low; value <= frame.high + step / 1000; value += step) {
    const double y = frame.y(value);
    out += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>",
                       k_left, y, frame.right, y);
    out += fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{:.0f}{}</text>",
                       k_left - 5, y + 4, value, unit);
  }
  return out;
}

std::string week_axis(const Frame& frame, std::span<const journal::Date> mondays, int year) {
  std::string out;
  const std::size_t step = (mondays.size() + k_week_labels_max - 1) / k_week_labels_max;
  for (std::size_t i = 0; i < mondays.size(); i += std::max<std::size_t>(step, 1)) {
    out += fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                       frame.x(i), k_bottom + 16, alerts::day(mondays[i], year));
  }
  return out +
         fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">неделя с</text>",
                     frame.right, k_bottom + 32);
}

double share_step(double low) {
  if (low >= 90) return 2;
  if (low >= 80) return 5;
  return low > 0 ? 10 : 20;
}

double share_of(const FieldWeek& week) {
  return 100.0 * static_cast<double>(week.filled) / static_cast<double>(week.known);
}

const FieldWeek* find_week(std::span<const FieldWeek> weeks, journal::Field field, journal::Date monday) {
  for (const FieldWeek& week : weeks) {
    if (week.field == field && week.monday == monday && week.known > 0) return &week;
  }
  return nullptr;
}

/// A line of one field; where it ends is where its name goes.
struct Line {
  std::string markup{};
  std::optional<double> end{};
};

Line field_line(const Frame& frame, std::span<const FieldWeek> weeks, std::span<const journal::Date> mondays,
                journal::Field field) {
  Line line;
  std::string points;
  std::string dots;
  bool is_drawing = false;
  for (std::size_t i = 0; i < mondays.size(); ++i) {
    const FieldWeek* week = find_week(weeks, field, mondays[i]);
    if (week == nullptr) {
      is_drawing = false;
      continue;
    }
    const double y = frame.y(std::max(frame.low, share_of(*week)));
    points += fmt::format("{}{:.1f} {:.1f}", is_drawing ? "L" : "M", frame.x(i), y);
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\"/>", frame.x(i), y);
    is_drawing = true;
    line.end = y;
  }
  if (!line.end) return line;
  line.markup =
      fmt::format("<g class=\"line {}\"><path d=\"{}\"/>{}</g>", journal::field_name(field), points, dots);
  return line;
}

/// The highest round number of lessons on the axis, and the step between its marks.
double nice_step(double most) {
  for (const double step : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0}) {
    if (most / step <= 5) return step;
  }
  return 10000;
}

std::string bar(const Frame& frame, std::size_t week, double from, double to, std::string_view name) {
  if (to <= from) return {};
  const double width = std::min(36.0, (frame.right - k_left) / static_cast<double>(frame.weeks) * 0.72);
  return fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                     name, frame.x(week) - width / 2, frame.y(to), width,
                     std::max(1.0, frame.y(from) - frame.y(to)));
}

}  // namespace

std::vector<journal::Date> mondays_of(std::span<const FieldWeek> weeks) {
  std::set<journal::Date> days;
  for (const FieldWeek& week : weeks) days.insert(week.monday);
  std::vector<journal::Date> mondays(days.begin(), days.end());
  if (mondays.size() > k_chart_weeks_max) {
    mondays.erase(mondays.begin(), mondays.end() - static_cast<std::ptrdiff_t>(k_chart_weeks_max));
  }
  return mondays;
}

std::string fill_chart(std::span<const FieldWeek> weeks, int year) {
  const std::vector<journal::Date> mondays = mondays_of(weeks);
  double least = 100;
  for (const FieldWeek& week : weeks) {
    if (week.known > 0 && week.monday >= (mondays.empty() ? week.monday : mondays.front())) {
      least = std::min(least, share_of(week));
    }
  }
  Frame frame;
  frame.right = k_width - 92;
  // Not always from zero: what differs lies above nine tenths. The marks say where the axis begins.
  frame.low = least < 50 ? 0.0 : std::min(90.0, 10 * static_cast<double>(static_cast<int>(least / 10)));
  frame.high = 100;
  frame.weeks = std::max<std::size_t>(mondays.size(), 1);

  std::string lines;
  std::vector<std::pair<double, journal::Field>> ends;
  for (const journal::Field field : journal::k_all_fields) {
    const Line line = field_line(frame, weeks, mondays, field);
    lines += line.markup;
    if (line.end) ends.emplace_back(*line.end, field);
  }
  if (ends.empty()) return {};
  std::sort(ends.begin(), ends.end());
  double next = k_top;
  for (const auto& [end, field] : ends) {
    const double y = std::max(next, end);
    lines += fmt::format("<text class=\"name {}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                         journal::field_name(field), frame.right + 6, y + 4, alerts::field_word(field));
    next = y + k_label_height;
  }
  std::string description =
      "По горизонтали недели, по вертикали проценты от записей, которые были видны и должны быть.";
  if (frame.low > 0) description += fmt::format(" Шкала начинается с {:.0f} %.", frame.low);
  return opening("fill", "Доля заполненного по неделям, %", description) +
         value_axis(frame, share_step(frame.low), " %") + week_axis(frame, mondays, year) + lines + "</svg>";
}

std::string week_chart(std::span<const WeekView> weeks, int year) {
  if (weeks.size() > k_chart_weeks_max) weeks = weeks.last(k_chart_weeks_max);
  double most = 0;
  std::vector<journal::Date> mondays;
  for (const WeekView& week : weeks) {
    most = std::max(most, static_cast<double>(week.lessons.held));
    mondays.push_back(week.monday);
  }
  if (most == 0) return {};
  Frame frame;
  frame.weeks = weeks.size();
  const double step = nice_step(most);
  while (frame.high < most) frame.high = frame.high < step ? step : frame.high + step;

  std::string bars;
  for (std::size_t i = 0; i < weeks.size(); ++i) {
    const rules::LessonTotals& lessons = weeks[i].lessons;
    double at = 0;
    const std::array<std::pair<std::string_view, std::int64_t>, 4> parts{{{"on-time", lessons.on_time},
                                                                          {"unproven", lessons.unproven},
                                                                          {"late", lessons.late},
                                                                          {"unfilled", lessons.unfilled}}};
    for (const auto& [name, count] : parts) {
      const double to = at + static_cast<double>(count);
      bars += bar(frame, i, at, to, name);
      at = to;
    }
  }
  return opening("weeks", "Уроки по неделям",
                 "По горизонтали недели, по вертикали число уроков с наступившим сроком. Снизу вверх: в "
                 "срок, срок не "
                 "установлен, позже срока, не заполнено.") +
         value_axis(frame, step, "") + week_axis(frame, mondays, year) + bars + "</svg>";
}

}  // namespace elzhur::web
