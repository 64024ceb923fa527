#include "daemon/config/calendar_file.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "daemon/config/section.hpp"
#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"
#include "rules/due.hpp"

namespace elzhur::config {

namespace {

using Words = std::string_view;

constexpr auto k_list_max = static_cast<std::int64_t>(journal::k_calendar_entries_max);

constexpr std::array<Words, 2> k_kinds{"working_days", "school_year"};
constexpr std::array<Words, 3> k_exception_kinds{"no_lessons", "day_off", "added"};

constexpr Key k_kind{"kind", Type::choice, true, {}, "Что в этом файле.", k_kinds};
constexpr Key k_grades{"grades", Type::grades, false, {}, "Параллели."};
constexpr Key k_classes{"classes", Type::texts, false, {}, "Классы."};

constexpr std::array k_working_days{
    k_kind,
    Key{"year",
        Type::integer,
        true,
        {},
        "Календарный год.",
        {},
        journal::k_calendar_year_min,
        journal::k_calendar_year_max},
    Key{"approved", Type::flag, false, "true", "false: ещё не утверждён."},
    Key{"days_off", Type::dates, false, {}, "Не работает никто."},
    Key{"short_days", Type::dates, false, {}, "Короче на час."},
    Key{"working_weekends", Type::dates, false, {}, "Рабочие субботы и воскресенья."},
    Key{"uncertain_days", Type::dates, false, {}, "Ещё могут измениться."},
};
constexpr Table k_working_days_table{"the working days", k_working_days};

constexpr std::array k_weekend{
    Key{"days", Type::weekdays, true, {}, "Выходные дни недели."},
    k_grades,
    k_classes,
};
constexpr Table k_weekend_table{"weekends", k_weekend};

constexpr std::array k_term{
    Key{"name", Type::text, true, {}, "Название."},
    Key{"from", Type::date, true, {}, "Первый день."},
    Key{"to", Type::date, true, {}, "Последний день."},
    k_grades,
    k_classes,
};
constexpr Table k_term_table{"terms", k_term};
constexpr Table k_holiday_table{"holidays", k_term};

constexpr std::array k_exception{
    Key{"date", Type::date, false, {}, "Один день."},
    Key{"from", Type::date, false, {}, "Первый день."},
    Key{"to", Type::date, false, {}, "Последний день."},
    Key{"kind", Type::choice, true, {}, "Что в эти дни.", k_exception_kinds},
    Key{"reason", Type::text, false, {}, "Почему."},
    k_grades,
    k_classes,
};
constexpr Table k_exception_table{"exceptions", k_exception};

constexpr std::array k_shift{
    Key{"shift", Type::integer, true, {}, "Смена.", {}, 1, 3},
    k_grades,
    k_classes,
};
constexpr Table k_shift_table{"shifts", k_shift};

constexpr std::array k_bells{
    Key{"name", Type::text, true, {}, "Название."},
    Key{"days", Type::weekdays, false, {}, "Дни недели."},
    Key{"shift", Type::integer, false, {}, "Смена.", {}, 1, 3},
    Key{"from", Type::date, false, {}, "С какого дня."},
    Key{"to", Type::date, false, {}, "По какой день."},
    k_grades,
    k_classes,
    Key{"lessons", Type::pairs, true, {}, "Номер урока: «8:30-9:15»."},
};
constexpr Table k_bells_table{"bells", k_bells};

constexpr std::array k_school_year{
    k_kind,
    Key{"year", Type::text, true, {}, "Учебный год: 2026-2027."},
    Key{"weekend", Type::weekdays, false, {}, "Выходные дни недели."},
    Key{"weekends",
        Type::maps,
        false,
        {},
        "Выходные отдельных классов.",
        {},
        0,
        k_list_max,
        &k_weekend_table},
    Key{"terms", Type::maps, false, {}, "Четверти.", {}, 0, k_list_max, &k_term_table},
    Key{"holidays", Type::maps, false, {}, "Каникулы.", {}, 0, k_list_max, &k_holiday_table},
    Key{"exceptions", Type::maps, false, {}, "Особые дни.", {}, 0, k_list_max, &k_exception_table},
    Key{"shifts", Type::maps, false, {}, "Смены.", {}, 0, k_list_max, &k_shift_table},
    Key{"bells", Type::maps, false, {}, "Звонки.", {}, 0, k_list_max, &k_bells_table},
};
constexpr Table k_school_year_table{"the school year", k_school_year};

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  journal::WorkingYearSpec working_year(const Section& file) {
    journal::WorkingYearSpec spec;
    spec.year = static_cast<int>(file.integer("year").value_or(0));
    spec.approved = file.flag("approved");
    spec.days_off = file.dates("days_off");
    spec.short_days = file.dates("short_days");
    spec.working_weekends = file.dates("working_weekends");
    spec.uncertain_days = file.dates("uncertain_days");
    spec.place = place(file.place("year"));
    return spec;
  }

