// Every kind of table that must be refused, and what the refusal may say.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connectors/problems.hpp"
#include "tests/connectors/reading.hpp"

namespace elzhur::connectors {
namespace {

using tests::read;
using tests::refusal;

constexpr const char* k_header = "Дата;Класс;Предмет;Учитель;Тема;ДЗ\n";
constexpr const char* k_lesson = "14.09.2018;7А;Алгебра;Иванова;т;д\n";

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Refusals, AMissingColumnIsNamed) {
  struct Case {
    const char* header;
    const char* column;
  };
  for (const Case& one :
       {Case{"Класс;Предмет;Учитель;Тема;ДЗ\n", "Дата урока"},
        Case{"Дата;Предмет;Учитель;Тема;ДЗ\n", "Класс"}, Case{"Дата;Класс;Учитель;Тема;ДЗ\n", "Предмет"},
        Case{"Дата;Класс;Предмет;Тема;ДЗ\n", "Учитель"},
        Case{"Дата;Класс;Предмет;Учитель;ДЗ\n", "Тема урока"},
        Case{"Дата;Класс;Предмет;Учитель;Тема\n", "Домашнее задание"}}) {
    const std::string text = refusal(std::string(one.header) + "1;2;3;4;5\n");
    EXPECT_TRUE(holds(text, one.column)) << text;
    EXPECT_TRUE(holds(text, "строка 1")) << text;
  }
}

TEST(Refusals, AHeaderWithoutRowsBelowIsStillTold) {
  EXPECT_TRUE(holds(refusal("Дата;Класс;Учитель;Тема;ДЗ\n"), "Предмет"));
  EXPECT_TRUE(holds(refusal(k_header), "нет ни одного урока"));
}

TEST(Refusals, ATableOfAnotherKindHasNoHeader) {
  const std::string text = refusal("Пользователь;Роли;Входы\nПетров;учитель;5\n");
  EXPECT_TRUE(holds(text, "не найдена шапка")) << text;
  EXPECT_FALSE(holds(text, "Петров"));
}

TEST(Refusals, AHeaderTooFarDownIsNotFound) {
  const auto titles = [](std::size_t rows) {
    std::string text;
    for (std::size_t row = 0; row < rows; ++row) text += "Строка заголовка\n";
    return text + k_header + k_lesson;
  };
  EXPECT_TRUE(read(titles(60)));
  EXPECT_TRUE(holds(refusal(titles(61)), "60"));
}

TEST(Refusals, ImpossibleDatesAreQuotedWithTheirPlace) {
  const std::string text = refusal(std::string(k_header) + k_lesson + "32.01.2019;7А;Алгебра;Иванова;т;д\n");
  EXPECT_TRUE(holds(text, "строка 3")) << text;
  EXPECT_TRUE(holds(text, "столбец 1")) << text;
  EXPECT_TRUE(holds(text, "«32.01.2019»")) << text;
}

TEST(Refusals, TextsInTheDateColumnAreNeverQuoted) {
  const std::string text = refusal(std::string(k_header) + k_lesson + "Перепёлкина;7А;Алгебра;Иванова;т;д\n");
  EXPECT_TRUE(holds(text, "строка 3")) << text;
  EXPECT_FALSE(holds(text, "Перепёлкина")) << text;
}

TEST(Refusals, ARowWithDataNeedsADate) {
  EXPECT_TRUE(
      holds(refusal(std::string(k_header) + k_lesson + ";7А;Алгебра;Иванова;т;д\n"), "у урока нет даты"));
  EXPECT_TRUE(
      holds(refusal(std::string(k_header) + k_lesson + "\n;7А;Алгебра;Иванова;т;д\n"), "у урока нет даты"));
}

TEST(Refusals, DatesFarFromNowAreMistakes) {
  const auto with_date = [](std::string_view date) {
    return std::string(k_header) + std::string(date) + ";7А;Алгебра;Иванова;т;д\n";
  };
  EXPECT_TRUE(read(with_date("01.01.2000")));
  EXPECT_TRUE(holds(refusal(with_date("31.12.1999")), "строка 2"));
  EXPECT_TRUE(read(with_date("01.06.2021")));
  EXPECT_TRUE(holds(refusal(with_date("05.06.2021")), "«05.06.2021»"));
}

TEST(Refusals, ImpossibleTimesOfEntryAreMistakes) {
  const std::string text = refusal(
      "Дата;Класс;Предмет;Учитель;Тема;Дата записи темы;ДЗ\n"
      "14.09.2018;7А;А;И;т;31.02.2019 12:00;д\n");
  EXPECT_TRUE(holds(text, "столбец 6")) << text;
}

TEST(Refusals, OneLessonWithTwoContentsNamesBothRows) {
  const std::string text = refusal(
      "Дата;Урок;Класс;Предмет;Учитель;Тема;ДЗ\n14.09.2018;2;7А;Англ;И;т;\n"
      "14.09.2018;2;7А;Англ;П;;\n");
  EXPECT_TRUE(holds(text, "строка 3")) << text;
  EXPECT_TRUE(holds(text, "строке 2")) << text;
}

TEST(Refusals, AClassOrSubjectMustBeThere) {
  EXPECT_TRUE(holds(refusal(std::string(k_header) + "14.09.2018;;Алгебра;И;т;д\n"), "не указан класс"));
  EXPECT_TRUE(holds(refusal(std::string(k_header) + "14.09.2018;7А;;И;т;д\n"), "не указан предмет"));
}

TEST(Refusals, TheSameColumnTwiceIsAmbiguous) {
  const std::string text = refusal("Дата;Класс;Предмет;Учитель;Тема;ДЗ;Тема урока\n14.09.2018;7А;А;И;т;д;\n");
  EXPECT_TRUE(holds(text, "столбец 7")) << text;
  EXPECT_TRUE(holds(text, "столбец 5")) << text;
}

TEST(Refusals, ANewSubjectWithoutTeacherIsNotGivenToTheTeacherAbove) {
  const std::string text = refusal(
      "Класс: 7А\nПредмет: Алгебра\nУчитель: Иванова\nДата;Тема;ДЗ\n14.09.2018;т;д\n\n"
      "Предмет: Физика\nДата;Тема;ДЗ\n14.09.2018;;\n");
  EXPECT_TRUE(holds(text, "Учитель")) << text;
  EXPECT_TRUE(holds(text, "строка 8")) << text;
}

TEST(Refusals, AllProblemsAreToldAtOnceUpToALimit) {
  std::string three = k_header;
  for (int i = 0; i < 3; ++i) three += "32.01.2019;7А;А;И;т;д\n";
  const std::string text = refusal(three);
  for (const char* place : {"строка 2", "строка 3", "строка 4"}) EXPECT_TRUE(holds(text, place)) << text;
  std::string many = k_header;
  for (int i = 0; i < 5000; ++i) many += "32.01.2019;7А;А;И;т;д\n";
  const std::string cut = refusal(many);
  EXPECT_TRUE(holds(cut, "показаны первые")) << cut;
  EXPECT_LT(cut.size(), 2 * k_problems_bytes_max);
}

TEST(Refusals, PagesOfAClassJournalAreRefusedWithoutAName) {
  const std::string journal =
      "Класс: 1а (1а)\nГод: 2018/2019\nНаименование предмета: Матем_1\nФамилия, имя, отчество педагога: "
      "Иванова\n\n"
      "№ п/п;Месяц;Сентябрь;;1 тр\n;Число;03;04;\n;Фамилия и имя ученика;;;\n1;Перепёлкина Агриппина;5;н;5\n";
  const std::vector<std::string> pages{
      journal,
      "Фамилия и имя ученика;03;04\nПерепёлкина Агриппина;5;н\n",
      ";Число;03;04;05\nПерепёлкина;5;;\n",
      std::string("Дата;Класс;Предмет;Учитель;Тема;ДЗ;ФИО ученика\n14.09.2018;7А;А;И;т;д;Перепёлкина\n"),
      std::string(k_header) + k_lesson + "\n\nФамилия и имя ученика;03;04\nПерепёлкина;5;н\n",
      "<html><meta charset=utf-8><table><tr><td>№ "
      "п/п</td><td>Месяц</td></tr><tr><td>1</td><td>Перепёлкина</td></tr>"
      "</table>"};
  for (const std::string& page : pages) {
    const std::string text = refusal(page);
    EXPECT_TRUE(holds(text, "именами и отметками учеников")) << text;
    EXPECT_FALSE(holds(text, "Перепёлкина")) << text;
  }
}

TEST(Refusals, LimitsOfTextsAreVisible) {
  const auto with_class = [](std::size_t letters) {
    return std::string(k_header) + "14.09.2018;" + std::string(letters, 'x') + ";А;И;т;д\n";
  };
  EXPECT_TRUE(read(with_class(80)));
  EXPECT_TRUE(holds(refusal(with_class(81)), "80"));
  std::string names = "\"A0";
  for (int i = 1; i < 16; ++i) names += ", A" + std::to_string(i);
  EXPECT_TRUE(read(std::string(k_header) + "14.09.2018;7А;А;" + names + "\";т;д\n"));
  EXPECT_TRUE(holds(refusal(std::string(k_header) + "14.09.2018;7А;А;" + names + ", A16\";т;д\n"), "16"));
}

}  // namespace
}  // namespace elzhur::connectors
