// What may be said of a simulated school year, from its truth and from the looks that counted: written apart
// from rules/, over lessons and instants alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/store/store.hpp"
#include "rules/policy.hpp"
#include "tests/simulation/school_year.hpp"

namespace elzhur::simulation {

/// Topic by 23:59 of the day.
[[nodiscard]] rules::RuleSpec topic_rule();
/// Homework within three hours after the lesson.
[[nodiscard]] rules::RuleSpec homework_rule();

class Oracle {
 public:
  /// Both must outlive it.
  Oracle(const simulator::School& school, store::Store& store);

  /// Every finding that changed since the last call against the truth; what it does not support goes to
  /// `wrong`.
  void hold_findings(journal::Instant now, std::vector<std::string>& wrong);

  /// Every duty at the end. `complete`: what the looks prove must be said, too.
  void hold_year(const std::vector<LookLog>& looks, journal::Instant end, bool complete, YearReport& report);

 private:
  /// Class, group, subject, day, number.
  using Place = std::tuple<std::string, std::string, std::string, journal::Date, int>;
  struct Question {
    const simulator::Lesson* lesson = nullptr;
    const simulator::Strokes* strokes = nullptr;
    journal::Instant due{};  ///< Before anything that makes it later.
    std::string name;
  };
  struct Told {
    rules::DutyStatus status{};
    journal::Instant due{};
  };
  /// The truth and what the ledger holds of it, for whoever looks into a year that went wrong.
  [[nodiscard]] static std::string story_of(const Question& question, const rules::LessonRecord& record);
  [[nodiscard]] const simulator::Lesson* lesson_at(const Place& place) const;
  [[nodiscard]] Question question(const simulator::Lesson& lesson, const std::string& rule) const;
  /// The earliest deadline that the lesson had when the finding was opened.
  [[nodiscard]] journal::Instant due_then(const simulator::Lesson& lesson,
                                          const rules::Finding& finding) const;
  void hold_finding(const rules::FindingView& view, std::vector<std::string>& wrong) const;
  void hold_told(const Question& question, const Told& told, std::vector<std::string>& wrong) const;
  void count(const Question& question, const Told& told, journal::Instant end, YearReport& report) const;
  [[nodiscard]] rules::DutyStatus provable(const Question& question, const std::vector<const LookLog*>& looks,
                                           journal::Instant due) const;
  [[nodiscard]] std::size_t lessons_of_day(const simulator::Lesson& lesson) const;
  [[nodiscard]] bool is_plain(const simulator::Lesson& lesson) const;

  const simulator::School& school_;
  store::Store& store_;
  std::map<Place, std::vector<const simulator::Lesson*>> lessons_;
  /// Scopes and days on which a lesson came or went: there the numbers of a day mean now this and now that.
  std::set<std::tuple<std::string, std::string, std::string, journal::Date>> moved_;
  journal::Instant held_until_ = journal::Instant::min();
};

}  // namespace elzhur::simulation
