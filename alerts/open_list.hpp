// Findings as a list to read: grouped by teacher, one row per lesson. Pure. Not for who may see it: plan.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alerts/situation.hpp"

namespace elzhur::alerts {

/// A lesson with everything that is missing in it. Pointers live as long as the findings given.
struct LessonRow {
  std::vector<const rules::FindingView*> findings{};  ///< At least one, by field, then rule.

  [[nodiscard]] const rules::FindingView& first() const { return *findings.front(); }
};

struct OwnerGroup {
  std::optional<rules::Person>
      teacher{};                  ///< Nothing: several possible owners, or none. Nobody is named then.
  std::vector<LessonRow> rows{};  ///< By date, number, class, group, subject.
};

struct OpenList {
  std::vector<OwnerGroup> groups{};  ///< Teachers in the order of the alphabet, the group without one last.
  std::size_t lessons = 0;           ///< Different lessons.
  std::size_t teachers = 0;          ///< Groups with a teacher.
};

[[nodiscard]] OpenList make_open_list(std::span<const rules::FindingView* const> findings,
                                      const rules::Policy& policy);

/// The field that a finding is about; nothing when its rule is gone from the configuration.
[[nodiscard]] std::optional<journal::Field> field_of(const rules::FindingView& view,
                                                     const rules::Policy& policy);
[[nodiscard]] const rules::RuleSpec* rule_of(const rules::FindingView& view, const rules::Policy& policy);

/// What a row says, in words.
struct RowWords {
  std::string when{};     ///< «20.11 (пт), 3-й урок».
  std::string where{};    ///< «7А · алгебра».
  std::string missing{};  ///< «тема, ДЗ».
  std::string due{};      ///< «срок 20.11, 23:59 (п. 3.2 Положения)».
  std::string seen{};     ///< «пусто при проверке 21.11 в 00:05»; empty when not known.
  std::string note{};     ///< «оспаривается», «ждёт с 21.11»; may be empty.
};
/// `waits_since`: the day the recipient was first told; nothing: told now.
[[nodiscard]] RowWords row_words(const LessonRow& row, const rules::Policy& policy, int year,
                                 std::optional<journal::Date> waits_since);
/// «20.11 в 23:59».
[[nodiscard]] std::string moment(journal::Instant instant, const rules::Policy& policy, int year);

}  // namespace elzhur::alerts
