#include "tests/simulator/reports.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connectors/formats/makers.hpp"

namespace elzhur::simulator {
namespace {

using journal::Instant;
using ::testing::HasSubstr;

const School& school() {
  static const School k_school([] {
    SchoolOptions options;
    options.classes = 3;
    options.teachers = 8;
    options.school_days = 30;
    return options;
  }());
  return k_school;
}

Instant instant(const char* text) { return journal::parse_instant(text).value(); }
const Instant k_friday = instant("2026-09-11T18:00:00+03:00");

SiteRequest asked(std::map<std::string, std::string> parameters) {
  SiteRequest request;
  request.parameters = std::move(parameters);
  request.parameters.try_emplace("mode", "excel");
  return request;
}

ReportTable table_of(std::map<std::string, std::string> parameters, Instant at = k_friday) {
  const auto request = parse_report_request(asked(std::move(parameters)), school(), at);
  EXPECT_TRUE(request) << request.error().text;
  return make_report(school(), *request, at).value();
}

std::size_t column(const ReportTable& table, const std::string& name) {
  const auto found = std::find(table.header.begin(), table.header.end(), name);
  EXPECT_NE(found, table.header.end()) << name;
  return static_cast<std::size_t>(found - table.header.begin());
}

TEST(Reports, HaveALineForEveryLessonThatIsListed) {
  const ReportTable table = table_of({{"days", "20260907-20260911"}});
  std::size_t listed = 0;
  for (const Lesson& lesson : school().lessons()) {
    listed += lesson.date >= journal::make_date(2026, 9, 7) &&
              lesson.date <= journal::make_date(2026, 9, 11) && lesson.is_listed(k_friday);
  }
  EXPECT_GT(listed, 60U);
  EXPECT_EQ(table.rows.size(), listed);
}

TEST(Reports, AgreeWithTheTruthAtTheirInstant) {
  for (const char* at :
       {"2026-09-07T12:00:00+03:00", "2026-09-11T18:00:00+03:00", "2026-09-20T23:00:00+03:00"}) {
    const ReportTable table =
        table_of({{"class", school().classes().front()}, {"days", "20260907-20260911"}}, instant(at));
    const std::size_t topic = column(table, "Тема урока");
    const std::size_t homework = column(table, "Домашнее задание");
    const std::size_t topic_time = column(table, "Дата записи темы");
    std::size_t row = 0;
    for (const Lesson* lesson : school().lessons_of(
             school().classes().front(), {journal::make_date(2026, 9, 7), journal::make_date(2026, 9, 11)})) {
      if (!lesson->is_listed(instant(at))) continue;
      ASSERT_LT(row, table.rows.size());
      EXPECT_EQ(table.rows[row][topic], simulator::at(lesson->topic, instant(at)).text);
      EXPECT_EQ(table.rows[row][homework], simulator::at(lesson->homework, instant(at)).text);
      EXPECT_EQ(table.rows[row][topic_time].empty(),
                simulator::at(lesson->topic, instant(at)).state == journal::FillState::empty);
      ++row;
    }
    EXPECT_EQ(row, table.rows.size());
  }
}

TEST(Reports, WithoutTimesHaveNoColumnOfThem) {
  const ReportTable table = table_of({{"times", "no"}});
  for (const std::string& name : table.header) {
    EXPECT_EQ(name.find("Дата записи"), std::string::npos) << name;
    EXPECT_EQ(name.find("Дата в"), std::string::npos) << name;
  }
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.header.size());
}

TEST(Reports, StampsSayWhatTheyAreAskedFor) {
  const auto hour = [](int hours) { return k_friday + std::chrono::hours(hours); };
  // Filled, removed, filled again, corrected.
  const Strokes strokes{{hour(-9), journal::FillState::filled, "а"},
                        {hour(-8), journal::FillState::empty, ""},
                        {hour(-7), journal::FillState::placeholder, "."},
                        {hour(-6), journal::FillState::filled, "б"}};
  EXPECT_EQ(entry_time(strokes, k_friday, Stamp::first), hour(-9));
  EXPECT_EQ(entry_time(strokes, k_friday, Stamp::created), hour(-7));
  EXPECT_EQ(entry_time(strokes, k_friday, Stamp::changed), hour(-6));
  EXPECT_EQ(entry_time(strokes, hour(-7), Stamp::changed), hour(-7));
  EXPECT_EQ(entry_time(strokes, hour(-8), Stamp::first), std::nullopt);
  EXPECT_EQ(entry_time({}, k_friday, Stamp::first), std::nullopt);
}

TEST(Reports, TheDaysBeginOnMondayWhenNoneAreAsked) {
  const auto request = parse_report_request(asked({}), school(), k_friday);
  EXPECT_EQ(request->days.first, journal::make_date(2026, 9, 7));
  EXPECT_EQ(request->days.last, journal::make_date(2026, 9, 11));
  EXPECT_EQ(request->format, ReportFormat::xls);
  EXPECT_EQ(parse_report_request(asked({{"mode", "print"}}), school(), k_friday)->format, ReportFormat::html);
}

TEST(Reports, WrongRequestsAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"mode", "pdf"}, {"format", "doc"}, {"days", "yesterday"}, {"stamp", "never"}};
  for (const auto& [name, value] : cases) {
    EXPECT_FALSE(parse_report_request(asked({{name, value}}), school(), k_friday)) << name;
  }
}

