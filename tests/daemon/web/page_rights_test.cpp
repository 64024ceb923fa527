// Who sees what: roles by pages, and no name where it does not belong.
#include <array>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

constexpr std::array<std::string_view, 4> k_families{"Иванова", "Петров", "Белова", "Ковалёва"};

/// Status of each page for each role, in the order of the columns: administrator, deputy, director, member,
/// teacher, site administrator, reader without a session.
struct Row {
  std::string_view page;
  std::array<int, 7> statuses;
};
constexpr std::array<Who, 7> k_roles{Who::administrator, Who::deputy,  Who::director,
                                     Who::member,        Who::teacher, Who::site_administrator,
                                     Who::reader};
constexpr std::array k_matrix{
    Row{"/", {200, 200, 200, 200, 200, 200, 200}},
    Row{"/findings", {200, 200, 200, 403, 200, 403, 200}},
    Row{"/findings.csv", {200, 200, 200, 403, 200, 403, 200}},
    Row{"/findings/F-2026-000101", {200, 200, 403, 403, 200, 403, 200}},  // Of Петров, open.
    Row{"/findings/F-2026-000103", {200, 200, 200, 403, 403, 403, 200}},  // Of Белова, confirmed.
    Row{"/findings/F-2026-000104", {200, 200, 403, 403, 403, 403, 200}},  // Of one of two, disputed.
    Row{"/teachers", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/teachers/T002", {200, 200, 403, 403, 200, 403, 200}},
    Row{"/teachers/T003", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/numbers", {200, 200, 200, 200, 403, 403, 200}},
    Row{"/sources", {200, 200, 200, 403, 403, 200, 200}},
    Row{"/documents", {200, 200, 403, 403, 403, 200, 200}},
    Row{"/names", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/upload", {200, 200, 403, 403, 403, 403, 403}},
    Row{"/excuses", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/silences", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/appeals", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/appeals/1", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/appeals/register", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/meetings", {200, 200, 200, 200, 403, 403, 200}},
    Row{"/reports", {200, 200, 200, 200, 200, 403, 200}},
    Row{"/outbox", {200, 200, 403, 403, 403, 200, 200}},
    Row{"/contradictions", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/keeping", {200, 200, 403, 403, 403, 200, 200}},
    Row{"/backlog", {200, 200, 403, 403, 403, 403, 200}},
    Row{"/help", {200, 200, 200, 200, 200, 200, 200}},
};

TEST(PageRights, EveryRoleHasItsPages) {
  for (const Row& row : k_matrix) {
    for (std::size_t i = 0; i < k_roles.size(); ++i) {
      PageSite site(k_roles[i]);
      EXPECT_EQ(site.get(row.page).status, row.statuses[i]) << row.page << ", role " << i;
    }
  }
}

TEST(PageRights, WhoMaySeeNumbersAloneSeesNoNameAnywhere) {
  for (const Who who : {Who::member, Who::site_administrator}) {
    PageSite site(who);
    for (const Row& row : k_matrix) {
      const std::string body = site.get(row.page).body;
      for (const std::string_view family : k_families)
        EXPECT_FALSE(has(body, family)) << row.page << " " << family;
      EXPECT_FALSE(has(body, "T002")) << row.page;
    }
    // Files and letters may be named after people, whoever reads of them.
    const std::set<std::string> allowed{"заседания рабочей группы", "страница «Источники»",
                                        "страница «Документы»", "страница «Письма»"};
    for (const auto& [person, what] : site.desk.accesses)
      EXPECT_TRUE(allowed.contains(what)) << what << ": nothing else with names was shown";
  }
}

TEST(PageRights, TheDirectorSeesOnlyNamesThatAPersonHasConfirmed) {
  PageSite site(Who::director);
  for (const Row& row : k_matrix) {
    const std::string body = site.get(row.page).body;
    for (const std::string_view family : {"Иванова", "Петров", "Ковалёва"}) {
      EXPECT_FALSE(has(body, family)) << row.page << " " << family;
    }
  }
  const std::string body = site.body("/");
  EXPECT_TRUE(has(body, "Белова Т. С."));
  EXPECT_TRUE(has(body, "проверено: Завуч Смирнова О. В."));
  EXPECT_FALSE(has(body, "Подтвердить"));
}

TEST(PageRights, AnObjectionTakesTheNameBackFromTheDirector) {
  PageSite site(Who::director);
  ASSERT_TRUE(site.desk.settle(journal::FindingId{3}, {rules::Action::dispute, "Завуч", "", 2}).has_value());
  for (const char* page :
       {"/", "/findings?state=all", "/findings/F-2026-000103", "/findings.csv?state=all"}) {
    EXPECT_FALSE(has(site.get(page).body, "Белова")) << page;
  }
}

TEST(PageRights, ATeacherSeesOnlyOwnLessons) {
  PageSite site(Who::teacher);  // Петров.
  const std::string all = site.body("/") + site.body("/findings?state=all") +
                          site.body("/findings.csv?state=all") + site.body("/teachers/T002") +
                          site.body("/findings?state=all&teacher=T003");
  EXPECT_TRUE(has(all, "F-2026-000101"));
  EXPECT_TRUE(has(all, "F-2026-000105"));
  for (const char* other : {"F-2026-000103", "F-2026-000104", "Белова", "Иванова", "Ковалёва"}) {
    EXPECT_FALSE(has(all, other)) << other;
  }
}

TEST(PageRights, OneOfSeveralPossibleOwnersLearnsNoOtherName) {
  PageSite site(Who::teacher);
  site.visitor.person = journal::PersonId{1};  // Иванова, or Ковалёва.
  const std::string body = site.body("/") + site.body("/findings/F-2026-000104");
  EXPECT_TRUE(has(body, "то вёл урок, не определено"));
  EXPECT_FALSE(has(body, "Ковалёва"));
  EXPECT_FALSE(has(body, "отсутствие по уважительной причине")) << "the reason of somebody else";
}

TEST(PageRights, UnderARuleWithoutAClauseOnlyWhoSeesAllNamesIsTold) {
  for (const Who who : {Who::director, Who::teacher}) {
    PageSite site(who);
    for (rules::RuleSpec& rule : site.desk.rule_list) rule.basis.clear();
    const std::string body = site.body("/") + site.body("/findings?state=all");
    EXPECT_FALSE(has(body, "Белова"));
    EXPECT_FALSE(has(body, "F-2026-0001"));
  }
  PageSite administrator;
  for (rules::RuleSpec& rule : administrator.desk.rule_list) rule.basis.clear();
  EXPECT_TRUE(has(administrator.body("/"), "F-2026-000101"));
}

TEST(PageRights, WhileItOnlyObservesNobodyElseIsTold) {
  for (const Who who : {Who::director, Who::teacher}) {
    PageSite site(who);
    site.desk.is_working = false;
    const std::string body = site.body("/") + site.body("/findings?state=all");
    EXPECT_FALSE(has(body, "F-2026-0001"));
    EXPECT_EQ(site.get("/findings/F-2026-000103").status, 403);
  }
  PageSite administrator;
  administrator.desk.is_working = false;
  const std::string body = administrator.body("/");
  EXPECT_TRUE(has(body, "F-2026-000101"));
  EXPECT_TRUE(has(body, "Режим наблюдения"));
  EXPECT_FALSE(has(PageSite().body("/"), "Режим наблюдения"));
}

TEST(PageRights, NoButtonIsShownToWhoMayNotDecideButTheReasonWhy) {
  PageSite site(Who::reader);
  for (const char* page : {"/", "/findings/F-2026-000101", "/names", "/excuses", "/appeals"}) {
    const std::string body = site.body(page);
    EXPECT_FALSE(has(body, "Подтвердить</button>")) << page;
    EXPECT_FALSE(has(body, "<form class=\"entry")) << page;
    EXPECT_TRUE(has(body, "Здесь можно только смотреть")) << page;
  }
}

TEST(PageRights, EveryPageWithNamesIsNotedAndNoNameStandsInTheNote) {
  PageSite site;
  for (const char* page :
       {"/", "/findings", "/findings.csv", "/findings/F-2026-000101", "/teachers", "/teachers/T002", "/names",
        "/excuses", "/appeals", "/appeals/1", "/appeals/register", "/backlog", "/sources", "/documents",
        "/outbox", "/contradictions"}) {
    site.desk.accesses.clear();
    (void)site.get(page);
    ASSERT_EQ(site.desk.accesses.size(), 1) << page;
    EXPECT_EQ(site.desk.accesses[0].first, "Ковалёв С. В.");
    for (const std::string_view family : k_families)
      EXPECT_FALSE(has(site.desk.accesses[0].second, family)) << page;
  }
}

TEST(PageRights, AFormOfAnotherSessionChangesNothing) {
  for (const char* path : {"/findings/settle", "/names", "/upload", "/upload/accept", "/excuses", "/appeals",
                           "/appeals/1", "/sources", "/outbox/release"}) {
    PageSite site;
    site.desk.held_since = site.desk.at;
    const web::Response response = site.post(path, {{"form_token", "stolen"},
                                                    {"confirm", "F-2026-000101.1"},
                                                    {"applicant", "Кто-то"},
                                                    {"content", "что-то"},
                                                    {"queued_before", "send"},
                                                    {"source", "inbox"}});
    EXPECT_EQ(response.status, 403) << path;
    EXPECT_TRUE(site.desk.done.empty()) << path;
    EXPECT_EQ(site.desk.stories[0].view.finding.state, rules::FindingState::open) << path;
  }
}

TEST(PageRights, ARoleWithoutTheRightCannotPostItEither) {
  for (const Who who : {Who::director, Who::member, Who::teacher, Who::site_administrator, Who::reader}) {
    for (const char* path : {"/findings/settle", "/names", "/upload", "/upload/accept", "/excuses",
                             "/appeals", "/outbox/release"}) {
      PageSite site(who);
      site.desk.held_since = site.desk.at;
      const web::Response response = site.post(path, {{"confirm", "F-2026-000101.1"},
                                                      {"applicant", "Кто-то"},
                                                      {"content", "что-то"},
                                                      {"of", "school"},
                                                      {"queued_before", "send"}});
      EXPECT_EQ(response.status, 403) << path;
      EXPECT_TRUE(site.desk.done.empty()) << path;
      EXPECT_EQ(site.desk.excuse_list.size(), 1) << path;
      EXPECT_EQ(site.desk.stories[0].view.finding.state, rules::FindingState::open) << path;
    }
  }
}

}  // namespace
}  // namespace elzhur::tests
