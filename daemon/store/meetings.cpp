#include "daemon/store/meetings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace elzhur::store {

using appeals::Meeting;
using appeals::MeetingId;
using appeals::MeetingVersion;
using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;

namespace {

constexpr const char* k_columns =
    "SELECT m.id, m.year, m.number, v.version, v.written_at, v.written_by, v.day, v.starts_clock, "
    "v.ends_clock, "
    "v.place, v.chair, v.secretary, v.present, v.absent, v.period_first_day, v.period_last_day, v.annexes "
    "FROM meeting m JOIN meeting_version v ON v.meeting_id = m.id ";
constexpr const char* k_newest =
    "v.version = (SELECT max(n.version) FROM meeting_version n WHERE n.meeting_id = m.id) ";

std::optional<journal::Seconds> clock_at(const Use& use, int column) {
  const auto seconds = use.small_or_null(column);
  return seconds ? std::optional(journal::Seconds(*seconds)) : std::nullopt;
}

std::optional<std::int64_t> to_column(const std::optional<journal::Seconds>& clock) {
  return clock ? std::optional<std::int64_t>(clock->count()) : std::nullopt;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string to_lines(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, "\n"));
}

}  // namespace

MeetingVersion SqlMeetings::read(const Use& use) {
  MeetingVersion version;
  Meeting& meeting = version.meeting;
  meeting.id = use.id<MeetingId>(0);
  meeting.year = use.small(1);
  meeting.number = use.small(2);
  meeting.version = use.small(3);
  version.written_at = use.instant(4);
  version.written_by = use.string(5);
  meeting.date = use.date(6);
  meeting.starts = clock_at(use, 7);
  meeting.ends = clock_at(use, 8);
  meeting.place = use.string(9);
  meeting.chair = use.string(10);
  meeting.secretary = use.string(11);
  meeting.present = lines_of(use.text(12));
  meeting.absent = lines_of(use.text(13));
  meeting.period = {use.date(14), use.date(15)};
  meeting.annexes = use.string(16);
  read_agenda(meeting);
  return version;
}

void SqlMeetings::read_agenda(Meeting& meeting) {
  Statement items(core_.connection,
                  "SELECT topic, heard, spoke, yes, no, abstained FROM meeting_item "
                  "WHERE meeting_id = ?1 AND version = ?2 ORDER BY seq");
  Use item = items.use(meeting.id, meeting.version);
  while (item.step()) {
    appeals::AgendaItem& of = meeting.agenda.emplace_back();
    of.topic = item.string(0);
    of.heard = item.string(1);
    of.spoke = item.string(2);
    if (!item.is_null(3)) of.votes = appeals::Votes{item.small(3), item.small(4), item.small(5)};
  }
  Statement resolutions(core_.connection,
                        "SELECT item, what, responsible, due_day, done FROM meeting_resolution "
                        "WHERE meeting_id = ?1 AND version = ?2 ORDER BY seq");
  Use resolution = resolutions.use(meeting.id, meeting.version);
  while (resolution.step()) {
    appeals::Resolution& of = meeting.resolutions.emplace_back();
    of.item = resolution.small(0);
    of.what = resolution.string(1);
    of.responsible = resolution.string(2);
    if (!resolution.is_null(3)) of.due = resolution.date(3);
    of.is_done = resolution.boolean(4);
  }
}

void SqlMeetings::write(const Meeting& m, Instant now, std::string_view by) {
  Statement(
      core_.connection,
      "INSERT INTO meeting_version(meeting_id, version, written_at, written_by, day, starts_clock, "
      "ends_clock, place, chair, secretary, present, absent, period_first_day, period_last_day, annexes) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")
      .run(m.id, m.version, now, by, m.date, to_column(m.starts), to_column(m.ends), m.place, m.chair,
           m.secretary, to_lines(m.present), to_lines(m.absent), m.period.first, m.period.last, m.annexes);
  Statement item(
      core_.connection,
      "INSERT INTO meeting_item(meeting_id, version, seq, topic, heard, spoke, yes, no, abstained) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  for (std::size_t i = 0; i < m.agenda.size(); ++i) {
    const appeals::AgendaItem& of = m.agenda[i];
    const auto votes = [&of](int appeals::Votes::*count) {
      return of.votes ? std::optional<int>((*of.votes).*count) : std::nullopt;
    };
    item.run(m.id, m.version, i + 1, of.topic, of.heard, of.spoke, votes(&appeals::Votes::yes),
             votes(&appeals::Votes::no), votes(&appeals::Votes::abstained));
  }
  Statement resolution(
      core_.connection,
      "INSERT INTO meeting_resolution(meeting_id, version, seq, item, what, responsible, due_day, "
      "done) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  for (std::size_t i = 0; i < m.resolutions.size(); ++i) {
    const appeals::Resolution& of = m.resolutions[i];
    resolution.run(m.id, m.version, i + 1, of.item, of.what, of.responsible, of.due, of.is_done);
  }
}

