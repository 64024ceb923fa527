// A second opinion: what really happened in a small school, everything that anybody saw of it, and what may
// be claimed from that. Written apart from rules/, for obviousness, not for speed.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "journal/document.hpp"
#include "journal/lesson.hpp"
#include "journal/time.hpp"

namespace elzhur::simulation {

/// What a state means to one rule.
enum class Meaning { nothing, missing, entry };
[[nodiscard]] Meaning meaning_of(journal::FillState state, bool placeholder_is_filled);

/// How one field really was: empty, until the first change.
class Timeline {
 public:
  /// Takes effect at `at`. A later call for the same instant replaces the earlier one.
  void change(journal::Instant at, journal::FillState state) { changes_.insert_or_assign(at, state); }
  [[nodiscard]] journal::FillState state_at(journal::Instant instant) const;
  /// The first instant in (after, until] at which the field meant this to a rule.
  [[nodiscard]] std::optional<journal::Instant> first_time(Meaning meaning, bool placeholder_is_filled,
                                                           journal::Instant after,
                                                           journal::Instant until) const;
  /// When the entry that stands at `instant` was made, if nothing but emptiness stood there before: what an
  /// honest source reports.
  [[nodiscard]] std::optional<journal::Instant> entered(journal::Instant instant) const;

 private:
  std::map<journal::Instant, journal::FillState> changes_;
};

/// One lesson as it really was.
struct Life {
  std::string teacher;
  std::optional<int> number{};
  std::array<Timeline, journal::k_fields> fields{};
  /// Times [first, second) at which the journal does not list it.
  std::vector<std::pair<journal::Instant, journal::Instant>> absences{};

  [[nodiscard]] bool is_listed(journal::Instant instant) const;
  [[nodiscard]] const Timeline& field(journal::Field f) const { return fields[static_cast<std::size_t>(f)]; }
  [[nodiscard]] Timeline& field(journal::Field f) { return fields[static_cast<std::size_t>(f)]; }
};

using World = std::map<journal::LessonKey, Life>;

/// A look at the world at one instant, and what the document made of it claims.
struct Look {
  journal::Instant at{};
  journal::AsOf as_of;
  std::string source_id;
  std::string name;
  journal::FieldSet fields;
  journal::DateRange dates;
  std::vector<journal::Scope> scopes;
  bool reports_entry_times = false;
};
/// What an honest source makes of a look. Requires: every lesson that shares its day and scope with one
/// of a greater ordinal is always listed.
[[nodiscard]] journal::Document document_of(const World& world, const Look& look);

/// One rule's question about one field.
struct Question {
  journal::Field field = journal::Field::topic;
  bool placeholder_is_filled = true;
  journal::Instant due{};
};

/// What may be said of one lesson without wronging anybody. More than one may be true.
struct Claims {
  /// An entry was seen, or is reported to have been made, by the deadline.
  bool on_time = false;
  /// Emptiness was certainly there after the deadline and an entry after that, and none was certainly there
  /// before. Or a source reports so, and no entry was seen before the time it reports.
  bool late = false;
  /// Emptiness was certainly there after the deadline, and no entry that was ever seen can have come after
  /// it.
  bool unfilled = false;
  /// Somebody saw an entry.
  bool entry_seen = false;
  /// A channel that knew the lesson missed it in two documents at least, not older than its last sight of it.
  bool vanished = false;
  /// As before, but a sight that came late may lie between the two.
  bool may_have_vanished = false;
};

/// Everything that accepted documents have said, in the order in which they came.
class Evidence {
 public:
  void take(const journal::Document& document);
  [[nodiscard]] Claims claims(const journal::LessonKey& lesson, const Question& question) const;
  /// When a lesson was first shown that the newest look of the same channel at its day had not shown, before
  /// it.
  [[nodiscard]] std::optional<journal::Instant> appeared(const journal::LessonKey& lesson) const;
  /// From the last look that showed the lesson before a channel missed it twice, to the look that showed it
  /// again; of several absences the earliest beginning and the latest end.
  struct Absence {
    journal::Instant from = journal::Instant::max();
    journal::Instant to = journal::Instant::min();
  };
  [[nodiscard]] std::optional<Absence> absent(const journal::LessonKey& lesson) const;

 private:
  using Channel = std::pair<std::string, std::uint8_t>;
  struct Observation {
    journal::FieldSeen seen;
    journal::AsOf as_of;
  };
  struct Coverage {
    Channel channel;
    journal::Scope scope;
    journal::DateRange dates;
    journal::AsOf as_of;
    std::set<journal::LessonKey> shown;
  };
  /// What a channel that knows a lesson last said of it being there.
  struct Standing {
    int misses = 0;
    journal::Instant there_until{};
  };
  void note_appearances(const Coverage& coverage);
  void note_absences(const Coverage& coverage);
  [[nodiscard]] std::optional<journal::Instant> newest_look(const Channel& channel,
                                                            const journal::LessonKey& lesson) const;
  void claim_vanished(const journal::LessonKey& lesson, Claims& claims) const;

  std::map<std::pair<journal::LessonKey, journal::Field>, std::vector<Observation>> observations_;
  std::vector<Coverage> coverages_;
  std::set<journal::LessonKey> known_;
  std::map<journal::LessonKey, journal::Instant> appeared_;
  std::map<journal::LessonKey, std::map<Channel, Standing>> standings_;
  std::map<journal::LessonKey, Absence> absent_;
};

}  // namespace elzhur::simulation
