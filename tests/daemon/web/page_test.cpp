// Every page is shown, says what it must, and nothing from outside becomes markup.
#include "daemon/web/page.hpp"

#include <array>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "alerts/render.hpp"
#include "daemon/web/page_files.hpp"
#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

using rules::FindingState;

constexpr std::array<std::string_view, 22> k_pages{"/",
                                                   "/findings",
                                                   "/findings?state=all",
                                                   "/findings/F-2026-000101",
                                                   "/findings/F-2026-000102?do=excuse",
                                                   "/findings/F-2026-000103",
                                                   "/findings/F-2026-000104",
                                                   "/findings/F-2026-000105",
                                                   "/teachers",
                                                   "/teachers/T002",
                                                   "/sources",
                                                   "/documents",
                                                   "/names",
                                                   "/upload",
                                                   "/excuses",
                                                   "/appeals",
                                                   "/appeals/2",
                                                   "/appeals/register",
                                                   "/outbox",
                                                   "/contradictions",
                                                   "/keeping",
                                                   "/numbers"};

TEST(Page, EveryPageOfTheDeskIsShown) {
  PageSite site;
  for (const std::string_view page : k_pages) {
    const std::string body = site.body(page);
    EXPECT_TRUE(has(body, "<html lang=\"ru\">")) << page;
    EXPECT_EQ(count_of(body, "<h1"), 1) << page;
    EXPECT_TRUE(has(body, "<main id=\"main\">")) << page;
    EXPECT_FALSE(has(body, "<script")) << page;
    EXPECT_FALSE(has(body, " style=\"")) << page << ": the policy of the site forbids inline styles";
    EXPECT_FALSE(has(body, "{{")) << page;
  }
  EXPECT_TRUE(has(site.body("/backlog"), "Исходное состояние: 2 записи"));
  EXPECT_TRUE(has(site.body("/help"), "Что делать, если компьютер сломался"));
}

TEST(Page, AnEmptySchoolHasPagesToo) {
  PageSite site;
  site.desk.stories.clear();
  site.desk.teacher_list.clear();
  site.desk.unmatched_list.clear();
  site.desk.backlog_list.clear();
  site.desk.document_list.clear();
  site.desk.message_list.clear();
  site.desk.source_list.clear();
  site.desk.excuse_list.clear();
  site.desk.appeal_list.clear();
  site.desk.contradiction_list.clear();
  site.desk.act_list.clear();
  site.desk.keeping_now = {};
  site.desk.rule_list.clear();
  for (const std::string_view page :
       {"/", "/findings", "/teachers", "/sources", "/documents", "/names", "/upload", "/excuses", "/appeals",
        "/appeals/register", "/outbox", "/backlog", "/contradictions", "/keeping", "/help"}) {
    EXPECT_TRUE(has(site.body(page), "<h1")) << page;
  }
  EXPECT_TRUE(has(site.body("/"), "записи нет, сейчас не видно"));
}

TEST(Page, OtherPathsAreLeftToOtherParts) {
  FakeDesk desk;
  web::Page page(desk);
  web::Request request;
  request.method = "GET";
  for (const char* path :
       {"/api/v1/findings", "/metrics", "/-/healthy", "/login", "/static/other.css", "//", "/Findings"}) {
    request.path = path;
    EXPECT_FALSE(page.answer(request).has_value()) << path;
  }
}

TEST(Page, AnotherMethodIsRefusedWithTheAllowedOnes) {
  PageSite site;
  const web::Response response = site.post("/teachers", {});
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD");
  EXPECT_EQ(header_of(site.get("/findings/settle"), "Allow"), "POST");
}

TEST(Page, WhatIsNotThereIsSaidAsAPage) {
  PageSite site;
  for (const char* page : {"/findings/F-2026-999999", "/findings/", "/findings/%00", "/teachers/T999",
                           "/teachers/T", "/teachers/Иванова", "/appeals/99", "/appeals/-1", "/appeals/x",
                           "/appeals/99999999999999999999999"}) {
    const web::Response response = site.get(page);
    EXPECT_EQ(response.status, 404) << page;
    EXPECT_TRUE(has(response.body, "<h1>Такой страницы нет</h1>")) << page;
  }
}

TEST(Page, TodayLeadsWithWhatIsFilledAndCountsInTimeFromAllLessons) {
  PageSite site;
  const std::string body = site.body("/");
  const std::size_t filled = body.find("заполнено: 481 из 486 уроков");
  const std::size_t in_time = body.find("433 <span>из 486</span>");
  const std::size_t unproven = body.find("<dt>срок не установлен</dt>");
  ASSERT_NE(filled, std::string::npos);
  ASSERT_NE(in_time, std::string::npos);
  ASSERT_NE(unproven, std::string::npos);
  EXPECT_LT(filled, in_time);
  EXPECT_TRUE(has(body, "<strong>98,9\u00A0%</strong>"));
}

