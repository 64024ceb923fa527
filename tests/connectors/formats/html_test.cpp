#include "connectors/formats/html.hpp"

#include <gtest/gtest.h>

#include "makers.hpp"

namespace elzhur::tests {
namespace {

TEST(Html, TableIsASheet) {
  const Told told = read_all(
      "<html><body><table><tr><th>Дата</th><th>Тема</th></tr><tr><td>1</td><td>2</td></tr></table></body></"
      "html>");
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.read.format, connectors::FileFormat::html);
  EXPECT_EQ(told.joined(), "Дата|Тема/1|2");
}

TEST(Html, TextAboveATableBecomesItsFirstRows) {
  const Told told = read_all(
      "<title>x</title><h2>Класс: 7А</h2><p>Предмет: <b>Алгебра</b></p><table><tr><td>1</table>"
      "<p>Класс: 7Б<table><tr><td>2</td></tr></table></body>");
  EXPECT_EQ(told.joined(0), "Класс: 7А/Предмет: Алгебра/1");
  EXPECT_EQ(told.sheets[0].rows[2].number, 3U);
  EXPECT_EQ(told.joined(1), "Класс: 7Б/2");
}

TEST(Html, BlanksAreCollapsedAndEntitiesDecoded) {
  EXPECT_EQ(read_all("<table><tr><td>&nbsp; a \n b&nbsp;&nbsp;</td><td>&nbsp;</td><td>&lt;1&gt; &amp; "
                     "&laquo;x&raquo; &#1090;<br>y</td></tr></table>")
                .joined(),
            "a b||<1> & «x» т\ny");
}

TEST(Html, SpansAreFilledLikeMergedCells) {
  const Told told = read_all(
      "<table><tr><th rowspan=2>Дата</th><th colspan=2>Запись</th></tr><tr><th>Тема</th><th>ДЗ</th></tr>"
      "<tr><td>1</td><td rowspan=9>2</td><td>3</td></tr><tr></tr><tr><td>4</td><td>5</td></tr></table>");
  EXPECT_EQ(told.joined(), "Дата|Запись|Запись/Дата|Тема|ДЗ/1|2|3/4|2|5");
  EXPECT_EQ(told.sheets[0].rows[0].copies, (std::vector<bool>{false, false, true}));
  EXPECT_EQ(told.sheets[0].rows[1].copies, (std::vector<bool>{true, false, false}));
  EXPECT_EQ(told.sheets[0].rows[3].number, 5U);
}

TEST(Html, SpansOfAnySizeAreBounded) {
  EXPECT_EQ(read_all("<table><tr><td colspan=4000000000>1</td></tr><tr><td>2</td></tr></table>").error, "");
  EXPECT_EQ(read_all("<table><tr><td rowspan=99999999999>1</td></tr><tr><td>2</td></tr></table>").joined(),
            "1/1|2");
  EXPECT_EQ(read_all("<table><tr><td colspan=-1 rowspan=x>1</td></tr><tr><td>2</td></tr></table>").joined(),
            "1/2");
  EXPECT_EQ(read_all("<table><tr><td colspan=1000></td><td>2</td></tr></table>").error,
            "таблица 1, строка 1, столбец 1001: занято больше 256 столбцов");
}

TEST(Html, TablesWithinTablesAndScriptsArePassedOver) {
  EXPECT_EQ(
      read_all("<script>var t = "
               "'<table>';</script><style>x</style><table><tr><td>1<table><tr><td>in</td></tr></table></td>"
               "<td>2<script>x</script></td></tr></table></html>")
          .joined(),
      "1|2");
}

TEST(Html, FieldsOfAFormShowTheirValue) {
  EXPECT_EQ(read_all("<table><tr><td><input type=text value='Тема'><input type=hidden "
                     "value=x></td><td><textarea>ДЗ</textarea></td>"
                     "<td><select><option>5</option><option selected>6</option></select></td></tr></table>")
                .joined(),
            "Тема|ДЗ|6");
}

TEST(Html, EncodingIsToldByThePageOrItsBytes) {
  const std::string body = "<table><tr><td>\xD2\xE5\xEC\xE0</td></tr></table>";
  EXPECT_EQ(read_all("<meta charset=windows-1251>" + body).joined(), "Тема");
  EXPECT_EQ(
      read_all("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>" + body).joined(),
      "Тема");
  EXPECT_EQ(read_all(body).joined(), "Тема");
  EXPECT_EQ(read_all("<meta charset=koi8-r><table><tr><td>\xF4\xC5\xCD\xC1</td></tr></table>").joined(),
            "Тема");
  EXPECT_EQ(read_all("\xEF\xBB\xBF<table><tr><td>Тема</td></tr></table>").joined(), "Тема");
  EXPECT_EQ(read_all("<meta charset=iso-2022-cn-ext>" + body).error,
            "кодировка страницы неизвестна: сохраните её в UTF-8");
  EXPECT_EQ(read_all("<meta charset=utf-8>\n" + body).error,
            "строка 2 страницы: текст в кодировке UTF-8 повреждён (неверный символ)");
}

TEST(Html, SignInPageIsNamed) {
  const std::string sign_in = "это страница входа, а не отчёт: войдите в журнал и скачайте отчёт заново";
  EXPECT_EQ(read_all("<html><form action=/x><input name=l><input type='PassWord'></form></html>").error,
            sign_in);
  EXPECT_EQ(read_all("<form action=/ajaxauthorize><input name=l></form>").error, sign_in);
  EXPECT_EQ(read_all("<html><title>Вход в систему</title><div>ЭлЖур</div>").error, sign_in);
  EXPECT_EQ(read_all("<table><tr><td>Пароль<td><input type=password></table>").error, sign_in);
}

TEST(Html, PageWithoutATableIsNamed) {
  EXPECT_EQ(read_all("<html><p>Технические работы</p></html>").error, "в странице нет таблицы");
  EXPECT_EQ(
      read_all("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>").error,
      "это таблица XML 2003: сохраните файл как «Книга Excel (.xlsx)»");
}

TEST(Html, PageThatEndsWithinATableIsRefused) {
  const std::string cut = "страница обрывается внутри таблицы: скачайте отчёт заново";
  EXPECT_EQ(read_all("<table><tr><td>1</td></tr><tr><td>2").error, cut);
  EXPECT_EQ(read_all("<html><body><table><tr><td>1</td></tr>").error, cut);
  EXPECT_EQ(read_all("<html><body><table><tr><td>1</td></tr></tab").error, cut);
}

TEST(Html, DeepNestingIsRefused) {
  std::string deep = "<table>";
  for (int level = 0; level < 100'000; ++level) deep += "<div>";
  EXPECT_EQ(read_all(deep).error, "страница повреждена: вложенность больше 512");
}

}  // namespace
}  // namespace elzhur::tests
