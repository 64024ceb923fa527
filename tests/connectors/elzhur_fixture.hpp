// A school of two classes behind a scripted HTTP client, whose answers a test may change one by one.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "connectors/elzhur_api.hpp"
#include "tests/connectors/scripted_http.hpp"

namespace elzhur::connectors {

inline const journal::Instant k_now = *journal::parse_instant("2026-09-15T18:00:00+03:00");

class ElzhurFixture : public ::testing::Test {
 protected:
  ElzhurFixture() : http_([this](const SeenRequest& request) { return answer(request); }) {
    results_["getrules"] = R"({"relations": {"students": {
        "1001": {"name": "1001", "title": "Петров Олег", "class": "7А"},
        "1002": {"name": "1002", "title": "Сидорова Яна", "class": "7А"},
        "1003": {"name": "1003", "title": "Ким Ян", "class": "7Б"}},
      "groups": {"7А": {"name": "7А"}, "7Б": {"name": "7Б"}}}})";
    results_["getschedule 7А"] = R"({"days": {
      "20260914": {"name": "20260914", "items": [
        {"name": "Алгебра", "num": "1", "teacher": "Иванова   Анна Петровна", "teacher_id": 501},
        {"name": "Англ. яз.", "num": "2", "teacher": "Сидоров Пётр Ильич", "grp": "1"},
        {"name": "Англ. яз.", "num": "2", "teacher": "Ким Лариса Олеговна", "grp": "2"}]},
      "20260915": {"name": "20260915", "alert": "today", "items": [
        {"name": "Алгебра", "num": "3", "teacher": "Иванова Анна Петровна"}]}}})";
    results_["getschedule 7Б"] = R"({"days": {"20260914": {"name": "20260914", "items": []},
      "20260915": {"name": "20260915", "alert": "vacation"}}})";
    results_["getdiary 1001"] = R"({"students": {"1001": {"name": "1001", "title": "Петров Олег", "days": {
      "20260914": {"items": {
        "1": {"name": "Алгебра", "num": "1", "topic": "Степень", "teacher": "Иванова Анна Петровна",
              "assessments": [{"value": "5"}]},
        "2": {"name": "Англ. яз.", "num": "2", "grp": "01", "topic": "...", "teacher": "Сидоров Пётр Ильич"}}},
      "20260915": {"items": {"3": {"name": "Алгебра", "num": "3", "topic": null}}}}}}})";
    results_["getdiary 1002"] = R"({"students": {"1002": {"days": {
      "20260914": {"items": {"2": {"name": "Англ. яз.", "num": "2", "grp": "02", "topic": "Food"}}}}}}})";
    results_["getreplaces 20260914"] = R"({"replace": [
      {"num": "1", "name": "Алгебра", "teacher": "Орлов Глеб Юрьевич", "room": "305"}]})";
    results_["getreplaces 20260915"] = R"({"replace": []})";
    results_["gethomework 7А"] = R"({"days": {"20260914": {"items": [
      {"name": "Алгебра", "homework": {"1": {"id": 1, "value": "<p>§ 5</p>"}}},
      {"name": "Англ. яз.", "grp": "1", "individual_exists": true, "homework": []}]}}})";
  }

  ScriptedHttp::Reply answer(const SeenRequest& request) {
    const std::string key = request.method + " " +
                            request.get(request.method == "getdiary"      ? "student"
                                        : request.method == "getreplaces" ? "days"
                                                                          : "class");
    const auto canned = replies_.find(key);
    if (canned != replies_.end()) return canned->second;
    const auto found = results_.find(request.method == "getrules" ? "getrules" : key);
    return found == results_.end() ? reply("{}", 404) : good(found->second);
  }

  ElzhurApiOptions options() {
    ElzhurApiOptions options{.id = "elzhur",
                             .access = {},
                             .homework_date = {},
                             .pupils = {},
                             .zone = *journal::TimeZone::load("Europe/Moscow"),
                             .declared_none = {"без задания"}};
    options.access.base_url = "https://school.example/apiv3/";
    options.access.vendor = "school";
    options.access.devkey = journal::Secret(std::string("key-of-developer"));
    options.access.login = journal::Secret(std::string("school_api"));
    options.access.password = journal::Secret(std::string("pass-word"));
    return options;
  }

  Pull pull(ElzhurApiSource& source) {
    return source.pull(request_, [this](std::string_view sha256) {
      return known_.find(std::string(sha256)) != known_.end();
    });
  }

  static const PulledDocument* find(const Pull& pull, std::string_view name) {
    for (const PulledDocument& document : pull.documents) {
      if (document.name == name) return &document;
    }
    return nullptr;
  }
  /// The block of a subject and group, or none.
  static const journal::Block* block(const PulledDocument* pulled, std::string_view subject,
                                     std::string_view group = {}) {
    if (pulled == nullptr || !pulled->document) return nullptr;
    for (const journal::Block& one : pulled->document->blocks) {
      if (one.scope.subject == subject && one.scope.group == group) return &one;
    }
    return nullptr;
  }

  std::map<std::string, std::string> results_;
  std::map<std::string, ScriptedHttp::Reply> replies_;
  std::map<std::string, bool> known_;
  PullRequest request_{k_now, {journal::make_date(2026, 9, 14), journal::make_date(2026, 9, 15)}, {}};
  ScriptedHttp http_;
};

}  // namespace elzhur::connectors
