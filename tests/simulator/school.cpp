#include "tests/simulator/school.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "journal/check.hpp"
#include "tests/simulator/names.hpp"
#include "tests/simulator/plan.hpp"
#include "tests/simulator/plan_subjects.hpp"
#include "tests/simulator/school_changes.hpp"
#include "tests/simulator/school_days.hpp"
#include "tests/simulator/school_year.hpp"
#include "tests/simulator/strokes.hpp"

namespace elzhur::simulator {
namespace {

int percent(int value) { return std::clamp(value, 0, 100); }

SchoolOptions within_reason(SchoolOptions options) {
  options.teachers = std::clamp(options.teachers, 2, 200);
  options.classes = std::clamp(options.classes, 1, 60);
  options.school_days = std::clamp(options.school_days, 1, 250);
  options.first_day =
      std::clamp(options.first_day, journal::make_date(1990, 1, 1), journal::make_date(2100, 1, 1));
  Habits& habits = options.habits;
  for (int* share :
       {&habits.late_percent, &habits.never_percent, &habits.placeholder_percent, &habits.declared_percent,
        &habits.deleted_percent, &habits.moved_percent, &habits.sick_percent}) {
    *share = percent(*share);
  }
  return options;
}

journal::TimeZone zone_or_utc(const std::string& name) {
  auto zone = journal::TimeZone::load(name);
  if (!zone) {
    zone = journal::TimeZone::load("UTC");
  }
  ELZHUR_CHECK(zone);
  return *zone;
}

/// The lessons of the plan on every school day, in the order of School::lessons().
std::vector<Lesson> repeat_weekly(const Plan& plan, const std::vector<std::string>& classes,
                                  const SchoolDays& days) {
  std::vector<Lesson> lessons;
  lessons.reserve(plan.lessons.size() * days.count() / k_weekdays + days.count());
  // The timetable of the year hangs out a week before it begins.
  const journal::Instant published = days.at(days.date(0) - std::chrono::days(7), std::chrono::hours(12));
  const auto& plans = plan.lessons;
  const auto first_of = [&](std::size_t class_index, std::size_t weekday) {
    return std::ranges::lower_bound(
        plans, std::pair(class_index, weekday), {},
        [](const PlannedLesson& planned) { return std::pair(planned.class_index, planned.weekday); });
  };
  for (std::size_t c = 0; c < classes.size(); ++c) {
    for (std::size_t day = 0; day < days.count(); ++day) {
      const journal::Date date = days.date(day);
      const auto weekday = static_cast<std::size_t>(journal::weekday_of(date).iso_encoding() - 1);
      const auto end = first_of(c, weekday + 1);
      for (auto planned = first_of(c, weekday); planned != end; ++planned) {
        Lesson& lesson = lessons.emplace_back();
        lesson.scope = {classes[c], planned->group, planned->subject};
        lesson.date = date;
        lesson.number = planned->number;
        lesson.teacher = planned->teacher;
        lesson.room = planned->room;
        lesson.starts = days.at(date, days.bell(planned->number).start);
        lesson.ends = days.at(date, days.bell(planned->number).end);
        lesson.listed_from = published;
      }
    }
  }
  return lessons;
}

/// By the alphabet: the first half is group 1. In technology the groups are others than in languages.
void share_groups(std::vector<Pupil>& pupils, const std::vector<std::string>& classes) {
  for (const std::string& class_name : classes) {
    std::vector<Pupil*> members;
    for (Pupil& pupil : pupils) {
      if (pupil.class_name == class_name) {
        members.push_back(&pupil);
      }
    }
    const auto grade = static_cast<std::size_t>(journal::grade_of(class_name).value_or(5) - 1);
    for (const Subject& subject : subjects()) {
      if (!subject.groups || subject.hours.at(grade) == 0) {
        continue;
      }
      for (std::size_t i = 0; i < members.size(); ++i) {
        const bool first = subject.doubles ? i % 2 == 0 : i < members.size() / 2;
        members[i]->groups[std::string(subject.name)] = first ? "1" : "2";
      }
    }
  }
}

}  // namespace

Stroke at(const Strokes& strokes, journal::Instant instant) {
  const auto next = std::ranges::upper_bound(strokes, instant, {}, &Stroke::at);
  return next == strokes.begin() ? Stroke{{}, journal::FillState::empty, ""} : *std::prev(next);
}

const Strokes& Lesson::strokes(journal::Field field) const {
  switch (field) {
    case journal::Field::topic:
      return topic;
    case journal::Field::homework:
      return homework;
    case journal::Field::marks:
      return marks;
    case journal::Field::attendance:
      return attendance;
  }
  ELZHUR_UNREACHABLE();
}

School::School(const SchoolOptions& options)
    : options_(within_reason(options)), zone_(zone_or_utc(options_.time_zone)) {
  options_.time_zone = zone_.name();
  teachers_ = make_teachers(options_.seed, static_cast<std::size_t>(options_.teachers));
  classes_ = make_classes(static_cast<std::size_t>(options_.classes));
  pupils_ = make_pupils(options_.seed, classes_);
  share_groups(pupils_, classes_);
  bells_ = make_bells();
  SchoolYear year = make_school_year(options_.first_day, options_.school_days);
  terms_ = std::move(year.terms);
  days_off_ = std::move(year.days_off);
  school_days_ = std::move(year.school_days);

  const SchoolDays days(zone_, school_days_, bells_);
  const Plan plan = make_plan(options_.seed, classes_, teachers_.size());
  weekly_collisions_ = plan.collisions;
  homeroom_ = plan.homeroom;
  lessons_ = repeat_weekly(plan, classes_, days);
  const std::size_t planned = lessons_.size();
  change_lessons(options_, plan, days, classes_, lessons_);
  sort_lessons(planned);

  const std::vector<Keeper> keepers = make_keepers(options_.seed, teachers_.size());
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> held;
  for (Lesson& lesson : lessons_) {
    std::size_t& nth = held[{lesson.scope.class_name, lesson.scope.subject, lesson.scope.group}];
    keep_journal(options_, keepers[lesson.owner()], days, nth, lesson);
    nth += lesson.listed_until == journal::Instant::max() ? 1U : 0U;
  }
}

void School::sort_lessons(std::size_t sorted) {
  std::map<std::string_view, std::size_t> order;
  for (const std::string& class_name : classes_) {
    order.emplace(class_name, order.size());
  }
  const auto before = [&](const Lesson& a, const Lesson& b) {
    if (a.scope.class_name != b.scope.class_name) {
      return order.at(a.scope.class_name) < order.at(b.scope.class_name);
    }
    return std::tie(a.date, a.number, a.scope.subject, a.scope.group) <
           std::tie(b.date, b.number, b.scope.subject, b.scope.group);
  };
  const auto middle = lessons_.begin() + static_cast<std::ptrdiff_t>(sorted);
  std::stable_sort(middle, lessons_.end(), before);
  std::inplace_merge(lessons_.begin(), middle, lessons_.end(), before);
  for (std::size_t i = 0; i < lessons_.size(); ++i) {
    auto& [first, last] = class_lessons_.try_emplace(lessons_[i].scope.class_name, i, i).first->second;
    last = i + 1;
  }
}

bool School::is_school_day(journal::Date date) const {
  return std::ranges::binary_search(school_days_, date);
}

std::vector<const Lesson*> School::lessons_of(std::string_view class_name, journal::DateRange dates) const {
  std::vector<const Lesson*> found;
  const auto place = class_lessons_.find(class_name);
  if (place == class_lessons_.end()) {
    return found;
  }
  const auto begin = lessons_.begin() + static_cast<std::ptrdiff_t>(place->second.first);
  const auto end = lessons_.begin() + static_cast<std::ptrdiff_t>(place->second.second);
  for (auto lesson = std::ranges::lower_bound(begin, end, dates.first, {}, &Lesson::date);
       lesson != end && lesson->date <= dates.last; ++lesson) {
    found.push_back(&*lesson);
  }
  return found;
}

}  // namespace elzhur::simulator
