#include "daemon/web/charts.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

using journal::Field;

journal::Date monday(int week) { return journal::make_date(2026, 9, 7) + std::chrono::days(7 * week); }

TEST(Charts, NothingIsDrawnOfNothing) {
  EXPECT_EQ(web::fill_chart({}, 2026), "");
  EXPECT_EQ(web::week_chart({}, 2026), "");
  const std::vector<web::FieldWeek> unknown{{monday(0), Field::topic, 0, 0}};
  EXPECT_EQ(web::fill_chart(unknown, 2026), "");
  const std::vector<web::WeekView> empty{{monday(0), {}}};
  EXPECT_EQ(web::week_chart(empty, 2026), "");
}

TEST(Charts, AFieldThatWasNotSeenLeavesAGapAndNoFalseZero) {
  const std::vector<web::FieldWeek> weeks{{monday(0), Field::topic, 90, 100},
                                          {monday(1), Field::topic, 0, 0},
                                          {monday(2), Field::topic, 95, 100},
                                          {monday(1), Field::homework, 96, 100}};
  const std::string chart = web::fill_chart(weeks, 2026);
  EXPECT_EQ(count_of(chart, "<circle"), 3);
  const std::string path = chart.substr(chart.find("line topic"), 120);
  EXPECT_EQ(count_of(path.substr(0, path.find("/>")), "M"), 2) << path;
}

TEST(Charts, HeightsFollowTheNumbers) {
  const std::vector<web::FieldWeek> weeks{{monday(0), Field::topic, 100, 100},
                                          {monday(1), Field::topic, 0, 100}};
  const std::string chart = web::fill_chart(weeks, 2026);
  EXPECT_TRUE(has(chart, "cy=\"16.0\"")) << chart;   // The whole: at the top.
  EXPECT_TRUE(has(chart, "cy=\"214.0\"")) << chart;  // Nothing: on the axis.
}

TEST(Charts, AnAxisThatDoesNotBeginAtZeroSaysSo) {
  const std::vector<web::FieldWeek> weeks{{monday(0), Field::topic, 93, 100}};
  const std::string chart = web::fill_chart(weeks, 2026);
  EXPECT_TRUE(has(chart, "Шкала начинается с 90 %"));
  EXPECT_TRUE(has(chart, ">90 %</text>"));
  EXPECT_TRUE(has(chart, ">100 %</text>"));
}

TEST(Charts, TheyHaveATitleAndADescriptionToBeReadAloud) {
  const std::vector<web::WeekView> weeks{{monday(0), {10, 9, 5, 1, 3, 1, 0, 0}}};
  const std::string chart = web::week_chart(weeks, 2026);
  EXPECT_TRUE(has(chart, "role=\"img\" aria-labelledby=\"weeks-title weeks-desc\""));
  EXPECT_TRUE(has(chart, "<title id=\"weeks-title\">"));
  EXPECT_EQ(count_of(chart, "<rect"), 4);
  EXPECT_FALSE(has(chart, "style="));
}

TEST(Charts, AYearOfWeeksHasFewLabelsAndALongerRowIsCut) {
  std::vector<web::WeekView> weeks;
  for (int week = 0; week < 70; ++week) weeks.push_back({monday(week), {10, 10, 10, 0, 0, 0, 0, 0}});
  const std::string chart = web::week_chart(weeks, 2026);
  EXPECT_EQ(count_of(chart, "<rect"), web::k_chart_weeks_max);
  EXPECT_LE(count_of(chart, "text-anchor=\"middle\""), 7);
}

}  // namespace
}  // namespace elzhur::tests
