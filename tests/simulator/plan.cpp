#include "tests/simulator/plan.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "journal/lesson.hpp"
#include "tests/simulator/plan_solver.hpp"
#include "tests/simulator/plan_subjects.hpp"
#include "tests/simulator/school_random.hpp"
#include "tests/simulator/school_year.hpp"

namespace elzhur::simulator {
namespace {

int grade(const std::string& class_name) { return journal::grade_of(class_name).value_or(5); }

int hours_of(const Subject& subject, int in_grade) {
  return subject.hours.at(static_cast<std::size_t>(in_grade - 1));
}

/// How many teachers each department gets: class teachers for the primary classes, the others by load.
std::array<std::size_t, k_departments> staff(const std::vector<std::string>& classes, std::size_t teachers) {
  std::array<double, k_departments> load{};
  std::size_t primary_classes = 0;
  for (const std::string& class_name : classes) {
    primary_classes += grade(class_name) <= 4 ? 1U : 0U;
    for (const Subject& subject : subjects()) {
      load.at(static_cast<std::size_t>(subject.department)) +=
          hours_of(subject, grade(class_name)) * (subject.groups ? 2 : 1);
    }
  }
  std::array<std::size_t, k_departments> count{};
  std::size_t given = 0;
  for (std::size_t i = 0; i < k_departments; ++i) {
    count.at(i) = load.at(i) > 0 ? 1 : 0;
    given += count.at(i);
  }
  if (given > teachers) {
    return {};  // Everybody teaches everything.
  }
  const auto raise = [&](Department department, std::size_t to) {
    std::size_t& has = count.at(static_cast<std::size_t>(department));
    if (has > 0 && to > has && given + to - has <= teachers) {
      given += to - has;
      has = to;
    }
  };
  if (teachers >= 3 * primary_classes) {
    raise(Department::primary, primary_classes);
  }
  raise(Department::english, 2);
  raise(Department::science, 2);
  raise(Department::arts, 2);
  for (; given < teachers; ++given) {
    std::size_t busiest = k_departments;
    for (std::size_t i = 0; i < k_departments; ++i) {
      const bool closed = i == static_cast<std::size_t>(Department::primary) && count[0] >= primary_classes;
      if (count.at(i) == 0 || closed) {
        continue;
      }
      if (busiest == k_departments || load.at(i) * static_cast<double>(count.at(busiest)) >
                                          load.at(busiest) * static_cast<double>(count.at(i))) {
        busiest = i;
      }
    }
    count.at(busiest == k_departments ? 0 : busiest) += 1;
  }
  return count;
}

class Planner {
 public:
  Planner(std::uint64_t seed, const std::vector<std::string>& classes, std::size_t teachers)
      : seed_(mix(seed, hash_text("plan"))), classes_(classes), teachers_(teachers), load_(teachers) {}

  Plan make() {
    hire();
    share_lessons();
    choose_homeroom();
    choose_shifts();
    solve();
    return std::move(plan_);
  }

 private:
  void hire() {
    const auto count = staff(classes_, teachers_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < k_departments; ++i) {
      for (std::size_t j = 0; j < count.at(i) && next < teachers_; ++j) {
        members_.at(i).push_back(next++);
        plan_.departments.push_back(i);
      }
    }
    plan_.departments.resize(teachers_, 0);
    for (auto& members : members_) {
      for (std::size_t t = 0; members.size() < teachers_ && next == 0 && t < teachers_; ++t) {
        members.push_back(t);
      }
    }
    // The list of staff is not sorted by subjects: shuffle who is who.
    std::vector<std::size_t> order(teachers_);
    for (std::size_t t = 0; t < teachers_; ++t) {
      order[t] = t;
    }
    Random random(mix(seed_, 1));
    random.shuffle(order);
    std::vector<std::size_t> departments(teachers_);
    for (std::size_t t = 0; t < teachers_; ++t) {
      departments[order[t]] = plan_.departments[t];
    }
    plan_.departments = std::move(departments);
    for (auto& members : members_) {
      for (std::size_t& member : members) {
        member = order[member];
      }
    }
  }

  std::size_t least_loaded(const std::vector<std::size_t>& members, std::size_t but) const {
    std::size_t best = members.front();
    for (const std::size_t member : members) {
      if (member != but && (best == but || load_[member] < load_[best])) {
        best = member;
      }
    }
    return best;
  }

