#include "tests/simulator/school_changes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tests/simulator/school_random.hpp"
#include "tests/simulator/school_year.hpp"

namespace elzhur::simulator {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// A chance of this lesson alone, so that a change elsewhere in the year leaves it as it is.
Random chance_of(std::uint64_t seed, std::string_view what, const Lesson& lesson) {
  std::uint64_t key = mix(seed, hash_text(what));
  key = mix(key, hash_text(lesson.scope.class_name));
  key = mix(key, hash_text(lesson.scope.subject) ^ hash_text(lesson.scope.group));
  key = mix(key, static_cast<std::uint64_t>(lesson.date.time_since_epoch().count()));
  return Random(mix(key, static_cast<std::uint64_t>(lesson.number)));
}

class Year {
 public:
  Year(const SchoolOptions& options, const Plan& plan, const SchoolDays& school_days,
       const std::vector<std::string>& classes, std::vector<Lesson>& lessons)
      : options_(options), plan_(plan), days_(school_days), lessons_(lessons) {
    const std::size_t teachers = plan.departments.size();
    busy_.resize(teachers * days_.count());
    ill_since_.resize(teachers * days_.count());
    last_.resize(classes.size() * days_.count());
    for (std::size_t c = 0; c < classes.size(); ++c) {
      class_index_[classes[c]] = c;
    }
    for (const Lesson& lesson : lessons_) {
      const std::size_t day = days_.index(lesson.date);
      busy(lesson.teacher, day) |= 1U << static_cast<unsigned>(lesson.number);
      int& last = last_[class_index_[lesson.scope.class_name] * days_.count() + day];
      last = std::max(last, lesson.number);
    }
  }

  void run() {
    fall_ill();
    for (Lesson& lesson : lessons_) {
      if (ill_since(lesson.teacher, days_.index(lesson.date)) > 0) {
        substitute(lesson);
      }
    }
    const std::size_t planned = lessons_.size();
    for (std::size_t i = 0; i < planned; ++i) {
      move(i);
    }
  }

 private:
  unsigned& busy(std::size_t teacher, std::size_t day) { return busy_[teacher * days_.count() + day]; }
  /// 0: well; n: ill for the nth day.
  int& ill_since(std::size_t teacher, std::size_t day) { return ill_since_[teacher * days_.count() + day]; }

  void fall_ill() {
    for (std::size_t teacher = 0; teacher < plan_.departments.size(); ++teacher) {
      Random random(mix(mix(options_.seed, hash_text("illness")), teacher));
      for (std::size_t day = 0; day < days_.count(); ++day) {
        // Asked once a week: on Mondays, and on the first day.
        const bool monday = journal::weekday_of(days_.date(day)) == std::chrono::Monday;
        if ((day != 0 && !monday) || !random.chance(options_.habits.sick_percent)) {
          continue;
        }
        const std::size_t start = day + random.below(k_weekdays);
        const int length = random.between(1, 7);
        for (int n = 0; n < length && start + static_cast<std::size_t>(n) < days_.count(); ++n) {
          ill_since(teacher, start + static_cast<std::size_t>(n)) = n + 1;
        }
      }
    }
  }

  void substitute(Lesson& lesson) {
    Random random = chance_of(options_.seed, "substitute", lesson);
    const std::size_t day = days_.index(lesson.date);
    const unsigned bit = 1U << static_cast<unsigned>(lesson.number);
    std::optional<std::size_t> choice;
    bool kindred = false;
    const std::size_t teachers = plan_.departments.size();
    const std::size_t start = random.below(teachers);
    for (std::size_t i = 0; i < teachers && !kindred; ++i) {
      const std::size_t teacher = (start + i) % teachers;
      if (teacher == lesson.teacher || (busy(teacher, day) & bit) != 0 || ill_since(teacher, day) > 0) {
        continue;
      }
      kindred = plan_.departments[teacher] == plan_.departments[lesson.teacher];
      if (!choice || kindred) {
        choice = teacher;
      }
    }
    if (!choice) {
      return;  // Nobody is free: the class works by itself, and the entries stay with the one who is ill.
    }
    busy(*choice, day) |= bit;
    lesson.substitution = Substitution{announcement(random, lesson, ill_since(lesson.teacher, day)), *choice};
  }

