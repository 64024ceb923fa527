#include "tests/simulator/plan_solver.hpp"

#include <algorithm>
#include <utility>

#include "tests/simulator/plan.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

constexpr std::size_t k_numbers = 14;  // of a day, over both shifts
constexpr int k_collision_cost = 20;
// A school that can be planned at all is planned in about ten rounds.
constexpr int k_rounds_max = 60;

struct Slot {
  std::size_t weekday = 0;
  int number = 1;
  Unit unit;
};

class Solver {
 public:
  Solver(std::uint64_t seed, std::vector<ClassWeek> weeks, std::size_t teachers)
      : random_(seed), busy_(teachers * k_weekdays * k_numbers) {
    for (ClassWeek& week : weeks) {
      fill(std::move(week));
    }
  }

  Solution solve() {
    int better = 1;
    for (int round = 0; round < k_rounds_max && better > 0; ++round) {
      better = 0;
      for (std::size_t c = 0; c < grid_.size(); ++c) {
        better += improve(grid_[c]);
      }
      // Stuck with collisions: shake, unless it was tried often enough.
      if (better == 0 && collisions() > 0 && round + 10 < k_rounds_max) {
        shake();
        better = 1;
      }
    }
    Solution solution;
    solution.collisions = collisions();
    for (std::size_t c = 0; c < grid_.size(); ++c) {
      for (const Slot& slot : grid_[c]) {
        solution.placed.push_back({c, slot.weekday, slot.number, slot.unit});
      }
    }
    return solution;
  }

 private:
  using Week = std::vector<Slot>;

  /// Days as even as can be, the lessons in any order; the first slot is fixed.
  void fill(ClassWeek week) {
    const std::size_t total = week.units.size() + 1;
    std::vector<std::size_t> lengths(k_weekdays, total / k_weekdays);
    for (std::size_t i = 0; i < total % k_weekdays; ++i) {
      ++lengths[i];
    }
    random_.shuffle(lengths);
    random_.shuffle(week.units);
    Week slots;
    for (std::size_t day = 0; day < k_weekdays; ++day) {
      for (std::size_t i = 0; i < lengths[day]; ++i) {
        Slot slot{day, week.first_number + static_cast<int>(i), {-1, week.homeroom, k_nobody, false}};
        if (!slots.empty()) {
          slot.unit = week.units[slots.size() - 1];
        }
        count(slot, slot.unit, 1);
        slots.push_back(slot);
      }
    }
    grid_.push_back(std::move(slots));
  }

  int& busy(std::size_t teacher, const Slot& slot) {
    return busy_[(teacher * k_weekdays + slot.weekday) * k_numbers + static_cast<std::size_t>(slot.number)];
  }

  void count(const Slot& slot, const Unit& unit, int by) {
    busy(unit.first, slot) += by;
    if (unit.second != k_nobody) {
      busy(unit.second, slot) += by;
    }
  }

  /// Of `unit` if it lay in `slot`; it must not be counted there yet.
  int clashes(const Slot& slot, const Unit& unit) {
    int cost = busy(unit.first, slot);
    if (unit.second != k_nobody) {
      cost += busy(unit.second, slot) + (unit.second == unit.first ? 1 : 0);
    }
    return cost * k_collision_cost;
  }

  /// Lessons of one subject on one day, unless they are wanted there.
  static int sameness(const Week& week, std::size_t at) {
    const Slot& slot = week[at];
    int together = 0;
    bool beside = false;
    for (std::size_t i = at; i-- > 0 && week[i].weekday == slot.weekday;) {
      if (week[i].unit.subject == slot.unit.subject) {
        ++together;
        beside = beside || i + 1 == at;
      }
    }
    for (std::size_t i = at + 1; i < week.size() && week[i].weekday == slot.weekday; ++i) {
      if (week[i].unit.subject == slot.unit.subject) {
        ++together;
        beside = beside || i == at + 1;
      }
    }
    if (slot.unit.doubles) {
      return beside ? 0 : 2;
    }
    return together * 2 - (beside ? 1 : 0);
  }

  int cost(const Week& week, std::size_t a, std::size_t b) {
    return clashes(week[a], week[a].unit) + clashes(week[b], week[b].unit) + sameness(week, a) +
           sameness(week, b);
  }

  /// Swaps lessons of one class wherever that costs less; says how often.
  int improve(Week& week) {
    int swaps = 0;
    for (std::size_t a = 1; a < week.size(); ++a) {
      count(week[a], week[a].unit, -1);
      const int own = clashes(week[a], week[a].unit) + sameness(week, a);
      count(week[a], week[a].unit, 1);
      if (own == 0 || (own < k_collision_cost && random_.chance(50))) {
        continue;
      }
      std::size_t best = a;
      int gain = 0;
      const std::size_t start = random_.below(week.size());
      for (std::size_t i = 0; i < week.size(); ++i) {
        const std::size_t b = (start + i) % week.size();
        if (b == 0 || b == a || week[a].unit.subject == week[b].unit.subject) {
          continue;
        }
        const int now = try_swap(week, a, b);
        if (now > gain) {
          gain = now;
          best = b;
        }
      }
      if (best != a) {
        swap_units(week, a, best);
        ++swaps;
      }
    }
    return swaps;
  }

  int try_swap(Week& week, std::size_t a, std::size_t b) {
    count(week[a], week[a].unit, -1);
    count(week[b], week[b].unit, -1);
    const int before = cost(week, a, b);
    std::swap(week[a].unit, week[b].unit);
    const int after = cost(week, a, b);
    std::swap(week[a].unit, week[b].unit);
    count(week[a], week[a].unit, 1);
    count(week[b], week[b].unit, 1);
    return before - after;
  }

  void swap_units(Week& week, std::size_t a, std::size_t b) {
    count(week[a], week[a].unit, -1);
    count(week[b], week[b].unit, -1);
    std::swap(week[a].unit, week[b].unit);
    count(week[a], week[a].unit, 1);
    count(week[b], week[b].unit, 1);
  }

  void shake() {
    for (Week& week : grid_) {
      for (std::size_t a = 1; a < week.size(); ++a) {
        if (busy(week[a].unit.first, week[a]) > 1 && week.size() > 2) {
          swap_units(week, a, 1 + random_.below(week.size() - 1));
        }
      }
    }
  }

  [[nodiscard]] int collisions() const {
    int sum = 0;
    for (const int lessons : busy_) {
      sum += std::max(0, lessons - 1);
    }
    return sum;
  }

  Random random_;
  std::vector<Week> grid_{};
  std::vector<int> busy_;  ///< Lessons by teacher, weekday and number.
};

}  // namespace

Solution solve_week(std::uint64_t seed, std::vector<ClassWeek> weeks, std::size_t teachers) {
  return Solver(seed, std::move(weeks), teachers).solve();
}

}  // namespace elzhur::simulator
