// Reports as files: their contents, their draft line, and who sees which names in them.
#include <gtest/gtest.h>

#include "tests/daemon/web/api_site.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using web::Right;

constexpr std::string_view k_draft = "ЧЕРНОВИК. Не является основанием для взыскания или снижения выплат";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string header_of(const web::Response& response, std::string_view name) {
  return std::string(web::value_of(response.headers, name).value_or(""));
}

/// As openpyxl reads it.
std::string read_xlsx(const web::Response& response) {
  const TempDir folder;
  const auto file = folder.write("report.xlsx", response.body);
  const auto script = source_dir() / "tests" / "appeals" / "read_sheet.py";
  const ProcessResult result = run_process({python().string(), script.string(), file.string()});
  return result.out + result.err;
}

void confirm_all(FakeDesk& desk) {
  for (web::FindingStory& story : desk.stories) {
    if (!rules::is_live(story.view.finding.state)) continue;
    story.view.finding.state = rules::FindingState::confirmed;
    story.view.finding.confirmed_by = "Завуч";
    story.view.finding.confirmed_at = desk.at;
  }
  desk.touch();
}

TEST(ApiReports, EveryReportComesInEveryFormat) {
  ApiSite site;
  for (const char* name : {"findings", "teachers", "weeks", "appeals", "check"}) {
    const std::string address = std::string("/reports/") + name;
    EXPECT_EQ(site.read(address)["report"], name);
    const web::Response html = site.get(address + "?format=html");
    EXPECT_EQ(html.content_type, "text/html; charset=utf-8") << name;
    EXPECT_TRUE(has(html.body, "МБОУ «Ивановская средняя школа»")) << name;
    EXPECT_TRUE(has(html.body, "Данные на 24.11.2026 16:00")) << name;
    EXPECT_TRUE(site.get(address + "?format=csv").body.starts_with("\xEF\xBB\xBF")) << name;
    const web::Response xlsx = site.get(address + "?format=xlsx");
    ASSERT_EQ(xlsx.status, 200) << name;
    EXPECT_EQ(header_of(xlsx, "Content-Disposition"),
              std::string("attachment; filename=\"") + name + "-2026-11-24.xlsx\"");
    EXPECT_TRUE(has(read_xlsx(xlsx), "A1 s ")) << name;
  }
}

TEST(ApiReports, WorkbookHoldsDaysNumbersAndTextsAsSuch) {
  ApiSite site;
  site.desk.stories[0].view.scope.subject = "=HYPERLINK(\"http://evil.example/\")";
  site.desk.touch();
  const std::string findings = read_xlsx(site.get("/reports/findings?format=xlsx&state=open"));
  EXPECT_TRUE(has(findings, " s =HYPERLINK(\"http://evil.example/\")")) << findings;
  EXPECT_TRUE(has(findings, " d 2026-11-20 00:00:00")) << findings;
  EXPECT_TRUE(has(findings, " d 2026-11-20 23:59:00")) << findings;
  const std::string weeks = read_xlsx(site.get("/reports/weeks?format=xlsx"));
  EXPECT_TRUE(has(weeks, " d 2026-11-16 00:00:00")) << weeks;
  EXPECT_TRUE(has(weeks, " n 481")) << weeks;
  EXPECT_TRUE(has(weeks, " s ИТОГО")) << weeks;
}

TEST(ApiReports, TextsAreEscapedOnPaper) {
  ApiSite site;
  site.desk.stories[0].view.scope.subject = "<script>alert(1)</script>";
  site.desk.touch();
  const web::Response html = site.get("/reports/findings?format=html");
  EXPECT_FALSE(has(html.body, "<script>"));
  EXPECT_TRUE(has(html.body, "&lt;script&gt;"));
  const std::string policy = header_of(html, "Content-Security-Policy");
  EXPECT_TRUE(has(policy, "default-src 'none'; style-src 'sha256-")) << policy;
  EXPECT_FALSE(has(policy, "unsafe"));
}

TEST(ApiReports, NamesOfUnconfirmedStandOnlyOnADraft) {
  ApiSite site;
  for (const char* name : {"findings", "check"}) {
    const std::string html = site.get(std::string("/reports/") + name + "?format=html").body;
    EXPECT_TRUE(has(html, "<thead><tr><td class=\"draft\">" + std::string(k_draft))) << name;
    EXPECT_TRUE(has(read_xlsx(site.get(std::string("/reports/") + name + "?format=xlsx")),
                    "header \"-,Bold\"" + std::string(k_draft)) ||
                has(read_xlsx(site.get(std::string("/reports/") + name + "?format=xlsx")),
                    "header " + std::string(k_draft)))
        << name;
  }
  confirm_all(site.desk);
  for (const char* name : {"findings", "check"})
    EXPECT_FALSE(has(site.get(std::string("/reports/") + name + "?format=html").body, k_draft)) << name;
  site.desk.is_working = false;
  EXPECT_TRUE(has(site.get("/reports/check?format=html").body, k_draft)) << "the program is still tried out";
}