TEST(Page, OneRowIsOneLessonWithItsFields) {
  PageSite site;
  site.desk.stories[1].view.finding.lesson = site.desk.stories[0].view.finding.lesson;
  const std::string body = site.body("/");
  EXPECT_TRUE(has(body, "class=\"missing\">тема, ДЗ</td>"));
  EXPECT_TRUE(has(body, "value=\"F-2026-000101.1 F-2026-000102.2\""));
}

TEST(Page, ChangesOfTheTimetableThatMoveADeadlineAreToldInTheStory) {
  PageSite site;
  const std::string body = site.body("/findings/F-2026-000104");
  const std::size_t appeared = body.find("Урок впервые виден в расписании");
  const std::size_t back = body.find("Урок снова в расписании");
  ASSERT_NE(appeared, std::string::npos);
  ASSERT_NE(back, std::string::npos);
  EXPECT_LT(appeared, back);
  EXPECT_TRUE(has(body, "До этого он был там в последний раз чт 19.11, 11:00."));
  site.desk.stories[3].appeared_at = site.desk.stories[3].view.finding.due_at - std::chrono::days(7);
  site.desk.stories[3].absence.reset();
  EXPECT_FALSE(has(site.body("/findings/F-2026-000104"), "расписании"))
      << "put in before its day: moves nothing";
}

TEST(Page, AFailingSourceIsLoudAndAHealthyOneQuiet) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/"), "Источник «elzhur» не читается с"));
  site.desk.source_list[1].reason.clear();
  const std::string body = site.body("/");
  EXPECT_FALSE(has(body, "не читается"));
  EXPECT_TRUE(has(body, "Источники читаются. Журнал прочитан"));
}

TEST(Page, HostileTextsStayTexts) {
  const std::string hostile = "<script>alert(1)</script>\"'&<b>\u202Egnp\u202C{{{body}}}";
  PageSite site;
  for (web::FindingStory& story : site.desk.stories) {
    story.view.scope.subject = hostile;
    story.view.scope.class_name = "7А" + hostile;
    story.view.scope.group = hostile;
    for (rules::Person& owner : story.view.owners) owner.name = hostile;
    story.basis = story.due_rule = hostile;
    story.view.finding.reason = hostile;
    for (web::SeenView& seen : story.seen) seen.first_document.name = seen.last_document.name = hostile;
    story.steps.push_back({site.desk.at, FindingState::open, FindingState::open, hostile, hostile});
    story.tellings.push_back({hostile, hostile, site.desk.at, alerts::MessageState::sent});
  }
  for (web::TeacherView& teacher : site.desk.teacher_list) teacher.name = teacher.post = hostile;
  for (web::UnmatchedName& name : site.desk.unmatched_list) name.spelling = hostile;
  for (web::DocumentView& document : site.desk.document_list) {
    document.name = document.reason = document.source = document.format = hostile;
  }
  for (web::SourceView& source : site.desk.source_list) {
    source.id = source.reason = source.kind = hostile;
    source.notes = {hostile};
  }
  for (web::MessageView& message : site.desk.message_list) {
    message.subject = message.reason = message.kind = message.recipient = message.last_answer = hostile;
  }
  for (appeals::Appeal& appeal : site.desk.appeal_list) {
    appeal.applicant = appeal.subject = appeal.content = appeal.assigned_to = appeal.result = hostile;
  }
  for (web::ExcuseView& excuse : site.desk.excuse_list) excuse.author = excuse.excuse.reason = hostile;
  for (rules::RuleSpec& rule : site.desk.rule_list) rule.basis = hostile;
  site.visitor.name = hostile;
  for (const std::string_view page : k_pages) {
    const web::Response response = site.get(page);
    ASSERT_EQ(response.status, 200) << page;
    EXPECT_FALSE(has(response.body, "<script")) << page;
    EXPECT_FALSE(has(response.body, "alert(1)</b>")) << page;
    EXPECT_FALSE(has(response.body, "\"'&<b>")) << page;
    // A topic that turns the direction of reading around must not turn the words beside it.
    const bool keeps_spelling = page == "/names" || page.starts_with("/appeals");  // In the fields of a form.
    EXPECT_EQ(keeps_spelling || !has(response.body, "\u202E"), true) << page;
  }
}

TEST(Page, TheAddressPutsNothingOntoThePage) {
  PageSite site;
  const std::string body = site.body(
      "/findings?class=<script>&rule=\"><b>&from=<i>&teacher=<u>&state=<s>&done=<script>alert</script>");
  EXPECT_FALSE(has(body, "<script"));
  EXPECT_FALSE(has(body, "\"><b>"));
  EXPECT_TRUE(has(body, "Фильтр не применён"));
  EXPECT_TRUE(has(site.body("/?done=confirmed"), "замечание подтверждено"));
  EXPECT_FALSE(has(site.body("/?done=anything"), "role=\"status\""));
}