  /// The first day is a surprise of the morning; the next ones are arranged the day before. Some are entered
  /// only when the lesson is over.
  journal::Instant announcement(Random& random, const Lesson& lesson, int day_of_illness) const {
    if (random.chance(15)) {
      return lesson.ends + minutes(random.between(20, 360));
    }
    if (random.chance(6)) {
      return days_.at(lesson.date + days(1), hours(8)) + minutes(random.between(0, 600));
    }
    const journal::Instant morning = days_.at(lesson.date, hours(7)) + minutes(random.between(0, 50));
    if (day_of_illness == 1) {
      return std::min(morning, lesson.starts - minutes(5));
    }
    return days_.at(lesson.date - days(1), hours(13)) + minutes(random.between(0, 300));
  }

  void move(std::size_t index) {
    Random random = chance_of(options_.seed, "move", lessons_[index]);
    const Lesson& lesson = lessons_[index];
    // Groups move together or not at all, and talks on Monday belong there.
    if (!random.chance(options_.habits.moved_percent) || !lesson.scope.group.empty() || lesson.substitution ||
        lesson.scope.subject == k_important_talks) {
      return;
    }
    const bool afterwards = random.chance(30);
    for (int attempt = 0; attempt < 4; ++attempt) {
      if (const auto place = free_place(lesson, afterwards ? random.between(-1, 1) : random.between(0, 4))) {
        move_to(index, *place, afterwards, random);
        return;
      }
    }
  }

  struct Place {
    std::size_t day;
    int number;
  };

  /// Behind the last lesson of the class on a day `shift` school days from the lesson's own.
  std::optional<Place> free_place(const Lesson& lesson, int shift) {
    const int day = static_cast<int>(days_.index(lesson.date)) + shift;
    if (day < 0 || day >= static_cast<int>(days_.count())) {
      return std::nullopt;
    }
    const auto to = static_cast<std::size_t>(day);
    const std::size_t class_index = class_index_.at(lesson.scope.class_name);
    const int last = last_[class_index * days_.count() + to];
    const int number = last == 0 ? plan_.first_number[class_index] : last + 1;
    const unsigned bit = 1U << static_cast<unsigned>(number);
    if (number > plan_.last_number[class_index] || (busy(lesson.teacher, to) & bit) != 0 ||
        ill_since(lesson.teacher, to) > 0) {
      return std::nullopt;
    }
    return Place{to, number};
  }

  void move_to(std::size_t index, Place place, bool afterwards, Random& random) {
    Lesson placed = lessons_[index];
    const Lesson& lesson = lessons_[index];
    placed.date = days_.date(place.day);
    placed.number = place.number;
    placed.starts = days_.at(placed.date, days_.bell(place.number).start);
    placed.ends = days_.at(placed.date, days_.bell(place.number).end);
    if (afterwards) {
      placed.listed_from = std::max(lesson.ends, placed.ends) + minutes(random.between(30, 26 * 60));
    } else {
      const auto ahead = days(random.between(1, 3));
      placed.listed_from = days_.at(lesson.date - ahead, hours(10)) + seconds(random.between(0, 6 * 3600));
    }
    busy(lesson.teacher, place.day) |= 1U << static_cast<unsigned>(place.number);
    last_[class_index_.at(lesson.scope.class_name) * days_.count() + place.day] = place.number;
    lessons_[index].listed_until = placed.listed_from;
    lessons_.push_back(std::move(placed));
  }

  const SchoolOptions& options_;
  const Plan& plan_;
  const SchoolDays& days_;
  std::vector<Lesson>& lessons_;
  std::map<std::string, std::size_t, std::less<>> class_index_{};
  std::vector<unsigned> busy_{};  ///< By teacher and day: a bit for every number taught.
  std::vector<int> ill_since_{};  ///< By teacher and day.
  std::vector<int> last_{};       ///< By class and day: the last number.
};

}  // namespace

void change_lessons(const SchoolOptions& options, const Plan& plan, const SchoolDays& school_days,
                    const std::vector<std::string>& classes, std::vector<Lesson>& lessons) {
  Year(options, plan, school_days, classes, lessons).run();
}

}  // namespace elzhur::simulator
