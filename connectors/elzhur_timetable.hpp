// Answers of getrules and getschedule: who is there to be asked about, and which lessons there are. Pure. Not
// for topics, homework and substitutions: elzhur_entries.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "connectors/elzhur_value.hpp"
#include "journal/lesson.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// More classes than this: the access is not that of one school.
inline constexpr std::size_t k_classes_max = 300;
inline constexpr std::size_t k_pupils_max = 20'000;

/// Why an answer is not understood, in Russian; names nobody.
using NotUnderstood = std::string;

struct SchoolClass {
  std::string name;                 ///< As ElZhur writes it: it is asked for by this text.
  std::vector<std::string> pupils;  ///< Ids, in the order of the answer. Never written anywhere.
};

/// The classes of an answer of getrules, in its order, with the pupils that the access may look at.
[[nodiscard]] tl::expected<std::vector<SchoolClass>, NotUnderstood> read_classes(const AnswerValue& result);

/// A day of an answer that lists days.
struct AnswerDay {
  journal::Date date{};
  const AnswerValue* day = nullptr;
};

/// The days of an answer: of the class, or (`pupil` not empty) of this pupil, ascending. Fails when one lies
/// outside of what was asked for: such an answer was made for another question.
[[nodiscard]] tl::expected<std::vector<AnswerDay>, NotUnderstood> read_days(const AnswerValue& result,
                                                                            journal::DateRange asked,
                                                                            std::string_view pupil);

/// The entries of a day, whether they are a list or a map; none on a day off. The key is "" in a list.
using AnswerItem = std::pair<std::string_view, const AnswerValue*>;
[[nodiscard]] std::vector<AnswerItem> items_of(const AnswerValue& day);

/// What an entry of a day says of its lesson; texts normalised.
struct ItemHead {
  int number = -1;  ///< -1: none.
  std::string subject;
  std::string group;  ///< «01» is «1»; empty: the whole class.
  std::string teacher;
  std::string subject_key;  ///< Folded, to compare.
  std::string group_key;    ///< Folded, to compare.
};
[[nodiscard]] ItemHead read_head(const AnswerItem& item, std::string_view class_name);

/// A lesson of the timetable.
struct TimetableLesson {
  journal::Date date{};
  ItemHead head;  ///< `teacher` may be several, apart by commas.
};

struct Timetable {
  std::string class_name;
  /// From the first to the last day that the answer lists; empty when it lists none.
  journal::DateRange days{journal::Date{std::chrono::days(1)}, journal::Date{}};
  /// Ascending by date; on one day in the order of the answer.
  std::vector<TimetableLesson> lessons;
};

/// Reads getschedule. Entries of one number, subject and group on one day are one lesson of several teachers.
[[nodiscard]] tl::expected<Timetable, NotUnderstood> read_timetable(const AnswerValue& result,
                                                                    std::string_view class_name,
                                                                    journal::DateRange asked,
                                                                    std::string_view pupil = {});

/// "20260914"
[[nodiscard]] std::string format_ymd(journal::Date date);
/// "20260914", "2026-09-14" and "2026.09.14".
[[nodiscard]] std::optional<journal::Date> parse_ymd(std::string_view text);

}  // namespace elzhur::connectors
