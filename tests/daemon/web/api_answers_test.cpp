// Every answer held against openapi.json by a validator that is not ours.
#include <gtest/gtest.h>

#include "daemon/web/api.hpp"
#include "tests/daemon/web/api_site.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

/// Answers as the checking program takes them.
class Answers {
 public:
  void add(const char* method, const char* path, const web::Response& response) {
    list_.push_back({{"method", method},
                     {"path", path},
                     {"status", response.status},
                     {"type", response.content_type},
                     {"body", is_text(response) ? response.body : std::string()}});
  }
  /// What is wrong with them; empty: nothing.
  [[nodiscard]] std::string check() const {
    const TempDir folder;
    const auto description = folder.write("openapi.json", web::openapi_text());
    const auto answers = folder.write("answers.json", list_.dump());
    const auto script = source_dir() / "tests" / "daemon" / "web" / "check_answers.py";
    const ProcessResult result =
        run_process({python().string(), script.string(), description.string(), answers.string()});
    return result.status == 0 ? "" : result.out + result.err;
  }

 private:
  static bool is_text(const web::Response& response) {
    return response.content_type.find("spreadsheet") == std::string::npos;
  }

  Json list_ = Json::array();
};

struct Sent {
  const char* method;
  const char* path;     ///< As the description names it.
  const char* address;  ///< As it is asked.
  Json body;
};

void send(ApiSite& site, Answers& answers, const Sent& sent) {
  const bool is_get = std::string_view(sent.method) == "GET";
  answers.add(sent.method, sent.path,
              is_get ? site.get(sent.address) : site.send(sent.method, sent.address, sent.body));
}

/// What is looked at and decided every day.
std::vector<Sent> daily() {
  return {{"GET", "/status", "/status", {}},
          {"GET", "/findings", "/findings", {}},
          {"GET", "/findings", "/findings?state=resolved,disputed&limit=1", {}},
          {"GET", "/findings", "/findings?state=nothing", {}},
          {"GET", "/findings/{id}", "/findings/F-2026-000101", {}},
          {"GET", "/findings/{id}", "/findings/F-2026-000104", {}},
          {"GET", "/findings/{id}", "/findings/F-2026-000999", {}},
          {"POST", "/findings/{id}/acknowledge", "/findings/F-2026-000101/acknowledge", {{"version", 1}}},
          {"POST", "/findings/{id}/acknowledge", "/findings/F-2026-000101/acknowledge", {{"version", 1}}},
          {"POST", "/findings/{id}/confirm", "/findings/F-2026-000101/confirm", {{"version", 2}}},
          {"POST", "/findings/{id}/dispute", "/findings/F-2026-000101/dispute", {{"version", 3}}},
          {"POST",
           "/findings/{id}/withdraw",
           "/findings/F-2026-000101/withdraw",
           {{"version", 4}, {"reason", "x"}}},
          {"POST", "/findings/{id}/excuse", "/findings/F-2026-000102/excuse", {{"wrong", 1}}},
          {"GET", "/appeals", "/appeals", {}},
          {"POST", "/appeals", "/appeals", {{"kind", "technical"}, {"applicant", "a"}, {"content", "b"}}},
          {"POST", "/appeals", "/appeals", Json::array()},
          {"GET", "/appeals/{id}", "/appeals/2", {}},
          {"GET", "/appeals/{id}", "/appeals/77", {}},
          {"PATCH", "/appeals/{id}", "/appeals/2", {{"version", 1}, {"assigned_to", "Завуч"}}},
          {"PATCH", "/appeals/{id}", "/appeals/2", {{"version", 1}}},
          {"GET", "/teachers", "/teachers", {}},
          {"GET", "/sources", "/sources", {}},
          {"POST", "/sources/{id}/pull", "/sources/inbox/pull", {}},
          {"POST", "/sources/{id}/pull", "/sources/none/pull", {}},
          {"POST", "/sources/{id}/documents", "/sources/inbox/documents?name=a.xls", {}},
          {"POST", "/sources/{id}/documents", "/sources/inbox/documents?name=bad.xls", {}},
          {"POST", "/sources/{id}/documents", "/sources/inbox/documents?name=b.xls&accept=true", {}},
          {"POST", "/sources/{id}/documents", "/sources/inbox/documents?token=token-1", {}},
          {"POST", "/sources/{id}/documents", "/sources/inbox/documents?token=token-2", {}},
          {"GET", "/documents/{id}", "/documents/2", {}},
          {"GET", "/documents/{id}", "/documents/x", {}},
          {"GET", "/excuses", "/excuses", {}},
          {"POST",
           "/excuses",
           "/excuses",
           {{"of", "teacher"},
            {"teacher", "T002"},
            {"from", "2026-11-20"},
            {"to", "2026-11-20"},
            {"reason", "trip"}}},
          {"POST", "/excuses", "/excuses", {{"of", "school"}}}};
}

