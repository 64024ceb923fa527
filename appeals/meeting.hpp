// Meetings of the working group, which its regulation demands once a quarter, and their minutes (протокол).
// Plain values, their checks, and the port of the book of minutes. Who said what and what was decided is
// written by the secretary: nothing of it is made up here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/calendar.hpp"
#include "journal/error.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"

namespace elzhur::appeals {

enum class MeetingId : std::int64_t {};

/// How many were for it, against it, and abstained.
struct Votes {
  int yes = 0;
  int no = 0;
  int abstained = 0;

  bool operator==(const Votes&) const = default;
};

/// One item of the agenda.
struct AgendaItem {
  std::string topic;
  std::string heard;  ///< СЛУШАЛИ.
  std::string spoke;  ///< ВЫСТУПИЛИ.
  std::optional<Votes> votes;

  bool operator==(const AgendaItem&) const = default;
};

/// РЕШИЛИ: what, who answers for it, until when, and whether it is done.
struct Resolution {
  int item = 1;  ///< Of the agenda, from 1.
  std::string what;
  std::string responsible;
  std::optional<journal::Date> due;
  bool is_done = false;

  bool operator==(const Resolution&) const = default;
};

/// One meeting. The number is given by the book: it counts from 1 within the calendar year of `date`, without
/// gaps, and stays.
struct Meeting {
  MeetingId id{};
  int year = 0;
  int number = 0;
  journal::Date date{};
  std::optional<journal::Seconds> starts;  ///< Since midnight.
  std::optional<journal::Seconds> ends;
  std::string place;
  std::string chair;
  std::string secretary;
  std::vector<std::string> present;
  std::vector<std::string> absent;
  journal::DateRange period;  ///< What the prepared table of the minutes is about.
  std::vector<AgendaItem> agenda;
  std::vector<Resolution> resolutions;
  std::string annexes;
  int version = 1;

  bool operator==(const Meeting&) const = default;
};

/// A meeting as it stood from `written_at` on.
struct MeetingVersion {
  Meeting meeting;
  journal::Instant written_at{};
  std::string written_by;
};

inline constexpr std::size_t k_meeting_name_bytes_max = 300;   ///< Of a person, a place.
inline constexpr std::size_t k_meeting_text_bytes_max = 8192;  ///< Of any other text.
inline constexpr std::size_t k_meeting_people_max = 100;       ///< Present, and absent.
inline constexpr std::size_t k_agenda_items_max = 20;
inline constexpr std::size_t k_resolutions_max = 60;
inline constexpr int k_votes_max = 1000;
/// Of one year.
inline constexpr int k_meetings_max = 400;

/// What the regulation and its practice put on the agenda.
inline constexpr std::array<std::string_view, 5> k_usual_agenda{
    "Исполнение решений прошлого заседания", "Заполнение электронного журнала за квартал",
    "Обращения по видам, повторяющиеся затруднения", "Спорные вопросы", "Предложения в локальные акты"};

/// All that is wrong with a meeting before it goes into the book, in one text in Russian for the person who
/// wrote it: chair, secretary and an agenda are required, nobody is both present and absent, a resolution
/// belongs to an item, texts are bounded and valid UTF-8.
[[nodiscard]] journal::Result<void> check(const Meeting& meeting);

/// The calendar quarter of that day.
[[nodiscard]] journal::DateRange quarter_of(journal::Date day);
/// What the minutes of a meeting on that day speak of: its quarter up to that day, or in the first month of a
/// quarter the one before.
[[nodiscard]] journal::DateRange usual_period(journal::Date day);

/// The book of minutes. Nothing is ever deleted or overwritten: a change is a new version. Each call is a
/// transaction of its own; StoreFailure (rules/ledger_store.hpp) on failure.
class MeetingBook {
 public:
  virtual ~MeetingBook() = default;
  /// Checks, numbers and adds; bad_input leaves the book unchanged. `by`: who writes.
  virtual journal::Result<Meeting> add(Meeting meeting, journal::Instant now, std::string_view by) = 0;
  /// A new version of meeting.id when its newest is still meeting.version. Year and number stay, so its date
  /// must stay within the year.
  virtual journal::Result<Meeting> update(Meeting meeting, journal::Instant now, std::string_view by) = 0;
  /// By number.
  virtual std::vector<Meeting> list(int year) = 0;
  virtual std::optional<Meeting> find(MeetingId id) = 0;
  /// The newest before that one, by date, then number.
  virtual std::optional<Meeting> before(const Meeting& meeting) = 0;
  /// The newest that was held on or before that day.
  virtual std::optional<Meeting> last(journal::Date day) = 0;
  /// Every version, oldest first.
  virtual std::vector<MeetingVersion> history(MeetingId id) = 0;
};

}  // namespace elzhur::appeals
