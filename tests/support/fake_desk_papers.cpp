// Meetings and periods of the desk in memory.
#include <algorithm>

#include <fmt/format.h>

#include "tests/support/fake_desk.hpp"

namespace elzhur::tests {

using appeals::Meeting;
using journal::ErrorKind;
using journal::failure;
using journal::Result;

web::PeriodView FakeDesk::period(std::optional<journal::Date> from, std::optional<journal::Date> to,
                                 bool with_work) {
  const auto lock = enter();
  web::PeriodView view = period_view;
  view.dates.first = from.value_or(view.dates.first);
  view.dates.last = std::min(to.value_or(view.dates.last), zone_.date_of(at));
  if (view.dates.last < view.dates.first) return {view.dates, {}, {}, {}, {}, {}, {}};
  view.weeks = weeks();
  view.field_weeks = field_weeks();
  if (with_work) return view;
  view.all = {};
  for (web::PeriodTeacher& teacher : view.teachers) teacher.work = {};
  return view;
}

std::vector<Meeting> FakeDesk::meetings(int year) {
  const auto lock = enter();
  std::vector<Meeting> all;
  for (const appeals::MeetingVersion& version : meeting_versions) {
    if (version.meeting.year != year) continue;
    std::erase_if(all, [&](const Meeting& known) { return known.id == version.meeting.id; });
    all.push_back(version.meeting);
  }
  std::sort(all.begin(), all.end(), [](const Meeting& a, const Meeting& b) { return a.number < b.number; });
  return all;
}

std::optional<Meeting> FakeDesk::meeting(appeals::MeetingId id) {
  const std::vector<appeals::MeetingVersion> versions = meeting_history(id);
  return versions.empty() ? std::nullopt : std::optional(versions.back().meeting);
}

std::optional<Meeting> FakeDesk::last_meeting(journal::Date day) {
  std::optional<Meeting> last;
  for (const int year : {journal::year_of(day) - 1, journal::year_of(day)}) {
    for (const Meeting& meeting : meetings(year)) {
      if (meeting.date <= day) last = meeting;
    }
  }
  return last;
}

std::optional<Meeting> FakeDesk::meeting_before(const Meeting& meeting) {
  return last_meeting(meeting.date - std::chrono::days(1));
}

std::vector<appeals::MeetingVersion> FakeDesk::meeting_history(appeals::MeetingId id) {
  const auto lock = enter();
  std::vector<appeals::MeetingVersion> versions;
  for (const appeals::MeetingVersion& version : meeting_versions) {
    if (version.meeting.id == id) versions.push_back(version);
  }
  return versions;
}

Result<Meeting> FakeDesk::add_meeting(Meeting meeting, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (auto checked = appeals::check(meeting); !checked) return tl::make_unexpected(checked.error());
  meeting.id = appeals::MeetingId{static_cast<std::int64_t>(meeting_versions.size()) + 1};
  meeting.year = journal::year_of(meeting.date);
  meeting.number = static_cast<int>(meetings(meeting.year).size()) + 1;
  meeting.version = 1;
  meeting_versions.push_back({meeting, at, std::string(by)});
  touch();
  return meeting;
}

Result<Meeting> FakeDesk::update_meeting(Meeting changed, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (auto checked = appeals::check(changed); !checked) return tl::make_unexpected(checked.error());
  const auto known = meeting(changed.id);
  if (!known) return failure(ErrorKind::bad_input, "такого заседания нет");
  if (known->version != changed.version)
    return failure(ErrorKind::bad_input, "протокол изменился, пока Вы его смотрели: откройте его заново");
  ++changed.version;
  meeting_versions.push_back({changed, at, std::string(by)});
  touch();
  return changed;
}

}  // namespace elzhur::tests