/// Reports and meetings.
std::vector<Sent> papers() {
  return {{"GET", "/reports/{name}", "/reports/findings", {}},
          {"GET", "/reports/{name}", "/reports/teachers", {}},
          {"GET", "/reports/{name}", "/reports/weeks?format=json", {}},
          {"GET", "/reports/{name}", "/reports/weeks?format=csv", {}},
          {"GET", "/reports/{name}", "/reports/none", {}},
          {"GET", "/reports/{name}", "/reports/appeals?from=2026-01-01", {}},
          {"GET", "/reports/{name}", "/reports/check?from=2026-11-01&to=2026-11-24&basis=1", {}},
          {"GET", "/reports/{name}", "/reports/check?format=html", {}},
          {"GET", "/reports/{name}", "/reports/findings?format=xlsx", {}},
          {"GET", "/reports/{name}", "/reports/weeks?from=2026-11-24&to=2026-11-01", {}},
          {"GET", "/meetings", "/meetings", {}},
          {"GET", "/meetings", "/meetings?year=x", {}},
          {"POST",
           "/meetings",
           "/meetings",
           {{"date", "2026-11-24"}, {"chair", "Орлова"}, {"secretary", "Смирнов"}}},
          {"POST", "/meetings", "/meetings", {{"date", "2026-11-24"}}},
          {"POST", "/meetings", "/meetings", Json::array()},
          {"GET", "/meetings/{id}", "/meetings/1", {}},
          {"GET", "/meetings/{id}", "/meetings/77", {}},
          {"PATCH",
           "/meetings/{id}",
           "/meetings/1",
           {{"version", 1},
            {"agenda", {{{"topic", "a"}, {"votes", {{"yes", 2}, {"no", 0}, {"abstained", 0}}}}}},
            {"resolutions", {{{"item", 1}, {"what", "b"}, {"due", "2026-12-01"}}}}}},
          {"PATCH", "/meetings/{id}", "/meetings/1", {{"version", 1}}},
          {"PATCH", "/meetings/{id}", "/meetings/1", {{"version", 2}, {"agenda", {{{"what", "a"}}}}}},
          {"GET", "/meetings/{id}/minutes", "/meetings/1/minutes", {}},
          {"GET", "/meetings/{id}/minutes", "/meetings/x/minutes", {}}};
}

/// Who is told what.
std::vector<Sent> asked_of_telling() {
  return {
      {"GET", "/silences", "/silences", {}},
      {"GET", "/silences", "/silences?all=1", {}},
      {"POST", "/silences", "/silences", {{"class", "7А"}, {"until", "2026-12-06"}, {"reason", "ремонт"}}},
      {"POST",
       "/silences",
       "/silences",
       {{"finding", "F-2026-000101"}, {"until", "resolved"}, {"reason", "ремонт"}}},
      {"POST", "/silences", "/silences", {{"until", "soon"}}},
      {"GET", "/findings/{id}", "/findings/F-2026-000101", {}},
      {"POST", "/silences/{id}/end", "/silences/2/end", {}},
      {"POST", "/silences/{id}/end", "/silences/2/end", {}},
      {"POST", "/silences/{id}/end", "/silences/x/end", {}},
      {"GET", "/mode", "/mode", {}},
      {"POST", "/mode", "/mode", {{"mode", "observe"}, {"reason", "каникулы"}}},
      {"POST", "/mode", "/mode", {{"mode", "silent"}}},
      {"GET", "/mode", "/mode", {}},
      {"GET", "/status", "/status", {}},
      {"POST", "/test-mail", "/test-mail", {{"recipient", "administrator"}, {"order", "a-1"}}},
      {"POST", "/test-mail", "/test-mail", Json::object()},
      {"POST", "/test-mail", "/test-mail", {{"recipient", "nobody"}}}};
}

std::vector<Sent> about_lists() {
  return {{"GET", "/outbox", "/outbox", {}},
          {"GET", "/outbox", "/outbox?limit=1", {}},
          {"GET", "/outbox", "/outbox?limit=0", {}},
          {"POST", "/outbox/release", "/outbox/release", {{"queued_before", "drop"}}},
          {"POST", "/outbox/release", "/outbox/release", {{"queued_before", "send"}}},
          {"POST", "/outbox/release", "/outbox/release", Json::array()},
          {"GET", "/keeping", "/keeping", {}},
          {"GET", "/keeping", "/keeping?limit=1", {}},
          {"GET", "/keeping", "/keeping?cursor=x", {}},
          {"GET", "/backlog", "/backlog", {}},
          {"GET", "/backlog", "/backlog?limit=1", {}},
          {"GET", "/backlog", "/backlog?cursor=1", {}},
          {"GET", "/contradictions", "/contradictions", {}},
          {"GET", "/contradictions", "/contradictions?limit=1", {}},
          {"GET", "/contradictions", "/contradictions?cursor=0.1", {}},
          {"GET", "/sources", "/sources?limit=2", {}},
          {"GET", "/sources", "/sources?cursor=-1", {}}};
}

TEST(ApiAnswers, AreAsTheDescriptionSays) {
  ApiSite site;
  site.desk.held_since = site.desk.at;
  Answers answers;
  std::vector<Sent> all = daily();
  for (Sent& sent : papers()) all.push_back(std::move(sent));
  for (Sent& sent : asked_of_telling()) all.push_back(std::move(sent));
  for (Sent& sent : about_lists()) all.push_back(std::move(sent));
  all.push_back({"GET", "/openapi.json", "/openapi.json", {}});
  for (const Sent& sent : all) send(site, answers, sent);
  answers.add("GET", "/findings", site.get("/findings", tag_of(site.get("/findings"))));
  site.visitor.rights = 0;
  for (const Sent& sent : all) {
    if (std::string_view(sent.path) != "/openapi.json") send(site, answers, sent);
  }
  site.visitor.allow(web::Right::metrics);
  send(site, answers, all.front());
  site.visitor.allow(web::Right::names);
  site.desk.broken = "store: no";
  send(site, answers, all[1]);
  EXPECT_EQ(answers.check(), "");
}

TEST(ApiAnswers, WrongAnswerIsNoticed) {
  Answers answers;
  web::Response response;
  response.content_type = "application/json";
  response.body = R"({"findings": [{"id": "F-2026-000001"}], "next": null})";
  answers.add("GET", "/findings", response);
  EXPECT_NE(answers.check().find("'rule' is a required property"), std::string::npos) << answers.check();
}

}  // namespace
}  // namespace elzhur::tests
