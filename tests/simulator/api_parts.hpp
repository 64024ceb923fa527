// The parts of the API behind api.cpp, which alone decides who may ask: what is asked, and one function for
// each method.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

/// The longest range of days of one question, and the most pupils; more is refused. (Ours.)
inline constexpr int k_days_max = 400;
inline constexpr std::size_t k_students_max = 50;

struct Ask {
  const School& school;
  const Accounts& accounts;
  HomeworkDate homework_date;
  const SiteRequest& request;
  journal::Instant at;
  /// `/api/` instead of `/apiv3/`: some lists are maps there.
  bool plain_api = false;
  /// A family account sees this pupil alone.
  const Pupil* own = nullptr;

  /// Empty when it was not sent.
  [[nodiscard]] std::string parameter(std::string_view name) const;
  [[nodiscard]] bool is_true(std::string_view name) const;
  [[nodiscard]] journal::Date today() const { return school.zone().date_of(at); }
};

struct Refusal {
  int status = 400;
  std::string text;
};

using Refused = std::optional<Refusal>;
using Method = Refused (*)(const Ask&, nlohmann::ordered_json& result);

Refused get_rules(const Ask& ask, nlohmann::ordered_json& result);
Refused get_profile(const Ask& ask, nlohmann::ordered_json& result);
Refused get_periods(const Ask& ask, nlohmann::ordered_json& result);
Refused get_receivers(const Ask& ask, nlohmann::ordered_json& result);
Refused get_messages(const Ask& ask, nlohmann::ordered_json& result);
Refused get_notices(const Ask& ask, nlohmann::ordered_json& result);
Refused get_schedule(const Ask& ask, nlohmann::ordered_json& result);
Refused get_replaces(const Ask& ask, nlohmann::ordered_json& result);
Refused get_homework(const Ask& ask, nlohmann::ordered_json& result);
Refused get_diary(const Ask& ask, nlohmann::ordered_json& result);
Refused get_marks(const Ask& ask, nlohmann::ordered_json& result);
Refused get_final_assessments(const Ask& ask, nlohmann::ordered_json& result);
Refused get_updates(const Ask& ask, nlohmann::ordered_json& result);
Refused get_message_info(const Ask& ask, nlohmann::ordered_json& result);
Refused get_notice_info(const Ask& ask, nlohmann::ordered_json& result);
Refused get_advertising(const Ask& ask, nlohmann::ordered_json& result);
Refused set_push_token(const Ask& ask, nlohmann::ordered_json& result);
Refused take_and_forget(const Ask& ask, nlohmann::ordered_json& result);

// What the methods share.

/// `days`: yyyymmdd or Y.m.d, one or a range; missing: the week of today (ours).
[[nodiscard]] Refused read_days(const Ask& ask, journal::DateRange& days);
/// `student`, `students` or `id`; a family's own pupil when missing.
[[nodiscard]] Refused read_pupils(const Ask& ask, std::vector<const Pupil*>& pupils);
[[nodiscard]] Refused unknown_class();
[[nodiscard]] bool has_class(const School& school, std::string_view class_name);
/// "20260914".
[[nodiscard]] std::string compact_date(journal::Date date);
/// "08:30:00" of an instant.
[[nodiscard]] std::string clock_time(const Ask& ask, journal::Instant instant);
/// A person as the API writes the name: some with a TAB or more than one space.
[[nodiscard]] std::string written_name(const Person& person);
[[nodiscard]] std::string written_name(const Pupil& pupil);
/// A number, or the same as text: the API is not of one mind.
[[nodiscard]] nlohmann::ordered_json loose(long long number, std::uint64_t chance);
/// Name, title, and on a day off its alert; `items` are the caller's. `is_off` says which it was.
[[nodiscard]] nlohmann::ordered_json make_day(const Ask& ask, journal::Date date, bool& is_off);
/// Name and title of a pupil, where `days` go.
[[nodiscard]] nlohmann::ordered_json make_student(const Pupil& pupil);
[[nodiscard]] bool attends(const Pupil& pupil, const Lesson& lesson);
/// What the API calls a subject's id: of one class and group.
[[nodiscard]] std::string subject_id(const journal::Scope& scope);
/// The lesson as a pupil's timetable and diary begin it: name, number, room, teacher, group «01», times.
[[nodiscard]] nlohmann::ordered_json pupils_lesson(const Ask& ask, const Lesson& lesson);

/// Homework that stands there, under the day that the API shows it under.
struct Given {
  const Lesson* lesson = nullptr;
  journal::Date shown{};
  long long id = 0;
  std::string text;  ///< With its HTML.
};
/// Ascending by `shown`, then as lessons go.
[[nodiscard]] std::vector<Given> homework_of(const Ask& ask, const std::string& class_name,
                                             journal::DateRange days);
/// Of one piece: {"id", "value"}, with `individual` for pupils.
[[nodiscard]] nlohmann::ordered_json make_homework_entry(const Given& given, bool of_pupil);
/// Attached files in one of the four shapes that were seen; null for none.
[[nodiscard]] nlohmann::ordered_json make_files(const Given& given);

}  // namespace elzhur::simulator