  journal::SchoolYearSpec school_year(const Section& file) {
    journal::SchoolYearSpec spec;
    spec.first_year = first_year(file);
    spec.place = place(file.place("year"));
    if (file.has("weekend")) {
      spec.weekends.push_back({file.weekdays("weekend"), {}, place(file.place("weekend"))});
    }
    for (const Section& entry : file.sections("weekends")) {
      spec.weekends.push_back({entry.weekdays("days"), scope(entry), place(entry.place())});
    }
    for (const Section& entry : file.sections("terms")) {
      spec.terms.push_back({entry.text("name"), dates(entry), scope(entry), place(entry.place())});
    }
    for (const Section& entry : file.sections("holidays")) {
      spec.holidays.push_back({entry.text("name"), dates(entry), scope(entry), place(entry.place())});
    }
    for (const Section& entry : file.sections("exceptions")) {
      spec.exceptions.push_back(
          {exception_dates(entry),
           journal::parse_exception_kind(entry.text("kind")).value_or(journal::ExceptionKind::no_lessons),
           entry.text("reason"), scope(entry), place(entry.place())});
    }
    for (const Section& entry : file.sections("shifts")) {
      spec.shifts.push_back(
          {static_cast<int>(entry.integer("shift").value_or(1)), scope(entry), place(entry.place())});
    }
    for (const Section& entry : file.sections("bells")) spec.bells.push_back(bells(entry));
    return spec;
  }

 private:
  [[nodiscard]] std::string place(Place at) const {
    return fmt::format("{}:{}:{}", problems_.file(), at.line, at.column);
  }

  int first_year(const Section& file) {
    const std::string text = file.text("year");
    const auto first = parse_integer(text.substr(0, 4));
    const auto second = text.size() == 9 && text[4] == '-' ? parse_integer(text.substr(5)) : std::nullopt;
    if (first && second && *second == *first + 1 && *first >= journal::k_calendar_year_min &&
        *second <= journal::k_calendar_year_max) {
      return static_cast<int>(*first);
    }
    if (!text.empty()) {
      problems_.error(file.place("year"), "'year' must be a school year such as 2026-2027");
    }
    return 0;
  }

  static journal::ClassScope scope(const Section& entry) {
    journal::ClassScope scope;
    for (const rules::GradeRange& range : entry.grades("grades")) {
      for (int grade = range.first; grade <= range.last; ++grade) scope.grades.push_back(grade);
    }
    scope.classes = entry.texts("classes");
    return scope;
  }

  static journal::DateRange dates(const Section& entry) {
    const auto first = entry.date("from");
    const auto last = entry.date("to");
    if (!first || !last) return {};
    return {*first, *last};
  }

  journal::DateRange exception_dates(const Section& entry) {
    const bool has_range = entry.has("from") || entry.has("to");
    if (entry.has("date") && has_range) {
      problems_.error(entry.place("date"), "either 'date', or 'from' and 'to', not both");
    } else if (!entry.has("date") && !(entry.has("from") && entry.has("to"))) {
      problems_.error(entry.place(), "the days are missing: 'date', or 'from' and 'to'");
    }
    if (const auto date = entry.date("date")) return {*date, *date};
    return dates(entry);
  }

  journal::BellSetSpec bells(const Section& entry) {
    journal::BellSetSpec spec;
    spec.name = entry.text("name");
    spec.days = entry.weekdays("days");
    spec.scope = scope(entry);
    if (const auto shift = entry.integer("shift")) spec.shift = static_cast<int>(*shift);
    spec.from = entry.date("from");
    spec.to = entry.date("to");
    spec.place = place(entry.place());
    const Node* lessons = entry.node("lessons");
    if (lessons == nullptr || lessons->kind != Node::Kind::map) return spec;
    for (const Entry& lesson : lessons->entries) {
      if (const auto bell = bell_of(lesson)) spec.bells.push_back(*bell);
    }
    return spec;
  }

  std::optional<journal::BellSpec> bell_of(const Entry& lesson) {
    const auto number = parse_integer(lesson.key.text);
    if (!number || *number < 0 || *number > journal::k_lesson_number_max) {
      problems_.error(lesson.key.place,
                      fmt::format("the number of a lesson must be a whole number from 0 to {}",
                                  journal::k_lesson_number_max));
      return std::nullopt;
    }
    const std::string& text = lesson.value.text;
    const std::size_t dash = text.find('-');
    if (lesson.value.kind == Node::Kind::scalar && dash != std::string::npos) {
      const auto start = rules::parse_clock_time(trimmed(text.substr(0, dash)));
      const auto end = rules::parse_clock_time(trimmed(text.substr(dash + 1)));
      if (start && end) return journal::BellSpec{static_cast<int>(*number), *start, *end};
    }
    problems_.error(lesson.value.place, "a bell must be written \"8:30-9:15\"");
    return std::nullopt;
  }

  static std::string trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return std::string(text);
  }

  Problems& problems_;
};

}  // namespace

const Table& working_days_table() { return k_working_days_table; }
const Table& school_year_table() { return k_school_year_table; }

bool read_calendar(std::string_view text, journal::CalendarSpec& spec, Problems& problems) {
  const auto root = parse_yaml(text);
  if (!root) {
    problems.error({root.error().line, root.error().column}, root.error().text);
    return false;
  }
  const Node* kind = root->find("kind");
  const bool is_school = kind != nullptr && kind->text == "school_year";
  const Table& table = is_school ? k_school_year_table : k_working_days_table;
  if (kind == nullptr || (!is_school && kind->text != "working_days")) {
    problems.error(kind == nullptr ? Place{} : kind->place,
                   "a calendar file says 'kind: working_days' or 'kind: school_year'");
    return false;
  }
  check_shape(*root, table, root->place, problems);
  const Section file(&*root, table, root->place);
  Reader reader(problems);
  if (is_school) {
    journal::SchoolYearSpec year = reader.school_year(file);
    if (problems.has_errors()) return false;
    spec.school_years.push_back(std::move(year));
  } else {
    if (problems.has_errors()) return false;
    spec.working_years.push_back(reader.working_year(file));
  }
  return true;
}

}  // namespace elzhur::config