TEST(Reports, AFaultySiteLeavesHalfOfTheRowsOrNone) {
  ReportTable table;
  table.rows = {{"1"}, {"2"}, {"3"}};
  keep_share(table, Share::all);
  EXPECT_EQ(table.rows.size(), 3U);
  keep_share(table, Share::half);
  EXPECT_EQ(table.rows.size(), 2U);
  keep_share(table, Share::none);
  EXPECT_TRUE(table.rows.empty());
}

TEST(Reports, EveryFormatHoldsTheSameCells) {
  const ReportTable table = table_of({{"class", school().classes().front()}});
  const journal::LocalTime made = school().zone().to_local(k_friday);
  const auto rows_of = [&](ReportFormat format) {
    const tests::Told told = tests::read_all(render_report(table, format, made)->body);
    EXPECT_EQ(told.error, "");
    std::vector<std::vector<std::string>> rows;
    bool is_table = false;
    for (const tests::ToldSheet& sheet : told.sheets) {
      for (const tests::ToldRow& row : sheet.rows) {
        if (is_table) rows.push_back(row.texts);
        is_table = is_table || (!row.texts.empty() && row.texts.front() == "Дата урока");
      }
    }
    for (auto& row : rows) row.resize(table.header.size());
    return rows;
  };
  for (const ReportFormat format : {ReportFormat::xls, ReportFormat::xlsx, ReportFormat::csv,
                                    ReportFormat::csv1251, ReportFormat::html}) {
    EXPECT_EQ(rows_of(format), table.rows) << static_cast<int>(format);
  }
}

TEST(Reports, AnArchiveHasAWorkbookForEachClass) {
  const ReportTable table = table_of({{"format", "zip"}});
  const std::string bytes = render_report(table, ReportFormat::zip, school().zone().to_local(k_friday))->body;
  for (const std::string& name : school().classes()) EXPECT_THAT(bytes, HasSubstr(name + ".xls"));
  ReportTable empty = table;
  empty.rows.clear();
  EXPECT_THAT(render_report(empty, ReportFormat::zip, {})->body, HasSubstr(".xls"));
}

TEST(Reports, ATableTooLargeForItsFormatIsRefused) {
  ReportTable table = table_of({});
  std::string cell;
  for (int i = 0; i < 25; ++i) cell += "двадцать букв в ячейке ";
  table.rows.assign(1'000, std::vector<std::string>(table.header.size(), cell));
  EXPECT_FALSE(render_report(table, ReportFormat::xls, {}));
  table.rows.resize(100);
  EXPECT_TRUE(render_report(table, ReportFormat::xls, {}));
}

TEST(Reports, WindowsLettersAreWrittenAndOthersMarked) {
  EXPECT_EQ(to_windows_1251("Аяё№«»–a;"),
            "\xC0\xFF\xB8\xB9\xAB\xBB\x96"
            "a;");
  EXPECT_EQ(to_windows_1251("✕"), "?");
}

}  // namespace
}  // namespace elzhur::simulator
