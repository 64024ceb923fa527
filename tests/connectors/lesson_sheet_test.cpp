#include "connectors/lesson_sheet.hpp"

#include <gtest/gtest.h>

#include "tests/connectors/reading.hpp"

namespace elzhur::connectors {
namespace {

using journal::Block;
using journal::Document;
using journal::Field;
using journal::LessonSeen;
using journal::make_date;
using tests::read_ok;
using enum journal::FillState;

constexpr const char* k_full_header =
    "Дата урока;№ урока;Класс;Группа;Предмет;Учитель;Замена;Тема урока;Дата записи темы;Домашнее задание;"
    "Дата записи ДЗ;Отметок;Дата выставления отметок;Посещаемость;Дата отметки посещаемости;Последнее "
    "изменение;"
    "Кто изменил\n";
constexpr const char* k_short_header = "Дата;Класс;Предмет;Учитель;Тема;ДЗ\n";

std::string short_table(std::string_view rows) { return k_short_header + std::string(rows); }

TEST(LessonSheet, EveryColumnOfTheAdvisedSheetIsRead) {
  const Document document = read_ok(std::string(k_full_header) +
                                    "14.09.2018;3;7А;;Алгебра;Иванова Анна Петровна;Петров О. "
                                    "Н.;Дроби;14.09.2018 12:05;№ 5;15.09.2018 08:00;"
                                    "7;14.09.2018 12:10;Да;14.09.2018;16.09.2018 10:00:30;Иванова А. П.\n");
  ASSERT_EQ(document.blocks.size(), 1U);
  const Block& block = document.blocks[0];
  EXPECT_EQ(block.scope, (journal::Scope{"7А", "", "Алгебра"}));
  EXPECT_EQ(block.fields.bits(), 0b1111);
  ASSERT_EQ(block.lessons.size(), 1U);
  const LessonSeen& lesson = block.lessons[0];
  EXPECT_EQ(lesson.date, make_date(2018, 9, 14));
  EXPECT_EQ(lesson.number, 3);
  EXPECT_EQ(lesson.ordinal, 1);
  EXPECT_EQ(lesson.row, 2U);
  ASSERT_EQ(lesson.teachers.size(), 1U);
  EXPECT_EQ(document.people[lesson.teachers[0]], "Иванова Анна Петровна");
  ASSERT_TRUE(lesson.substitute);
  EXPECT_EQ(document.people[*lesson.substitute], "Петров О. Н.");
  for (const Field field : journal::k_all_fields)
    EXPECT_EQ(lesson.field(field).state, filled) << field_name(field);
  EXPECT_EQ(lesson.field(Field::topic).reported, tests::at("2018-09-14T12:05:00+03:00"));
  EXPECT_EQ(lesson.field(Field::homework).reported, tests::at("2018-09-15T08:00:00+03:00"));
  EXPECT_EQ(lesson.field(Field::marks).reported, tests::at("2018-09-14T12:10:00+03:00"));
  EXPECT_EQ(lesson.field(Field::attendance).reported, tests::at("2018-09-14T00:00:00+03:00"));
  EXPECT_EQ(lesson.last_change, tests::at("2018-09-16T10:00:30+03:00"));
  EXPECT_EQ(document.people.size(), 2U) << "who changed the row owes nothing and is not kept";
  EXPECT_EQ(document.rows, 1U);
}

TEST(LessonSheet, AbsentColumnsAreUnknownAndNotCovered) {
  const Document document = read_ok(short_table("14.09.2018;7А;Алгебра;Иванова А. П.;;.\n"));
  const Block& block = document.blocks.at(0);
  EXPECT_TRUE(block.fields.has(Field::topic));
  EXPECT_TRUE(block.fields.has(Field::homework));
  EXPECT_FALSE(block.fields.has(Field::marks));
  EXPECT_FALSE(block.fields.has(Field::attendance));
  EXPECT_EQ(block.lessons.at(0).field(Field::topic).state, empty);
  EXPECT_EQ(block.lessons.at(0).field(Field::homework).state, placeholder);
  EXPECT_EQ(block.lessons.at(0).field(Field::marks).state, unknown);
}

TEST(LessonSheet, TimesOfEmptyFieldsAndOfTheFutureProveNothing) {
  const Document document = read_ok(
      std::string(k_full_header) +
      "14.09.2018;;7А;;Алгебра;И;;;14.09.2018 12:05;дз;02.06.2019 12:00;0;14.09.2018 12:10;;14.09.2018;;\n");
  const LessonSeen& lesson = document.blocks.at(0).lessons.at(0);
  EXPECT_FALSE(lesson.field(Field::topic).reported);
  EXPECT_FALSE(lesson.field(Field::homework).reported) << "later than the file was received";
  EXPECT_EQ(lesson.field(Field::marks).state, empty);
  EXPECT_FALSE(lesson.field(Field::marks).reported);
  EXPECT_EQ(lesson.field(Field::attendance).state, filled) << "a time of entry is an entry";
}

TEST(LessonSheet, TitlesAboveTheTableGiveWhatColumnsDoNot) {
  const Document document = read_ok(
      "Журнал планирования\nКласс: 5б (Англ.яз) 2018/2019 учебный год\nПредмет: Англ. яз.\n0\n"
      "ФИО педагога: Клавдия Михайловна Егорова, Полина Геннадьевна Жукова\n\n"
      "Дата;Тема урока;Домашнее задание к следующему уроку\n01.09.2018;Hello;\n03.09.2018;;без задания\n\n"
      "Класс: 5б (5б) 2018/2019 учебный год\nПредмет: История\nФИО педагога: Вера Павловна Щукина\n\n"
      "Дата;Тема урока;Домашнее задание к следующему уроку\n04.09.2018;Египет;§ 1\n");
  ASSERT_EQ(document.blocks.size(), 2U);
  const Block& history = document.blocks[0];
  const Block& english = document.blocks[1];
  EXPECT_EQ(history.scope, (journal::Scope{"5б", "", "История"}));
  EXPECT_EQ(english.scope, (journal::Scope{"5б", "Англ.яз", "Англ. яз."}));
  EXPECT_EQ(english.lessons.at(0).teachers.size(), 2U);
  EXPECT_EQ(english.lessons.at(1).field(Field::homework).state, declared);
  EXPECT_EQ(english.dates, (journal::DateRange{make_date(2018, 9, 1), make_date(2018, 9, 3)}));
  EXPECT_EQ(english.lessons.at(1).row, 9U);
  EXPECT_EQ(document.people.at(history.lessons.at(0).teachers.at(0)), "Вера Павловна Щукина");
}

TEST(LessonSheet, AHeaderMayHaveTwoRows) {
  const Document document = read_ok(
      "Дата;Класс;Предмет;Учитель;Тема;;Домашнее задание;\n;;;;Текст;Дата записи темы;Текст;Дата записи ДЗ\n"
      "14.09.2018;7А;Алгебра;Иванова;Дроби;14.09.2018 12:05;№ 5;15.09.2018 10:00\n");
  const LessonSeen& lesson = document.blocks.at(0).lessons.at(0);
  EXPECT_EQ(lesson.field(Field::topic).reported, tests::at("2018-09-14T12:05:00+03:00"));
  EXPECT_EQ(lesson.field(Field::homework).reported, tests::at("2018-09-15T10:00:00+03:00"));
}

TEST(LessonSheet, MergedHeadersOfHtmlAreFollowed) {
  const Document document = read_ok(
      "<html><meta charset=utf-8><table><tr><th rowspan=2>Дата</th><th rowspan=2>Класс</th><th "
      "rowspan=2>Предмет</th>"
      "<th rowspan=2>Учитель</th><th colspan=2>Тема урока</th><th rowspan=2>Домашнее задание</th></tr>"
      "<tr><th>Текст</th><th>Дата записи</th></tr>"
      "<tr><td>14.09.2018</td><td "
      "rowspan=2>7А</td><td>Алгебра</td><td>Иванова</td><td>Дроби</td><td>14.09.2018 12:05</td>"
      "<td></td></tr><tr><td>15.09.2018</td><td>Алгебра</td><td>Иванова</td><td></td><td></td><td>5</td></"
      "tr></table>");
  const Block& block = document.blocks.at(0);
  ASSERT_EQ(block.lessons.size(), 2U);
  EXPECT_EQ(block.lessons[0].field(Field::topic).reported, tests::at("2018-09-14T12:05:00+03:00"));
  EXPECT_EQ(block.lessons[0].field(Field::homework).state, empty);
  EXPECT_EQ(block.lessons[1].field(Field::topic).state, empty);
  EXPECT_EQ(block.lessons[1].field(Field::homework).state, filled);
}

TEST(LessonSheet, TotalsRepeatedHeadersAndFootersAreNoLessons) {
  const Document document =
      read_ok(short_table("14.09.2018;7А;Алгебра;Иванова;т;д\nИтого;;;;1;1\n" + std::string(k_short_header) +
                          "15.09.2018;7А;Алгебра;Иванова;т;д\nВсего по школе: "
                          "2;;;;;\n\nЗавуч;________\nСформировано 20.09.2018 10:15\n"));
  EXPECT_EQ(document.lessons(), 2U);
  EXPECT_EQ(document.rows, 2U);
  EXPECT_EQ(document.as_of.earliest, tests::at("2018-09-20T10:15:00+03:00"));
}

TEST(LessonSheet, TwoLessonsOfOneDayAreNumberedByRowsOrByTheirNumbers) {
  const Document rows = read_ok(short_table("14.09.2018;7А;Алгебра;И;первый;\n14.09.2018;7А;Алгебра;И;;\n"));
  ASSERT_EQ(rows.blocks.at(0).lessons.size(), 2U);
  EXPECT_EQ(rows.blocks[0].lessons[0].field(Field::topic).state, filled);
  EXPECT_EQ(rows.blocks[0].lessons[1].ordinal, 2);
  const Document numbers = read_ok(
      "Дата;Урок;Класс;Предмет;Учитель;Тема;ДЗ\n14.09.2018;5;7А;Алгебра;И;;\n14.09.2018;2;7А;Алгебра;И;"
      "первый;\n");
  ASSERT_EQ(numbers.blocks.at(0).lessons.size(), 2U);
  EXPECT_EQ(numbers.blocks[0].lessons[0].number, 2);
  EXPECT_EQ(numbers.blocks[0].lessons[0].ordinal, 1);
  EXPECT_EQ(numbers.blocks[0].lessons[0].row, 3U);
}

TEST(LessonSheet, ARepeatedRowOfOneLessonIsOneLesson) {
  const Document document = read_ok(
      "Дата;Урок;Класс;Предмет;Учитель;Тема;ДЗ\n14.09.2018;2;7А;Алгебра;И;т;\n14.09.2018;2;7а;алгебра;И;т;"
      "\n");
  EXPECT_EQ(document.lessons(), 1U);
  EXPECT_EQ(document.rows, 2U);
}

TEST(LessonSheet, SpellingsOfOneScopeAreOneBlock) {
  const Document document = read_ok(short_table(
      "14.09.2018;7А;Алгебра;И;т;д\n15.09.2018;7а;алгебра;И;т;д\n16.09.2018;7 «А»;Алгебра  ;И;т;д\n"
      "13.09.2018;7A;АЛГЕБРА;И;т;д\n"));
  ASSERT_EQ(document.blocks.size(), 1U);
  EXPECT_EQ(document.blocks[0].scope.class_name, "7А");
  EXPECT_EQ(document.blocks[0].lessons.size(), 4U);
  EXPECT_EQ(document.blocks[0].lessons[0].date, make_date(2018, 9, 13));
}

TEST(LessonSheet, AStatedPeriodWidensWhatTheDocumentSpeaksOf) {
  const std::string rows = short_table("14.09.2018;7А;Алгебра;И;т;д\n");
  const journal::DateRange period{make_date(2018, 9, 1), make_date(2018, 9, 30)};
  EXPECT_EQ(read_ok("Отчёт с 01.09.2018 по 30.09.2018\n" + rows).blocks.at(0).dates, period);
  const journal::DateRange day{make_date(2018, 9, 14), make_date(2018, 9, 14)};
  EXPECT_EQ(read_ok("Отчёт с 15.09.2018 по 30.09.2018\n" + rows).blocks.at(0).dates, day)
      << "it cannot be true";
}

TEST(LessonSheet, SubstitutionsAreTold) {
  const Document document = read_ok(
      "Дата;Класс;Предмет;Учитель;Замена;Тема;ДЗ\n01.10.2018;7А;А;И;Да;;\n02.10.2018;7А;А;И;Нет;;\n"
      "03.10.2018;7А;А;И;;;\n04.10.2018;7А;А;И;П;;\n05.10.2018;7А;А;И;П, С;;\n06.10.2018;7А;А;И;-;;\n");
  const auto& lessons = document.blocks.at(0).lessons;
  ASSERT_EQ(lessons.size(), 6U);
  for (const std::size_t nobody : {1U, 2U, 5U}) {
    EXPECT_FALSE(lessons[nobody].substitute || lessons[nobody].substituted_by_unknown) << nobody;
  }
  EXPECT_TRUE(lessons[0].substituted_by_unknown);
  EXPECT_TRUE(lessons[3].substitute);
  EXPECT_TRUE(lessons[4].substituted_by_unknown);
  EXPECT_FALSE(lessons[4].substitute);
}

TEST(LessonSheet, AVacancyOwesNothing) {
  const Document document = read_ok(short_table("14.09.2018;7А;А;Вакансия;т;д\n15.09.2018;7А;А;;т;д\n"));
  EXPECT_TRUE(document.people.empty());
  EXPECT_TRUE(document.blocks.at(0).lessons.at(0).teachers.empty());
}

TEST(LessonSheet, NoAbsentPupilsUnderTheirHeaderIsNoMissingEntry) {
  const Document document = read_ok(
      "Дата;Класс;Предмет;Учитель;Тема;ДЗ;Отсутствующие\n14.09.2018;7А;А;И;т;д;нет\n15.09.2018;7А;А;И;т;д;"
      "3\n");
  EXPECT_EQ(document.blocks.at(0).lessons.at(0).field(Field::attendance).state, unknown);
  EXPECT_EQ(document.blocks.at(0).lessons.at(1).field(Field::attendance).state, filled);
}

TEST(LessonSheet, TheFileNameAndTitleDateTheDocument) {
  const std::string table = "Дата формирования: 31.01.2019 12:05\n" + short_table("14.09.2018;7А;А;И;т;д\n");
  const std::vector<AsOfClaim> claims{{tests::at("2019-05-01T00:00:00Z"), journal::Seconds(1)}};
  EXPECT_EQ(tests::read(table, "отчёт.csv", claims)->as_of.earliest, tests::at("2019-01-31T12:05:00+03:00"));
  EXPECT_EQ(tests::read(table, "отчёт 2019-01-15.csv", claims)->as_of.earliest,
            tests::at("2019-01-15T00:00:00+03:00"));
  EXPECT_EQ(tests::read(table, "отчёт.csv", claims)->as_of.latest, tests::k_received);
}

TEST(LessonSheet, ATableMayContinueBelowABlankRow) {
  const Document document = read_ok(short_table("14.09.2018;7А;А;И;т;д\n\n15.09.2018;7А;А;И;т;д\n"));
  EXPECT_EQ(document.lessons(), 2U);
}

TEST(LessonSheet, NothingOfTopicsAndHomeworkIsKept) {
  const Document document = read_ok(short_table("14.09.2018;7А;А;И;СЕКРЕТНАЯ ТЕМА;СЕКРЕТНОЕ ДЗ\n"));
  for (const std::string& person : document.people) EXPECT_EQ(person.find("СЕКРЕТ"), std::string::npos);
  EXPECT_EQ(document.people.size(), 1U);
}

}  // namespace
}  // namespace elzhur::connectors