TEST(ApiReports, CheckHasItsColumnsAndATotalOfAllLessons) {
  ApiSite site;
  const std::string csv = site.get("/reports/check?format=csv&basis=" + std::string("plan")).body;
  EXPECT_TRUE(has(csv, "№;Учитель;Предметы, классы;Проведено уроков;Темы: есть;Темы: нет;ДЗ: есть"));
  EXPECT_TRUE(has(csv, "1;Белова Татьяна Сергеевна, учитель истории;История: 5Б, 6А;80;79;1;80;3;0;")) << csv;
  EXPECT_TRUE(has(csv, "ИТОГО")) << csv;
  EXPECT_TRUE(has(csv, ";1086;1050;22;1000;31;40;700;0;434;0;0;1134;943;25;96;3;")) << csv;
  const std::string html = site.get("/reports/check?format=html&basis=%D0%9F").body;
  EXPECT_TRUE(has(html, "Пропуски наблюдения, ЭлЖур был недоступен: 18.11.2026 10:00 – 19.11.2026 12:00"));
  EXPECT_FALSE(has(html, "журнал не читали"));
  site.desk.source_list.resize(1);
  site.desk.source_list.front().last_accepted_at = *journal::parse_instant("2026-11-20T12:00:00+03:00");
  EXPECT_TRUE(has(site.get("/reports/check?format=html").body, "После 20.11.2026 12:00 журнал не читали"));
  EXPECT_TRUE(has(html, "Ознакомлен(а), подпись, дата, отметка о несогласии"));
  EXPECT_TRUE(has(html, "Период: 09.11.2026 – 24.11.2026"));
}

TEST(ApiReports, WhoSeesNumbersAloneGetsACheckWithoutNames) {
  ApiSite site{Right::numbers};
  for (const char* format : {"html", "csv", "json"}) {
    const std::string body = site.get(std::string("/reports/check?format=") + format).body;
    for (const char* family : {"Иванова ", "Петров", "Белова", "Ковалёва"})
      EXPECT_FALSE(has(body, family)) << format << " " << family;
    EXPECT_TRUE(has(body, "1086")) << format;
  }
  for (const char* name : {"teachers", "findings", "appeals"})
    EXPECT_EQ(site.get(std::string("/reports/") + name + "?format=xlsx").status, 403) << name;
  EXPECT_TRUE(site.desk.accesses.empty());
}

TEST(ApiReports, EveryExportWithNamesIsNoted) {
  ApiSite site;
  (void)site.get("/reports/check?format=xlsx");
  ASSERT_EQ(site.desk.accesses.size(), 1U);
  EXPECT_EQ(site.desk.accesses.front(),
            (std::pair<std::string, std::string>{"Завуч", "API: report check xlsx"}));
  (void)site.get("/reports/weeks?format=csv");
  EXPECT_EQ(site.desk.accesses.size(), 1U) << "no names in it";
}

TEST(ApiReports, RegisterOfAppealsKeepsToItsDays) {
  ApiSite site;
  const std::string all = site.get("/reports/appeals?format=csv").body;
  EXPECT_TRUE(has(all, "№ в году;Дата, время;Заявитель, должность;Способ;Вид помощи;Тема;Содержание"));
  const auto count = site.read("/reports/appeals")["appeals"].size();
  EXPECT_GE(count, 1U);
  EXPECT_EQ(site.read("/reports/appeals?from=2026-01-01&to=2026-01-31")["appeals"].size(), 0U);
  EXPECT_EQ(site.get("/reports/appeals?from=2010-01-01").status, 422);
}

TEST(ApiReports, DaysThatRunBackwardsAreRefused) {
  ApiSite site;
  for (const char* name : {"teachers", "weeks", "check", "appeals"}) {
    EXPECT_EQ(refused_fields(site.get(std::string("/reports/") + name + "?from=2026-11-24&to=2026-11-01")),
              "to")
        << name;
    EXPECT_EQ(refused_fields(site.get(std::string("/reports/") + name + "?from=24.11")), "from") << name;
  }
}

}  // namespace
}  // namespace elzhur::tests
