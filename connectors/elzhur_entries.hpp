// Answers of getdiary, gethomework and getreplaces, held against the timetable: what is known of each of its
// lessons. Pure. Where an answer may be read in two ways, nothing is known: never to a teacher's harm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "connectors/cell_text.hpp"
#include "connectors/elzhur_timetable.hpp"
#include "connectors/elzhur_value.hpp"
#include "journal/lesson.hpp"

namespace elzhur::connectors {

/// What the date of a homework means; nobody outside of the school can tell.
enum class HomeworkDate : std::uint8_t {
  assigned,  ///< The lesson in which it was set.
  due,       ///< The lesson for which it is to be done.
};

/// What one pupil's diary shows; each list beside Timetable::lessons.
struct DiaryView {
  std::vector<bool> seen;                 ///< The diary has this lesson.
  std::vector<journal::FillState> topic;  ///< unknown where it has not.
  std::vector<std::string> teacher;       ///< Whom the diary names; "" nobody.
};

/// An entry fits the lesson of its number, subject and group, or else of its number, subject and teacher when
/// there is exactly one; an entry that fits none says nothing. Without a topic (missing, null, blank): empty.
[[nodiscard]] tl::expected<DiaryView, NotUnderstood> read_diary(const AnswerValue& result,
                                                                journal::DateRange asked,
                                                                std::string_view pupil,
                                                                const Timetable& timetable,
                                                                const TextClassifier& classifier);

/// The state of the homework that each lesson of the timetable set; all unknown when the answer lists no day.
[[nodiscard]] tl::expected<std::vector<journal::FillState>, NotUnderstood> read_homework(
    const AnswerValue& result, journal::DateRange asked, const Timetable& timetable, HomeworkDate meaning,
    const TextClassifier& classifier);

/// Who teaches instead, as far as an answer says.
struct Replacement {
  std::string teacher;      ///< "" when nobody does, or nobody knows who.
  bool is_unknown = false;  ///< There is a substitution, but it is not plain by whom.
};

/// Beside Timetable::lessons; lessons of other days have none.
[[nodiscard]] tl::expected<std::vector<Replacement>, NotUnderstood> read_replacements(
    const AnswerValue& result, journal::Date date, const Timetable& timetable);

}  // namespace elzhur::connectors