Result<Meeting> SqlMeetings::add(Meeting meeting, Instant now, std::string_view by) {
  if (auto checked = appeals::check(meeting); !checked) return tl::make_unexpected(checked.error());
  OwnTransaction transaction(core_);
  meeting.year = journal::year_of(meeting.date);
  meeting.version = 1;
  {
    Statement number(core_.connection, "SELECT coalesce(max(number), 0) + 1 FROM meeting WHERE year = ?1");
    Use use = number.use(meeting.year);
    ELZHUR_CHECK(use.step());
    meeting.number = use.small(0);
  }
  if (meeting.number > appeals::k_meetings_max)
    return failure(ErrorKind::bad_input, "за этот год записано слишком много заседаний");
  Statement(core_.connection, "INSERT INTO meeting(year, number) VALUES(?1, ?2)")
      .run(meeting.year, meeting.number);
  meeting.id = MeetingId{core_.connection.last_rowid()};
  write(meeting, now, by);
  transaction.commit();
  return meeting;
}

Result<Meeting> SqlMeetings::update(Meeting meeting, Instant now, std::string_view by) {
  if (auto checked = appeals::check(meeting); !checked) return tl::make_unexpected(checked.error());
  OwnTransaction transaction(core_);
  const std::optional<Meeting> known = find(meeting.id);
  if (!known) return failure(ErrorKind::bad_input, "такого заседания нет");
  if (known->version != meeting.version)
    return failure(ErrorKind::bad_input, "протокол изменился, пока Вы его смотрели: откройте его заново");
  if (journal::year_of(meeting.date) != known->year) {
    return failure(ErrorKind::bad_input,
                   "дата: заседание другого года получает другой номер, запишите его заново");
  }
  meeting.year = known->year;
  meeting.number = known->number;
  if (meeting == *known) return meeting;
  ++meeting.version;
  write(meeting, now, by);
  transaction.commit();
  return meeting;
}

std::vector<Meeting> SqlMeetings::list(int year) {
  const Reading lock(core_);
  std::vector<Meeting> all;
  Statement select(core_.connection,
                   std::string(k_columns) + "WHERE m.year = ?1 AND " + k_newest + "ORDER BY m.number");
  Use use = select.use(year);
  while (use.step()) all.push_back(read(use).meeting);
  return all;
}

std::optional<Meeting> SqlMeetings::find(MeetingId id) {
  const Reading lock(core_);
  Statement select(core_.connection, std::string(k_columns) + "WHERE m.id = ?1 AND " + k_newest);
  Use use = select.use(id);
  return use.step() ? std::optional(read(use).meeting) : std::nullopt;
}

std::optional<Meeting> SqlMeetings::before(const Meeting& meeting) {
  const Reading lock(core_);
  Statement select(core_.connection,
                   std::string(k_columns) + "WHERE " + k_newest +
                       "AND (v.day, m.number) < (?1, ?2) ORDER BY v.day DESC, m.number DESC LIMIT 1");
  Use use = select.use(meeting.date, meeting.number);
  return use.step() ? std::optional(read(use).meeting) : std::nullopt;
}

std::optional<Meeting> SqlMeetings::last(journal::Date day) {
  const Reading lock(core_);
  Statement select(core_.connection, std::string(k_columns) + "WHERE " + k_newest +
                                         "AND v.day <= ?1 ORDER BY v.day DESC, m.number DESC LIMIT 1");
  Use use = select.use(day);
  return use.step() ? std::optional(read(use).meeting) : std::nullopt;
}

std::vector<MeetingVersion> SqlMeetings::history(MeetingId id) {
  const Reading lock(core_);
  std::vector<MeetingVersion> versions;
  Statement select(core_.connection, std::string(k_columns) + "WHERE m.id = ?1 ORDER BY v.version");
  Use use = select.use(id);
  while (use.step()) versions.push_back(read(use));
  return versions;
}

}  // namespace elzhur::store
