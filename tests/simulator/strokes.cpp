#include "tests/simulator/strokes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "journal/lesson.hpp"
#include "tests/simulator/plan.hpp"
#include "tests/simulator/plan_subjects.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using journal::Field;
using journal::FillState;
using journal::Instant;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 5> k_placeholders{".", "-", "...", "—", "…"};
constexpr std::array<std::string_view, 5> k_declared{"без задания", "Без задания", "Без задания.",
                                                     "не задано", "нет"};

/// A count goes up by one; a text says that it was corrected.
std::string corrected(const std::string& text) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool is_count = error == std::errc{} && end == text.data() + text.size();
  return is_count ? std::to_string(count + 1) : "Исправлено: " + text;
}

enum class Manner : std::uint8_t { in_time, late, never };

class Entry {
 public:
  Entry(const SchoolOptions& options, const Keeper& owner, const SchoolDays& school_days,
        const Lesson& lesson, Random random)
      : habits_(options.habits), owner_(owner), days_(school_days), lesson_(lesson), random_(random) {
    // A substitute sees the page only when the substitution is entered; a new place, when it is there.
    earliest_ = lesson.listed_from;
    if (lesson.substitution) {
      earliest_ = std::max(earliest_, lesson.substitution->announced + minutes(1));
    }
  }

  Random& random() { return random_; }