  void share_lessons() {
    units_.resize(classes_.size());
    std::size_t primary_classes = 0;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const auto& class_teachers = members_[static_cast<std::size_t>(Department::primary)];
      const std::size_t own =
          class_teachers.empty() ? 0 : class_teachers[primary_classes % class_teachers.size()];
      primary_classes += grade(classes_[c]) <= 4 ? 1U : 0U;
      for (std::size_t s = 0; s < subjects().size(); ++s) {
        const Subject& subject = subjects()[s];
        const int hours = hours_of(subject, grade(classes_[c]));
        if (hours == 0) {
          continue;
        }
        const auto& members = members_.at(static_cast<std::size_t>(subject.department));
        Unit unit;
        unit.subject = static_cast<int>(s);
        unit.doubles = subject.doubles;
        unit.first = subject.department == Department::primary ? own : least_loaded(members, teachers_);
        load_[unit.first] += hours;
        if (subject.groups) {
          unit.second = least_loaded(members, unit.first);
          load_[unit.second] += hours;
        }
        units_[c].insert(units_[c].end(), static_cast<std::size_t>(hours), unit);
      }
    }
  }

  void choose_homeroom() {
    std::vector<bool> taken(teachers_);
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      std::size_t choice = units_[c].front().first;
      for (const Unit& unit : units_[c]) {
        if (!taken[unit.first]) {
          choice = unit.first;
          break;
        }
      }
      for (std::size_t t = 0; taken[choice] && t < teachers_; ++t) {
        choice = taken[t] ? choice : t;
      }
      taken[choice] = true;
      plan_.homeroom.push_back(choice);
    }
  }

  void choose_shifts() {
    for (const std::string& class_name : classes_) {
      const int in_grade = grade(class_name);
      const bool second = classes_.size() >= 11 && (in_grade == 6 || in_grade == 7);
      plan_.first_number.push_back(second ? k_first_shift_lessons + 1 : 1);
      plan_.last_number.push_back(k_first_shift_lessons + (second ? k_second_shift_lessons : 0));
    }
  }

  void solve() {
    std::vector<ClassWeek> weeks;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      weeks.push_back({plan_.first_number[c], plan_.homeroom[c], std::move(units_[c])});
    }
    const Solution solution = solve_week(mix(seed_, 2), std::move(weeks), teachers_);
    plan_.collisions = solution.collisions;
    Random random(mix(seed_, 3));
    std::vector<std::string> rooms;
    for (std::size_t t = 0; t < teachers_; ++t) {
      const auto department = static_cast<Department>(plan_.departments[t]);
      rooms.push_back(department == Department::sport ? "Спортзал"
                      : random.chance(12)
                          ? ""
                          : std::to_string(100 * random.between(1, 3) + static_cast<int>(t % 30) + 1));
    }
    for (const PlacedUnit& placed : solution.placed) {
      PlannedLesson lesson{placed.class_index, placed.weekday, placed.number, {}, {}, placed.unit.first, {}};
      lesson.subject = placed.unit.subject < 0
                           ? k_important_talks
                           : std::string(subjects()[static_cast<std::size_t>(placed.unit.subject)].name);
      lesson.group = placed.unit.second == k_nobody ? "" : "1";
      lesson.room = rooms[lesson.teacher];
      plan_.lessons.push_back(lesson);
      if (placed.unit.second != k_nobody) {
        lesson.group = "2";
        lesson.teacher = placed.unit.second;
        lesson.room = rooms[lesson.teacher];
        plan_.lessons.push_back(std::move(lesson));
      }
    }
    std::ranges::sort(plan_.lessons, {}, [](const PlannedLesson& lesson) {
      return std::tie(lesson.class_index, lesson.weekday, lesson.number, lesson.subject, lesson.group);
    });
  }

  std::uint64_t seed_;
  const std::vector<std::string>& classes_;
  std::size_t teachers_;
  std::vector<int> load_;  ///< Hours a week, by teacher.
  std::array<std::vector<std::size_t>, k_departments> members_{};
  std::vector<std::vector<Unit>> units_{};
  Plan plan_{};
};

}  // namespace

Plan make_plan(std::uint64_t seed, const std::vector<std::string>& classes, std::size_t teachers) {
  return Planner(seed, classes, teachers).make();
}

}  // namespace elzhur::simulator
