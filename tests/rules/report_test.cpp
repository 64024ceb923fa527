#include "rules/report.hpp"

#include <gtest/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using journal::make_date;

const journal::TimeZone k_zone = journal::TimeZone::load("Europe/Moscow").value();

FindingView finding() {
  FindingView view;
  view.finding.owners = {journal::PersonId{3}};
  view.scope.class_name = "7А";
  view.date = make_date(2026, 11, 20);
  view.finding.due_at = k_zone.to_instant(journal::LocalTime(make_date(2026, 11, 23)));
  return view;
}

Excuse excuse(Excuse::Of of, unsigned day) {
  Excuse made;
  made.of = of;
  made.dates = {make_date(2026, 11, day), make_date(2026, 11, day)};
  return made;
}

TEST(Report, ExcuseTouchesWhatItSpeaksOf) {
  Excuse teacher = excuse(Excuse::Of::teacher, 20);
  EXPECT_FALSE(touches(teacher, finding(), k_zone));
  teacher.teacher = journal::PersonId{3};
  EXPECT_TRUE(touches(teacher, finding(), k_zone));
  Excuse of_class = excuse(Excuse::Of::class_name, 20);
  of_class.class_folded = journal::fold_class("7 а");
  EXPECT_TRUE(touches(of_class, finding(), k_zone));
  of_class.class_folded = journal::fold_class("7Б");
  EXPECT_FALSE(touches(of_class, finding(), k_zone));
  Excuse grade = excuse(Excuse::Of::grade, 20);
  grade.grade = 7;
  EXPECT_TRUE(touches(grade, finding(), k_zone));
  grade.grade = 8;
  EXPECT_FALSE(touches(grade, finding(), k_zone));
}

TEST(Report, ExcuseTouchesTheDayOfTheLessonAndThatOfItsDeadline) {
  EXPECT_TRUE(touches(excuse(Excuse::Of::school, 20), finding(), k_zone));
  EXPECT_TRUE(touches(excuse(Excuse::Of::school, 23), finding(), k_zone));
  EXPECT_FALSE(touches(excuse(Excuse::Of::school, 21), finding(), k_zone));
}

TEST(Report, TotalsAreAddedFieldByField) {
  LessonTotals totals{1, 2, 3, 4, 5, 6, 7, 8};
  totals += LessonTotals{10, 20, 30, 40, 50, 60, 70, 80};
  EXPECT_EQ(totals, (LessonTotals{11, 22, 33, 44, 55, 66, 77, 88}));
}

}  // namespace
}  // namespace elzhur::rules
