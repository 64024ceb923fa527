// A school that does not exist, for one school year: who teaches what when, and every stroke that teachers
// make in their journal. Made from a seed, the same on every machine. It is the truth that tests compare
// with. Pure values; not for HTTP (api.hpp, server.hpp) and not for what elzhurd makes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/lesson.hpp"
#include "journal/time.hpp"

namespace elzhur::simulator {

/// How teachers keep their journal, as shares of lessons in 100.
struct Habits {
  int late_percent = 8;
  int never_percent = 2;
  int placeholder_percent = 4;
  int declared_percent = 5;  ///< «без задания»
  int deleted_percent = 1;   ///< Filled, removed, mostly filled again.
  int moved_percent = 1;     ///< Taken out of the timetable and put elsewhere.
  int sick_percent = 2;      ///< Of teachers in a week: substituted, sometimes announced only afterwards.
};

struct SchoolOptions {
  std::uint64_t seed = 1;
  /// The first of September of the year, or the working day after it.
  journal::Date first_day{std::chrono::year(2026) / 9 / 1};
  int school_days = 170;
  int teachers = 30;
  int classes = 22;
  std::string time_zone = "Europe/Simferopol";
  Habits habits{};
};

struct Person {
  int id = 0;
  std::string name;  ///< «Иванова Анна Петровна»
};

struct Pupil {
  int id = 0;
  std::string name;
  std::string class_name;
  /// By subject: the group this pupil is in; subjects without groups are not in it.
  std::map<std::string, std::string> groups{};
};

/// Something typed into a field, or removed from it (state empty, no text).
struct Stroke {
  journal::Instant at{};
  journal::FillState state = journal::FillState::filled;
  std::string text;

  bool operator==(const Stroke&) const = default;
};

/// Ascending by `at`.
using Strokes = std::vector<Stroke>;

/// What stands there at an instant; nothing was ever typed: empty, without text.
[[nodiscard]] Stroke at(const Strokes& strokes, journal::Instant instant);

struct Substitution {
  journal::Instant announced{};  ///< From then on getreplaces knows of it.
  std::size_t teacher = 0;       ///< Index into School::teachers().
};

/// One lesson that was planned. A moved one is two: the old place ends being listed, the new one begins.
struct Lesson {
  journal::Scope scope;  ///< Group empty: the whole class.
  journal::Date date{};
  int number = 1;
  std::size_t teacher = 0;  ///< Of the timetable; index into School::teachers().
  std::string room;
  journal::Instant starts{};
  journal::Instant ends{};
  /// The timetable shows it from listed_from until just before listed_until.
  journal::Instant listed_from{};
  journal::Instant listed_until = journal::Instant::max();
  std::optional<Substitution> substitution{};
  Strokes topic{};
  Strokes homework{};    ///< Set in this lesson, whatever day it is due.
  Strokes marks{};       ///< The text is how many marks were given: «6».
  Strokes attendance{};  ///< The text is how many pupils were absent: «0», «2».

  [[nodiscard]] bool is_listed(journal::Instant instant) const {
    return listed_from <= instant && instant < listed_until;
  }
  /// Who owes the entries: the substitute if there is one, known already or not.
  [[nodiscard]] std::size_t owner() const { return substitution ? substitution->teacher : teacher; }
  [[nodiscard]] const Strokes& strokes(journal::Field field) const;
};

struct Bell {
  int number = 0;
  journal::Seconds start{};  ///< Since midnight of the wall clock.
  journal::Seconds end{};
};

struct DaysOff {
  std::string name;  ///< «Осенние каникулы», «День народного единства»
  journal::DateRange dates{};
};

/// Immutable once made.
class School {
 public:
  /// Total: numbers out of all reason are brought into range (teachers 2..200, classes 1..60, days 1..250).
  explicit School(const SchoolOptions& options);

  [[nodiscard]] const SchoolOptions& options() const { return options_; }
  [[nodiscard]] const journal::TimeZone& zone() const { return zone_; }
  [[nodiscard]] const std::vector<Person>& teachers() const { return teachers_; }
  /// In the order of a school: «1А», «1Б», ..., «11А».
  [[nodiscard]] const std::vector<std::string>& classes() const { return classes_; }
  [[nodiscard]] const std::vector<Pupil>& pupils() const { return pupils_; }
  [[nodiscard]] const std::vector<Bell>& bells() const { return bells_; }
  /// First and last day of each quarter.
  [[nodiscard]] const std::vector<journal::DateRange>& terms() const { return terms_; }
  [[nodiscard]] const std::vector<DaysOff>& days_off() const { return days_off_; }
  [[nodiscard]] bool is_school_day(journal::Date date) const;
  /// Days with lessons, ascending.
  [[nodiscard]] const std::vector<journal::Date>& school_days() const { return school_days_; }

  /// Ascending by (class in the order of classes(), date, number, subject, group).
  [[nodiscard]] const std::vector<Lesson>& lessons() const { return lessons_; }
  /// The lessons of a class within the dates, listed or not; empty for a class that is not there.
  [[nodiscard]] std::vector<const Lesson*> lessons_of(std::string_view class_name,
                                                      journal::DateRange dates) const;
  /// By class, in the order of classes(): the homeroom teacher, as an index into teachers().
  [[nodiscard]] const std::vector<std::size_t>& homeroom() const { return homeroom_; }
  /// How often a week the plan has a teacher in two places at once: 0 but for schools with too few teachers.
  [[nodiscard]] int weekly_collisions() const { return weekly_collisions_; }

 private:
  /// The first `sorted` lessons are in order; the moved ones behind them find their places.
  void sort_lessons(std::size_t sorted);

  SchoolOptions options_;
  journal::TimeZone zone_;
  std::vector<Person> teachers_;
  std::vector<std::string> classes_;
  std::vector<Pupil> pupils_;
  std::vector<Bell> bells_;
  std::vector<journal::DateRange> terms_;
  std::vector<DaysOff> days_off_;
  std::vector<journal::Date> school_days_;
  std::vector<Lesson> lessons_;
  std::vector<std::size_t> homeroom_;
  int weekly_collisions_ = 0;
  /// By class: where its lessons begin and end in lessons_.
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> class_lessons_;
};

}  // namespace elzhur::simulator
