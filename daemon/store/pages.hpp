// What pages and answers are made from: lists with filters, numbers by day and by teacher, all that made one
// finding. Only reads. Not for a cycle: that is ledger.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/keeper.hpp"
#include "daemon/store/reports.hpp"

namespace elzhur::store {

/// Which findings are asked for; an empty value asks for all of them.
struct FindingQuery {
  std::span<const rules::FindingState> states;  ///< At least one.
  std::string_view rule;
  std::optional<journal::PersonId> owner;
  std::string_view class_folded;  ///< As fold_class() gives it.
  std::optional<journal::Date> from;
  std::optional<journal::Date> to;
  journal::FindingId after{};
  std::size_t limit = 0;
};

struct DayTotals {
  journal::Date day{};
  rules::LessonTotals lessons;
};
struct DayField {
  journal::Date day{};
  journal::Field field = journal::Field::topic;
  journal::FillState state = journal::FillState::unknown;
  std::int64_t lessons = 0;
};

/// Lessons of which all that is known of the owners is these texts.
struct OwnersCount {
  std::vector<journal::PersonId> teachers;
  std::vector<journal::PersonId> substitutes;
  std::int64_t lessons = 0;
};

struct MessageLine {
  MessageRow message;
  std::string last_answer;  ///< Of the newest attempt; empty: none was answered.
};

/// An entry that stands though another sight says otherwise: nothing is proved by it.
struct Contradiction {
  struct Sight {
    journal::FillState state = journal::FillState::unknown;
    journal::AsOf as_of;
    journal::DocumentId document{};
  };
  journal::LessonId lesson{};
  journal::Field field{};
  journal::Scope scope;
  journal::Date date{};
  std::optional<int> number;
  std::vector<rules::Person> owners;
  Sight standing;
  std::vector<Sight> others;  ///< Empty: whatever said otherwise has been seen again and agrees by now.
};

/// Callers hold the core's lock, or use a connection of their own (readers.hpp).
class Pages {
 public:
  Pages(Core& core, Words& words, Findings& findings, Coverage& coverage, Lessons& lessons, Reports& reports);

  /// By id.
  [[nodiscard]] std::vector<rules::FindingView> findings(const FindingQuery& query);
  [[nodiscard]] std::vector<FindingChange> history(journal::FindingId id);
  /// Nothing when there is no such lesson.
  [[nodiscard]] std::optional<rules::LessonRecord> lesson(journal::LessonId id);
  /// The segments that touch the day of the lesson.
  [[nodiscard]] std::vector<rules::Segment> segments_of(journal::LessonId lesson);
  [[nodiscard]] std::vector<rules::LaterLesson> timetable(journal::ScopeId scope, journal::Date from);
  [[nodiscard]] std::map<journal::DocumentId, std::string> hashes_of(
      std::span<const journal::DocumentId> documents);
  /// Of entries of the appeal log that name the finding, in their order.
  [[nodiscard]] std::vector<appeals::AppealId> appeals_of(journal::FindingId finding);

  /// Those with something to count, ascending.
  [[nodiscard]] std::vector<DayTotals> days(journal::DateRange dates);
  [[nodiscard]] std::map<journal::PersonId, rules::LessonTotals> totals_by_owner(journal::DateRange dates);
  [[nodiscard]] std::vector<DayField> day_fields(journal::DateRange dates);
  /// The first day with anything to count within the dates.
  [[nodiscard]] std::optional<journal::Date> first_day(journal::DateRange dates);
  /// Lessons with an open question whose only possible owner this is.
  [[nodiscard]] std::map<journal::PersonId, std::int64_t> open_lessons_by_owner();

  [[nodiscard]] std::vector<rules::Person> persons() { return words_.persons(); }
  [[nodiscard]] std::vector<SpellingRow> spellings() { return words_.spellings(); }
  [[nodiscard]] std::vector<std::string> ambiguous_names();
  /// Posts that were corrected on request, the newest of each person.
  [[nodiscard]] std::map<journal::PersonId, std::string> corrected_posts();
  /// Every lesson, by what is known of its owners. Reads all lessons.
  [[nodiscard]] std::vector<OwnersCount> owners();

  /// The newest first, of those with smaller ids than `before`; 0: of all.
  [[nodiscard]] std::vector<MessageLine> messages(std::size_t limit, alerts::MessageId before);
  [[nodiscard]] std::int64_t messages_pending();
  [[nodiscard]] std::optional<std::string> note(std::string_view key);
  /// When the source last showed something that counts.
  [[nodiscard]] std::optional<journal::Instant> last_accepted(std::string_view source);
  /// By lesson and field, behind the given one. Reads every episode of the lessons behind it.
  [[nodiscard]] std::vector<Contradiction> contradictions(std::size_t limit,
                                                          const rules::FieldOfLesson& after);
  /// The newest first, of those with smaller ids than `before`; 0: of all.
  [[nodiscard]] std::vector<Act> acts(std::size_t limit, std::int64_t before);
  /// The newest rows first.
  [[nodiscard]] std::vector<AccessRow> accesses(std::size_t limit);

  [[nodiscard]] Reports& reports() { return reports_; }

 private:
  Core& core_;
  Words& words_;
  Findings& findings_;
  Coverage& coverage_;
  Lessons& lessons_;
  Reports& reports_;
};

}  // namespace elzhur::store
