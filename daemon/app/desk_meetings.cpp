// Meetings of the working group.
#include <utility>

#include "daemon/app/desk_parts.hpp"

namespace elzhur::app {

using appeals::Meeting;
using appeals::MeetingId;
using journal::ErrorKind;
using journal::failure;
using journal::Result;

std::vector<Meeting> StoreDesk::meetings(int year) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.meetings().list(year);
}

std::optional<Meeting> StoreDesk::meeting(MeetingId id) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.meetings().find(id);
}

std::optional<Meeting> StoreDesk::meeting_before(const Meeting& meeting) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.meetings().before(meeting);
}

std::optional<Meeting> StoreDesk::last_meeting(journal::Date day) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.meetings().last(day);
}

std::vector<appeals::MeetingVersion> StoreDesk::meeting_history(MeetingId id) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.meetings().history(id);
}

Result<Meeting> StoreDesk::add_meeting(Meeting meeting, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return tl::make_unexpected(checked.error());
  try {
    return needs_.store.meetings().add(std::move(meeting), needs_.clock.now(), by);
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

Result<Meeting> StoreDesk::update_meeting(Meeting meeting, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return tl::make_unexpected(checked.error());
  try {
    return needs_.store.meetings().update(std::move(meeting), needs_.clock.now(), by);
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

}  // namespace elzhur::app
