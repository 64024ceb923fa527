// A store of one test's own, and what is needed to put a few things into it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/store/sqlite.hpp"
#include "daemon/store/store.hpp"
#include "tests/daemon/store/values.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {

class OpenedStore : public ::testing::Test {
 protected:
  OpenedStore() : file(folder / "elzhurd.db") { reopen(); }

  void reopen() {
    store.reset();
    auto opened = store::Store::open(file);
    ASSERT_TRUE(opened) << opened.error().text;
    store = std::make_unique<store::Store>(std::move(*opened));
  }

  /// A scope with the person and the channel that lesson_without_topic names.
  journal::ScopeId make_scope(const journal::Scope& scope = {"7А", "", "Алгебра"}) {
    const journal::ScopeId id = store->ledger().scope_id(scope);
    static_cast<void>(store->ledger().channel_id("inbox", journal::FieldSet{1}));
    store->ledger().save_persons(std::vector<rules::Person>{{journal::PersonId{1}, "Иванова Анна Петровна"}});
    return id;
  }

  journal::LessonId add_lesson(journal::ScopeId scope, journal::Date date, int ordinal = 1) {
    const rules::LessonRecord record = lesson_without_topic(scope, date, ordinal);
    store->ledger().save_lessons(std::vector<rules::LessonChange>{{nullptr, &record}});
    return record.id;
  }

  void add_duty(journal::LessonId lesson, const std::string& rule, rules::DutyStatus status) {
    store->ledger().save_duties(std::vector<rules::LedgerStore::DutyChange>{
        {std::nullopt, rules::StoredDuty{lesson, rule, status, at(5000), std::nullopt}}});
  }

  /// A finding in a transaction of its own, opened at that instant.
  rules::Finding add_finding(journal::Date date, std::int64_t opened_at, const std::string& rule = "topic") {
    store::Transaction transaction = store->begin(at(opened_at));
    rules::Finding finding = finding_of(add_lesson(make_scope(), date), rule, at(opened_at));
    store->ledger().save_finding(finding, 2026);
    transaction.commit();
    return finding;
  }

  /// What evidence makes of a finding, in a transaction of its own.
  void change_finding(rules::Finding& finding, rules::FindingState state, std::int64_t now) {
    store::Transaction transaction = store->begin(at(now));
    finding.state = state;
    ++finding.version;
    store->ledger().save_finding(finding, 2026);
    transaction.commit();
  }

  /// The first column of the first row, read by another connection.
  [[nodiscard]] std::string query(const char* sql) const {
    store::Connection connection(file, store::Connection::Access::query_only);
    return connection.text(sql);
  }

  TempDir folder;
  std::filesystem::path file;
  std::unique_ptr<store::Store> store;
};

}  // namespace elzhur::tests
