#include "connectors/elzhur_report.hpp"

#include <gtest/gtest.h>

#include "tests/connectors/scripted_http.hpp"

namespace elzhur::connectors {
namespace {

const journal::Instant k_now = *journal::parse_instant("2026-09-15T18:00:00+03:00");

constexpr const char* k_report =
    "Дата урока;№ урока;Класс;Предмет;Учитель;Тема урока;Домашнее задание\n"
    "14.09.2026;1;7А;Алгебра;Иванова Анна Петровна;Степень;§ 5\n"
    "14.09.2026;2;7А;Физика;Ким Лариса Олеговна;;\n";
constexpr const char* k_sign_in_page =
    "<html><body><form action=\"/ajaxauthorize\"><input type=\"password\"></form></body></html>";
constexpr const char* k_let_in = R"({"result": true, "errors": [], "actions": [{"type": "redirect"}]})";

/// A site that knows who is signed in, unless a test says otherwise.
class ElzhurReport : public ::testing::Test {
 protected:
  ElzhurReport() : http_([this](const SeenRequest& request) { return answer(request); }) {}

  ScriptedHttp::Reply answer(const SeenRequest& request) {
    if (request.method == "ajaxauthorize") {
      const bool is_right = request.is_form && request.get("password") == "word";
      is_signed_in_ = is_right;
      return is_right ? sign_in_ : reply(R"({"result": false, "error": "нет", "errors": [{"text": "нет"}]})");
    }
    if (!is_signed_in_) return signed_out_;
    return report_;
  }
  ElzhurReportSource source(const std::string& password = "word") {
    return ElzhurReportSource({.id = "report",
                               .base_url = "https://school.example/",
                               .username = journal::Secret(std::string("admin")),
                               .password = journal::Secret(std::string(password)),
                               .path = "/journal-report-action/report.fill",
                               .mode = ReportMode::excel,
                               .zone = *journal::TimeZone::load("Europe/Moscow"),
                               .declared_none = {}},
                              http_);
  }
  static Pull pull(ElzhurReportSource& source, bool is_known = false) {
    return source.pull({k_now, {}, {}}, [is_known](std::string_view) { return is_known; });
  }

  bool is_signed_in_ = false;
  ScriptedHttp::Reply sign_in_ = reply(k_let_in);
  ScriptedHttp::Reply signed_out_ = reply("", 302);
  ScriptedHttp::Reply report_ = reply(k_report);
  ScriptedHttp http_;
};

TEST_F(ElzhurReport, IsReadAsALiveAnswerOfThisMoment) {
  auto site = source();
  const Pull first = pull(site);
  ASSERT_EQ(first.documents.size(), 1U);
  EXPECT_EQ(first.status, PullStatus::accepted) << first.reason;
  EXPECT_EQ(first.reach, Reach::reached);
  const auto& document = *first.documents[0].document;
  EXPECT_TRUE(document.live);
  EXPECT_EQ(document.name, "отчёт");
  EXPECT_EQ(document.lessons(), 2U);
  EXPECT_EQ(document.as_of, (journal::AsOf{k_now + journal::Seconds(1), k_now + journal::Seconds(2)}));
  EXPECT_EQ(http_.requests[1].url, "https://school.example/journal-report-action/report.fill");
  EXPECT_EQ(http_.requests[1].get("mode"), "excel");
}

TEST_F(ElzhurReport, KnownBytesAreUnchangedAndRenewWhatWasSeen) {
  auto site = source();
  const Pull known = pull(site, true);
  EXPECT_EQ(known.status, PullStatus::unchanged);
  EXPECT_TRUE(known.documents[0].document);
}

TEST_F(ElzhurReport, OlderTimeInTheReportItselfCounts) {
  report_ = reply(std::string("Сформировано: 15.09.2026 06:00\n") + k_report);
  auto site = source();
  const Pull first = pull(site);
  ASSERT_TRUE(first.documents[0].document) << first.reason;
  EXPECT_EQ(first.documents[0].document->as_of.earliest,
            *journal::parse_instant("2026-09-15T06:00:00+03:00"));
}

TEST_F(ElzhurReport, SessionThatEndedIsBegunOnceAgain) {
  auto site = source();
  ASSERT_EQ(pull(site).status, PullStatus::accepted);
  EXPECT_EQ(http_.count("ajaxauthorize"), 1U);
  ASSERT_EQ(pull(site).status, PullStatus::accepted);
  EXPECT_EQ(http_.count("ajaxauthorize"), 1U);
  for (const auto& out : {reply("", 302), reply(k_sign_in_page), reply("", 401)}) {
    signed_out_ = out;
    is_signed_in_ = false;
    const std::size_t before = http_.count("ajaxauthorize");
    EXPECT_EQ(pull(site).status, PullStatus::accepted);
    EXPECT_EQ(http_.count("ajaxauthorize"), before + 1);
  }
  EXPECT_EQ(http_.forgotten, 4U);
}

TEST_F(ElzhurReport, WrongPasswordIsRejectedAndReachable) {
  auto site = source("wrong");
  const Pull refused = pull(site);
  EXPECT_EQ(refused.status, PullStatus::rejected);
  EXPECT_EQ(refused.reach, Reach::reached);
  EXPECT_EQ(refused.documents[0].reason, "вход на сайт не принят: проверьте имя входа и пароль");
  EXPECT_EQ(http_.count("report.fill"), 0U);
}

TEST_F(ElzhurReport, SignInThatDoesNotHelpEndsAfterTheSecond) {
  report_ = reply(k_sign_in_page);
  auto site = source();
  const Pull refused = pull(site);
  EXPECT_EQ(refused.status, PullStatus::rejected);
  EXPECT_EQ(http_.count("ajaxauthorize"), 2U);
  EXPECT_EQ(http_.count("report.fill"), 2U);
}

TEST_F(ElzhurReport, MaintenancePageIsElzhursTrouble) {
  report_ = reply("<html><body>Технические работы</body></html>");
  auto site = source();
  Pull failed = pull(site);
  EXPECT_EQ(failed.status, PullStatus::failed);
  EXPECT_EQ(failed.reach, Reach::unreachable);
  report_ = reply("<html>502</html>", 502);
  failed = pull(site);
  EXPECT_EQ(failed.status, PullStatus::failed);
  EXPECT_EQ(failed.reach, Reach::unreachable);
  sign_in_ = reply("<html>technical</html>");
  is_signed_in_ = false;
  failed = pull(site);
  EXPECT_EQ(failed.reach, Reach::unreachable);
}

TEST_F(ElzhurReport, ClockOfAnotherTimeRejectsTheReport) {
  report_->date = k_now + journal::Seconds(120);
  auto site = source();
  const Pull skewed = pull(site);
  EXPECT_EQ(skewed.status, PullStatus::rejected);
  EXPECT_NE(skewed.reason.find("расходятся на 118 с"), std::string::npos) << skewed.reason;
  EXPECT_FALSE(skewed.documents[0].document);
}

TEST_F(ElzhurReport, MissingReportSaysWhatToMend) {
  report_ = reply("not here", 404);
  auto site = source();
  const Pull missing = pull(site);
  EXPECT_EQ(missing.status, PullStatus::rejected);
  EXPECT_EQ(missing.documents[0].reason, "отчёта по этому пути нет (код 404): проверьте path");
}

}  // namespace
}  // namespace elzhur::connectors