  Manner manner(double lateness) {
    const double late = std::min(95.0, habits_.late_percent * owner_.slackness * lateness);
    const double never = std::min(100.0 - late, habits_.never_percent * owner_.slackness * lateness);
    const double drawn = static_cast<double>(random_.below(100'000)) / 1000.0;
    return drawn < never ? Manner::never : drawn < never + late ? Manner::late : Manner::in_time;
  }

  /// When it is typed first. `prompt`: the share of entries in time that are made in the lesson itself.
  Instant moment(Manner how, int prompt) {
    return std::max(how == Manner::late ? late_moment() : timely_moment(prompt), earliest_);
  }

  /// From the first stroke on: placeholders, second thoughts, removals.
  Strokes strokes(Instant at, FillState state, std::string text, bool may_be_placeholder) {
    Strokes made;
    const std::string changed = corrected(text);
    if (may_be_placeholder && random_.chance(habits_.placeholder_percent)) {
      made.push_back({at, FillState::placeholder, std::string(random_.pick(k_placeholders))});
      if (random_.chance(50)) {
        made.push_back({at + minutes(random_.between(30, 6 * 24 * 60)), state, std::move(text)});
      }
      return made;
    }
    made.push_back({at, state, text});
    if (random_.chance(habits_.deleted_percent)) {
      const Instant removed = at + minutes(random_.between(5, random_.chance(50) ? 300 : 3 * 24 * 60));
      made.push_back({removed, FillState::empty, ""});
      if (random_.chance(80)) {
        made.push_back({removed + minutes(random_.between(2, 2 * 24 * 60)), state, std::move(text)});
      }
    } else if (state == FillState::filled && random_.chance(3)) {
      made.push_back({at + minutes(random_.between(3, 4 * 24 * 60)), state, changed});
    }
    return made;
  }

 private:
  Instant last_of_day() const { return days_.at(lesson_.date, hours(23) + minutes(58) + seconds(59)); }

  /// Draws stand in statements of their own throughout: compilers differ in the order of operands.
  Instant some_time(journal::Date date, journal::Seconds from, journal::Seconds span) {
    return days_.at(date, from) + seconds(random_.between(0, static_cast<int>(span.count())));
  }

  Instant evening(int from_minutes, int to_minutes) {
    const seconds from = minutes(from_minutes);
    const seconds to = minutes(to_minutes);
    return some_time(lesson_.date, from, to - from + seconds(59));
  }

  Instant timely_moment(int prompt) {
    const auto drawn = static_cast<int>(random_.below(100));
    if (drawn < 3 && !lesson_.substitution) {
      // The plan of the lesson is typed the evening before.
      return some_time(lesson_.date - days(1), hours(17), hours(5));
    }
    if (drawn < prompt) {
      return lesson_.starts + seconds(random_.between(120, 39 * 60));
    }
    Instant at;
    if (drawn < prompt + (100 - prompt) / 2) {
      at = lesson_.ends + seconds(random_.between(60, 3 * 3600));
    } else {
      at = random_.chance(8) ? evening(23 * 60 + 30, 23 * 60 + 57) : evening(18 * 60, 23 * 60);
    }
    return std::min(std::max(at, lesson_.starts + minutes(1)), last_of_day());
  }

  Instant late_moment() {
    const auto drawn = static_cast<int>(random_.below(100));
    if (owner_.sundays ? drawn < 75 : drawn < 12) {
      const std::chrono::weekday weekday = journal::weekday_of(lesson_.date);
      const auto until_sunday = days(7 - weekday.iso_encoding());
      return some_time(lesson_.date + until_sunday, hours(17), hours(6));
    }
    const auto asked = days(random_.between(6, 20));
    const auto soon = days(random_.between(2, 5));
    switch (random_.below(10)) {
      case 0:
      case 1:  // Just after midnight.
        return some_time(lesson_.date + days(1), seconds(1), minutes(90));
      case 2:
      case 3:
      case 4:  // The next day, before lessons or between them.
        return some_time(lesson_.date + days(1), hours(7), hours(9));
      case 9:  // When somebody asks.
        return some_time(lesson_.date + asked, hours(9), hours(10));
      default:
        return some_time(lesson_.date + soon, hours(8), hours(14));
    }
  }

  const Habits& habits_;
  const Keeper& owner_;
  const SchoolDays& days_;
  const Lesson& lesson_;
  Random random_;
  Instant earliest_{};
};

Random chance_of(const SchoolOptions& options, const Lesson& lesson) {
  std::uint64_t key = mix(options.seed, hash_text("strokes"));
  key = mix(key, hash_text(lesson.scope.class_name));
  key = mix(key, hash_text(lesson.scope.subject) ^ hash_text(lesson.scope.group));
  key = mix(key, static_cast<std::uint64_t>(lesson.date.time_since_epoch().count()));
  return Random(mix(key, static_cast<std::uint64_t>(lesson.number)));
}

Strokes homework(const SchoolOptions& options, Entry& entry, Instant at, const Lesson& lesson) {
  Random& random = entry.random();
  const double declared = options.habits.declared_percent * (is_practical(lesson.scope.subject) ? 3.0 : 0.65);
  if (random.chance(declared)) {
    return entry.strokes(at, FillState::declared, std::string(random.pick(k_declared)), false);
  }
  return entry.strokes(at, FillState::filled, make_homework(random.next()), true);
}

}  // namespace

std::vector<Keeper> make_keepers(std::uint64_t seed, std::size_t teachers) {
  // Six in ten are punctual, a quarter is ordinary, the others are why schools count.
  std::vector<Keeper> keepers(teachers);
  double sum = 0;
  for (std::size_t i = 0; i < teachers; ++i) {
    const std::size_t place = i * 100 / teachers;
    keepers[i].slackness = place < 60 ? 0.3 : place < 85 ? 1.0 : 3.5;
    sum += keepers[i].slackness;
  }
  Random random(mix(seed, hash_text("keepers")));
  for (Keeper& keeper : keepers) {
    keeper.slackness *= static_cast<double>(teachers) / sum;
    keeper.sundays = random.chance(20);
  }
  random.shuffle(keepers);
  return keepers;
}

void keep_journal(const SchoolOptions& options, const Keeper& owner, const SchoolDays& school_days,
                  std::size_t nth, Lesson& lesson) {
  if (lesson.listed_until != Instant::max()) {
    return;
  }
  Entry entry(options, owner, school_days, lesson, chance_of(options, lesson));
  Random& random = entry.random();
  const bool talks = lesson.scope.subject == k_important_talks;

  const Manner topic = entry.manner(1.0);
  const Instant topic_at = entry.moment(topic, 45);
  if (topic != Manner::never) {
    lesson.topic = entry.strokes(topic_at, FillState::filled, make_topic(lesson.scope.subject, nth), true);
  }
  // Who is late with the topic is mostly late with the homework too, and types both at once.
  const bool together = topic != Manner::in_time && random.chance(60);
  const Manner set = together ? topic : entry.manner(topic == Manner::in_time ? 0.96 : 1.0);
  if (!talks && set != Manner::never) {
    const Instant at = together ? topic_at + seconds(random.between(5, 240)) : entry.moment(set, 65);
    lesson.homework = homework(options, entry, at, lesson);
  }
  const bool graded =
      !talks && journal::grade_of(lesson.scope.class_name).value_or(5) > 1 && !random.chance(8);
  const Manner marked = entry.manner(0.8);
  if (graded && marked != Manner::never) {
    const int count = random.between(1, lesson.scope.group.empty() ? 9 : 5);
    const Instant at = entry.moment(marked, 70);
    lesson.marks = entry.strokes(at, FillState::filled, std::to_string(count), false);
  }
  const Manner seen = entry.manner(0.6);
  if (seen != Manner::never) {
    const int absent = random.chance(45) ? 0 : random.between(1, 3);
    const Instant at = entry.moment(seen, 85);
    lesson.attendance = entry.strokes(at, FillState::filled, std::to_string(absent), false);
  }
}

}  // namespace elzhur::simulator