TEST(Page, TemplatesPutOnlyOurOwnMarkupUnescaped) {
  const std::vector<std::string_view> ours{
      "body",       "now",      "day",   "today",    "since",     "sources",    "when",
      "markup",     "accepted", "asked", "due",      "received",  "speaks",     "days",
      "added",      "queued",   "next",  "answered", "as_of",     "last_cycle", "fill_chart",
      "week_chart", "at",       "first", "last",     "last_done", "held"};
  for (const web::PageFile& file : web::page_files()) {
    for (std::size_t at = file.text.find("{{{"); at != std::string_view::npos;
         at = file.text.find("{{{", at + 3)) {
      const std::string_view name = file.text.substr(at + 3, file.text.find("}}}", at) - at - 3);
      EXPECT_NE(std::find(ours.begin(), ours.end(), name), ours.end()) << file.name << ": " << name;
    }
  }
}

TEST(Page, ADatabaseThatFailsIsSaidPlainly) {
  PageSite site;
  site.desk.broken = "disk full";
  const web::Response response = site.get("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(has(response.body, "База данных не отвечает"));
  EXPECT_FALSE(has(response.body, "disk full"));
}

TEST(Page, TheStyleSheetIsKeptByTheBrowserUnderItsDigest) {
  PageSite site;
  const web::Response response = site.get("/static/style.css?v=" + web::style_digest());
  EXPECT_EQ(response.content_type, "text/css; charset=utf-8");
  EXPECT_TRUE(has(header_of(response, "Cache-Control"), "immutable"));
  EXPECT_FALSE(has(header_of(site.get("/static/style.css"), "Cache-Control"), "immutable"));
  EXPECT_TRUE(has(site.body("/"), "/static/style.css?v=" + web::style_digest()));
  EXPECT_EQ(site.get("/static/icon.svg").content_type, "image/svg+xml");
}

TEST(Page, ALongListIsCutAndSaysSo) {
  PageSite site;
  while (site.desk.stories.size() < web::k_findings_page_max + 5) site.desk.add_finding();
  EXPECT_TRUE(has(site.body("/"), "Показаны первые 1000"));
}

/// The address behind «Дальше»; empty: this is the last page.
std::string next_of(std::string_view body) {
  constexpr std::string_view k_link = "rel=\"next\" href=\"";
  const std::size_t begin = body.find(k_link);
  if (begin == std::string_view::npos) return {};
  body.remove_prefix(begin + k_link.size());
  std::string address(body.substr(0, body.find('"')));
  for (std::size_t at = address.find("&amp;"); at != std::string::npos; at = address.find("&amp;"))
    address.replace(at, 5, "&");
  return address;
}

/// What stands in the rows of all pages, in their order.
std::vector<std::string> walk(PageSite& site, std::string address, std::string_view begin, int pages) {
  std::vector<std::string> rows;
  for (int page = 1; !address.empty(); ++page) {
    EXPECT_LE(page, pages);
    if (page > pages) break;
    const std::string body = site.body(address);
    for (std::size_t at = body.find(begin); at != std::string::npos; at = body.find(begin, at + 1)) {
      const std::size_t from = at + begin.size();
      rows.push_back(body.substr(from, body.find_first_of("<.\"", from) - from));
    }
    address = next_of(body);
  }
  return rows;
}

TEST(Page, LongListsGoOnWithoutLossOrRepeat) {
  PageSite site;
  constexpr int k_rows = 1203;
  site.desk.document_list.clear();
  site.desk.message_list.clear();
  site.desk.backlog_list.clear();
  site.desk.act_list.clear();
  site.desk.contradiction_list.clear();
  std::vector<std::string> names;
  for (int i = 1; i <= k_rows; ++i) {
    const std::string name = "row" + std::to_string(i);
    names.push_back(name);
    const int id = k_rows + 1 - i;
    web::DocumentView document;
    document.id = journal::DocumentId{id};
    document.name = name;
    site.desk.document_list.push_back(document);
    web::MessageView message;
    message.id = alerts::MessageId{id};
    message.subject = name;
    site.desk.message_list.push_back(message);
    const journal::LessonId lesson{i};
    site.desk.backlog_list.push_back(
        {lesson, {"7А", "", name}, journal::make_date(2026, 10, 2), {}, journal::Field::topic, {}});
    web::ContradictionView contradiction;
    contradiction.place = {lesson, journal::Field::homework};
    contradiction.scope = {"7А", "", name};
    site.desk.contradiction_list.push_back(contradiction);
    site.desk.act_list.push_back({id, site.desk.at, name, "", 1, site.desk.at, site.desk.at});
  }
  EXPECT_EQ(walk(site, "/documents", "<th scope=\"row\">", 3), names);
  EXPECT_EQ(walk(site, "/outbox", "<th scope=\"row\">", 3), names);
  EXPECT_EQ(walk(site, "/backlog", "data-label=\"Предмет\">", 3), names);
  EXPECT_EQ(walk(site, "/contradictions", "7А · ", 3), names);
  EXPECT_EQ(walk(site, "/keeping", "data-label=\"Убрано\">", 3), names);
}

/// Questions of so many lessons, each one's own.
void add_lessons(PageSite& site, std::size_t count) {
  while (site.desk.stories.size() < count) {
    site.desk.add_finding();
    rules::Finding& finding = site.desk.stories.back().view.finding;
    finding.number += 10000;
    finding.lesson = journal::LessonId{static_cast<std::int64_t>(finding.lesson) + finding.number};
  }
}

TEST(Page, QuestionsGoOnUnderTheSameFilter) {
  PageSite site;
  add_lessons(site, 1101);
  const std::vector<std::string> rows =
      walk(site, "/findings?state=open&from=2026-01-01", "name=\"pick\" value=\"", 3);
  const std::set<std::string> unique(rows.begin(), rows.end());
  EXPECT_EQ(unique.size(), rows.size());
  EXPECT_GT(rows.size(), 1000U);
  const std::string first = site.body("/findings?state=open");
  EXPECT_TRUE(has(first, "На этой странице"));
  EXPECT_TRUE(has(next_of(first), "state=open&after="));
  EXPECT_TRUE(has(site.body("/findings?state=confirmed"), "Найдено"));
}

TEST(Page, ATableOfQuestionsHoldsAllPagesOrIsRefused) {
  PageSite site;
  add_lessons(site, 2500);
  EXPECT_GT(count_of(site.get("/findings.csv?state=open").body, "\n"), 2400U);
}

TEST(Page, HeldLettersAreLoudAndGoWhenAPersonSaysHow) {
  PageSite site;
  EXPECT_FALSE(has(site.body("/outbox"), "придержаны"));
  site.desk.held_since = site.desk.at - journal::Seconds(3600);
  EXPECT_TRUE(has(site.body("/"), "письма придержаны (1 письмо)"));
  EXPECT_TRUE(has(site.body("/outbox"), "База восстановлена из копии"));
  EXPECT_EQ(site.post("/outbox/release", {}).status, 422);
  ASSERT_TRUE(site.desk.done.empty());
  const web::Response released = site.post("/outbox/release", {{"queued_before", "drop"}});
  EXPECT_EQ(released.status, 303);
  EXPECT_EQ(site.desk.done.back(), "release drop by Ковалёв С. В.");
  EXPECT_EQ(site.post("/outbox/release", {{"queued_before", "send"}}).status, 422);
  EXPECT_TRUE(has(site.body("/outbox?done=released"), "письма уходят"));
}

TEST(Page, KeepingSaysWhetherThereIsABackupAndWhatWasRemoved) {
  PageSite site;
  const std::string good = site.body("/keeping");
  EXPECT_FALSE(has(good, "Резервной копии нет"));
  EXPECT_TRUE(has(good, "записи о том, кто смотрел и выгружал имена"));
  EXPECT_TRUE(has(good, "1 учебный год"));
  EXPECT_TRUE(has(good, "30 дней"));
  site.desk.keeping_now.failing_since = site.desk.at;
  site.desk.keeping_now.trouble = "No space left on device";
  EXPECT_TRUE(has(site.body("/keeping"), "Резервной копии нет"));
  site.desk.keeping_now = {};
  EXPECT_TRUE(has(site.body("/keeping"), "Резервные копии не делаются"));
}

TEST(Page, ContradictionsShowBothSightsWithTheirTimes) {
  PageSite site;
  const std::string body = site.body("/contradictions");
  EXPECT_TRUE(has(body, "<b>заполнено</b>, inbox"));
  EXPECT_TRUE(has(body, "<b>пусто</b>, elzhur"));
  EXPECT_TRUE(has(body, "15:55"));
  EXPECT_TRUE(has(body, "с тех пор все источники сошлись"));
}

TEST(Page, TheCsvHoldsWhatTheFilterShows) {
  PageSite site;
  const web::Response response = site.get("/findings.csv?state=confirmed");
  EXPECT_EQ(response.content_type, "text/csv; charset=utf-8");
  EXPECT_TRUE(has(response.body, "Белова"));
  EXPECT_FALSE(has(response.body, "Петров"));
}

}  // namespace
}  // namespace elzhur::tests
