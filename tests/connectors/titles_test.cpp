#include "connectors/titles.hpp"

#include <gtest/gtest.h>

namespace elzhur::connectors {
namespace {

using journal::make_date;

journal::LocalTime local(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return journal::LocalTime{make_date(year, month, day)} + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

TEST(Titles, ReportsSayWhenTheyWereMade) {
  struct Case {
    const char* text;
    journal::LocalTime at;
  };
  for (const Case& one : {Case{"Дата формирования: 31.01.2019 12:05", local(2019, 1, 31, 12, 5)},
                          Case{"Сформировано 31.01.2019", local(2019, 1, 31)},
                          Case{"Отчёт сформирован: 31.01.2019 г. в 12:05", local(2019, 1, 31, 12, 5)},
                          Case{"По состоянию на 2019-01-31", local(2019, 1, 31)},
                          Case{"Заполнение журнала по состоянию на 31.01.2019, 5а", local(2019, 1, 31)},
                          Case{"ДАТА ВЫГРУЗКИ 31.01.2019 5:07", local(2019, 1, 31, 5, 7)}}) {
    const auto found = find_made_at(one.text);
    ASSERT_EQ(found.size(), 1U) << one.text;
    EXPECT_EQ(found[0].at, one.at) << one.text;
  }
}

TEST(Titles, PeriodsAndYearsAreNoTimesOfMaking) {
  for (const char* text :
       {"с 01.09.2018 по 31.01.2019", "Класс: 5б 2018/2019 учебный год", "01.09.2018",
        "Сформирован за период 01.09.2018 - 31.01.2019", "Отчёт на 01.09.2018 – 31.01.2019",
        "Сформирован с 01.09.2018 по 31.01.2019", "Сформировано 32.01.2019"}) {
    EXPECT_TRUE(find_made_at(text).empty()) << text;
  }
}

TEST(Titles, PagesAreReadOutsideOfTheirTablesToo) {
  const std::string page =
      "<html><title>Отчёт</title><h1>Сформировано: <b>31.01.2019</b> 12:05</h1><table></table>";
  ASSERT_EQ(find_made_at_in_page(page).size(), 1U);
  EXPECT_EQ(find_made_at_in_page(page)[0].at, local(2019, 1, 31, 12, 5));
  const std::string in_windows_1251 = "<p>\xD1\xF4\xEE\xF0\xEC\xE8\xF0\xEE\xE2\xE0\xED\xEE 31.01.2019</p>";
  EXPECT_EQ(find_made_at_in_page(in_windows_1251).size(), 1U);
  std::string rows;
  for (int i = 0; i < 20'000; ++i) rows += "<td>я</td>\n";
  EXPECT_EQ(find_made_at_in_page("<p>" + rows + "Дата выгрузки 31.01.2019</p>").size(), 1U);
  EXPECT_TRUE(find_made_at_in_page("").empty());
  EXPECT_TRUE(find_made_at_in_page("\xD1").empty());
}

TEST(Titles, PeriodsAreFound) {
  const journal::DateRange expected{make_date(2018, 9, 1), make_date(2019, 1, 31)};
  EXPECT_EQ(find_period("Данные за промежуток с 01.09.2018 по 31.01.2019"), expected);
  EXPECT_EQ(find_period("Период: С 01.09.2018 г. по 31.01.2019 г."), expected);
  EXPECT_FALSE(find_period("с 31.01.2019 по 01.09.2018"));
  EXPECT_FALSE(find_period("01.09.2018, 31.01.2019"));
  EXPECT_FALSE(find_period("класс 01.09.2018 по 31.01.2019"));
}

TEST(Titles, KeysAreTakenFromOneCellOrTwo) {
  Titles titles;
  const std::vector<Cell> cells{{"Класс: 5б"}, {"Предмет:"},     {""},
                                {"Алгебра"},   {"ФИО педагога"}, {"Иванова А. П."}};
  EXPECT_TRUE(titles.take_keys(cells));
  EXPECT_EQ(titles.value(Column::class_name), "5б");
  EXPECT_EQ(titles.value(Column::subject), "Алгебра");
  EXPECT_EQ(titles.value(Column::teacher), "Иванова А. П.");
  EXPECT_TRUE(titles.value(Column::group).empty());
  EXPECT_TRUE(titles.promises_table());
}

TEST(Titles, ANewSubjectNeverInheritsATeacher) {
  Titles titles;
  titles.take_keys(std::vector<Cell>{{"Класс: 5б"}, {"Предмет: Алгебра"}, {"Учитель: Иванова А. П."}});
  titles.begin_section();
  EXPECT_EQ(titles.value(Column::teacher), "Иванова А. П.");
  titles.take_keys(std::vector<Cell>{{"Предмет: Физика"}});
  EXPECT_EQ(titles.value(Column::class_name), "5б");
  EXPECT_EQ(titles.value(Column::subject), "Физика");
  EXPECT_TRUE(titles.value(Column::teacher).empty());
  EXPECT_FALSE(titles.has(Column::teacher));
}

TEST(Titles, ANewClassInheritsNothing) {
  Titles titles;
  titles.take_keys(
      std::vector<Cell>{{"Класс: 5б"}, {"Группа: 1"}, {"Предмет: Алгебра"}, {"Учитель: Иванова А. П."}});
  titles.begin_section();
  titles.take_keys(std::vector<Cell>{{"Класс: 6а"}});
  EXPECT_TRUE(titles.value(Column::subject).empty());
  EXPECT_TRUE(titles.value(Column::group).empty());
  EXPECT_TRUE(titles.value(Column::teacher).empty());
}

}  // namespace
}  // namespace elzhur::connectors
