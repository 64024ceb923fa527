// The book of minutes over SQLite.
#pragma once

#include <vector>

#include "appeals/meeting.hpp"
#include "daemon/store/core.hpp"

namespace elzhur::store {

class SqlMeetings final : public appeals::MeetingBook {
 public:
  explicit SqlMeetings(Core& core) : core_(core) {}

  journal::Result<appeals::Meeting> add(appeals::Meeting meeting, journal::Instant now,
                                        std::string_view by) override;
  journal::Result<appeals::Meeting> update(appeals::Meeting meeting, journal::Instant now,
                                           std::string_view by) override;
  std::vector<appeals::Meeting> list(int year) override;
  std::optional<appeals::Meeting> find(appeals::MeetingId id) override;
  std::optional<appeals::Meeting> before(const appeals::Meeting& meeting) override;
  std::optional<appeals::Meeting> last(journal::Date day) override;
  std::vector<appeals::MeetingVersion> history(appeals::MeetingId id) override;

 private:
  [[nodiscard]] appeals::MeetingVersion read(const Use& use);
  void read_agenda(appeals::Meeting& meeting);
  void write(const appeals::Meeting& meeting, journal::Instant now, std::string_view by);

  Core& core_;
};

}  // namespace elzhur::store
