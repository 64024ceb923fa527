#include "connectors/fill_json.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "connectors/cell_date.hpp"

namespace elzhur::connectors {
namespace {

using journal::ErrorKind;
using journal::Field;
using journal::FillState;
using nlohmann::json;

/// Shown in messages where tables name a sheet.
constexpr std::string_view k_list = "lessons";

/// Where a byte stands, as editors count: both from 1, columns in bytes.
std::string line_and_column(std::string_view bytes, std::size_t at) {
  const std::string_view before = bytes.substr(0, std::min(at, bytes.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
  return fmt::format("строка {}, столбец {}", line, before.size() - line_start + 1);
}

/// The place at which the nesting becomes too deep; npos when it never does.
std::size_t find_too_deep(std::string_view bytes) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if ((c == '{' || c == '[') && ++depth > k_fill_json_depth_max) return at;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return std::string_view::npos;
}

/// Null when the key is not there.
const json* find(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

std::optional<FillState> state_named(std::string_view name) {
  constexpr std::array k_states{FillState::unknown, FillState::empty,    FillState::placeholder,
                                FillState::filled,  FillState::declared, FillState::not_required};
  for (const FillState state : k_states) {
    if (fill_state_name(state) == name) return state;
  }
  return std::nullopt;
}

/// A text, "" for null or nothing; numbers as texts. Nothing for anything else.
std::optional<std::string> text_of(const json* value) {
  if (value == nullptr || value->is_null()) return std::string();
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number_integer()) return value->dump();
  return std::nullopt;
}

struct FieldKeys {
  Field field;
  const char* value;
  const char* at;
};
constexpr std::array k_field_keys{FieldKeys{Field::topic, "topic", "topic_at"},
                                  FieldKeys{Field::homework, "homework", "homework_at"},
                                  FieldKeys{Field::marks, "marks", "marks_at"},
                                  FieldKeys{Field::attendance, "attendance", "attendance_at"}};

/// What a field's value says; nothing when it is of no kind that we know.
std::optional<FillState> state_of(const json& value, Field field, const TextClassifier& classifier) {
  if (value.is_object()) {
    const json* name = find(value, "state");
    return name != nullptr && name->is_string() ? state_named(name->get<std::string>()) : std::nullopt;
  }
  const bool is_text = field == Field::topic || field == Field::homework;
  if (value.is_null()) return is_text ? FillState::empty : FillState::unknown;
  if (value.is_boolean()) return value.get<bool>() ? FillState::filled : FillState::empty;
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    if (is_text) return classifier.classify(text);
    return field == Field::marks ? classify_marks(text) : classify_attendance(text, false);
  }
  if (!value.is_number_integer() || is_text) return std::nullopt;
  return field == Field::marks ? classify_marks(value.dump()) : classify_attendance(value.dump(), false);
}

}  // namespace

/// One element of the list and the ways to complain about it.
struct FillJsonReader::Lesson {
  const json& node;
  std::size_t number;
  Problems& problems;

  void complain(std::string_view key, std::string_view text) const {
    problems.add({k_list, number, 0}, fmt::format("{}: {}", key, text));
  }
  /// Nothing after a complaint.
  [[nodiscard]] std::optional<std::string> text(const char* key) const {
    auto value = text_of(find(node, key));
    if (!value) complain(key, "нужен текст");
    return value;
  }
  /// The people of `teacher` and `teachers`, as one text; nothing after a complaint.
  [[nodiscard]] std::optional<std::string> teachers() const {
    auto all = text("teacher");
    const json* list = find(node, "teachers");
    if (!all || list == nullptr || list->is_null()) return all;
    if (!list->is_array()) {
      complain("teachers", "нужен список имён");
      return std::nullopt;
    }
    for (const json& name : *list) {
      const auto one = text_of(&name);
      if (!one) {
        complain("teachers", "нужен список имён");
        return std::nullopt;
      }
      *all += (all->empty() ? "" : ", ") + *one;
    }
    return all;
  }
  /// False after a complaint. A local time without a zone is the school's.
  [[nodiscard]] bool instant(const char* key, const FillJsonOptions& options,
                             std::optional<journal::Instant>& out) const {
    const auto value = text(key);
    if (!value) return false;
    if (value->empty()) return true;
    std::optional<journal::Instant> at = journal::parse_instant(*value);
    if (const CellDate local = parse_cell_date(*value); !at && local.ok())
      at = options.zone->to_instant(local.at);
    if (!at) {
      complain(key, fmt::format("нет такого времени{}", quoted_if_harmless(*value)));
      return false;
    }
    if (*at <= options.received) out = at;
    return true;
  }
};

void FillJsonReader::read_lesson(const Lesson& lesson) {
  ++rows_;
  if (!lesson.node.is_object()) return lesson.complain("урок", "нужен объект { … }");
  const auto date_text = lesson.text("date");
  const auto class_text = lesson.text("class");
  const auto group_text = lesson.text("group");
  const auto subject_text = lesson.text("subject");
  const auto number_text = lesson.text("number");
  const auto teachers = lesson.teachers();
  if (!date_text || !class_text || !group_text || !subject_text || !number_text || !teachers) return;
  LessonRow row;
  const CellDate date = parse_cell_date(*date_text);
  constexpr journal::Date k_date_min{std::chrono::year(2000) / 1 / 1};
  constexpr std::chrono::days k_ahead_max{2 * 366};
  if (!date.ok() || date.date() < k_date_min ||
      date.date() > options_.zone->date_of(options_.received) + k_ahead_max) {
    return lesson.complain("date", fmt::format("нет такой даты урока{}", quoted_if_harmless(*date_text)));
  }
  row.date = date.date();
  row.row = static_cast<std::uint32_t>(lesson.number);
  row.number = static_cast<std::int16_t>(parse_lesson_number(*number_text).value_or(-1));
  std::string why;
  const auto scope = collector_.scope(*class_text, *group_text, *subject_text, false, why);
  if (!scope) return lesson.complain("class, subject", why);
  row.scope = *scope;
  const auto list = collector_.teacher_list(*teachers, why);
  if (!list) return lesson.complain("teacher", why);
  row.teachers = *list;
  if (!read_substitute(lesson, row) || !read_fields(lesson, row)) return;
  if (!collector_.add(row)) problems_.set_only(fmt::format("в документе больше {} уроков", k_lessons_max));
}

bool FillJsonReader::read_substitute(const Lesson& lesson, LessonRow& row) {
  const json* substitute = find(lesson.node, "substitute");
  if (substitute != nullptr && substitute->is_boolean()) {
    row.substituted_by_unknown = substitute->get<bool>();
    return true;
  }
  const auto name = lesson.text("substitute");
  if (!name) return false;
  std::string why;
  const auto people = collector_.teacher_list(*name, why);
  if (!people) {
    lesson.complain("substitute", why);
    return false;
  }
  const auto& who = collector_.people_of(*people);
  row.substituted_by_unknown = who.size() > 1;
  if (who.size() == 1) row.substitute = who.front();
  return true;
}

bool FillJsonReader::read_fields(const Lesson& lesson, LessonRow& row) {
  journal::FieldSet fields;
  RowTimes times;
  for (const FieldKeys& keys : k_field_keys) {
    const auto index = static_cast<std::size_t>(keys.field);
    if (!lesson.instant(keys.at, options_, times.reported[index])) return false;
    const json* value = find(lesson.node, keys.value);
    if (value == nullptr) continue;
    const auto state = state_of(*value, keys.field, *options_.classifier);
    if (!state) {
      lesson.complain(keys.value, "значение не понято");
      return false;
    }
    row.states[index] = *state;
    fields.add(keys.field);
  }
  if (!lesson.instant("last_change", options_, times.last_change)) return false;
  if (times != RowTimes{}) row.times = collector_.add_times(times);
  collector_.cover(row.scope, fields);
  return true;
}

journal::Result<void> FillJsonReader::read(std::string_view bytes) {
  const auto refused = [](std::string text) {
    return journal::failure(ErrorKind::bad_input, std::move(text));
  };
  if (bytes.size() > k_fill_json_bytes_max) {
    return refused(fmt::format("файл JSON больше {} байт", k_fill_json_bytes_max));
  }
  if (const std::size_t at = find_too_deep(bytes); at != std::string_view::npos) {
    return refused(
        fmt::format("{}: вложенность больше {}", line_and_column(bytes, at), k_fill_json_depth_max));
  }
  json root;
  // The library throws; its own text may quote what stands there, so only the place is told.
  try {
    root = json::parse(bytes);
  } catch (const json::parse_error& error) {
    return refused(
        fmt::format("{}: это не JSON", line_and_column(bytes, error.byte == 0 ? 0 : error.byte - 1)));
  } catch (const json::exception&) {
    return refused("это не JSON: число вне пределов");
  }
  const json* format = root.is_object() ? find(root, "format") : nullptr;
  if (format == nullptr || *format != "elzhur-fill/1") {
    return refused("неизвестный вид JSON: нужен объект с \"format\": \"elzhur-fill/1\"");
  }
  const json* lessons = find(root, "lessons");
  if (lessons == nullptr || !lessons->is_array()) return refused("нет списка \"lessons\"");
  const std::uint16_t sheet = collector_.add_sheet("", std::string(k_list));
  const Lesson head{root, 0, problems_};
  std::optional<journal::Instant> made_at;
  if (head.instant("made_at", options_, made_at) && made_at)
    claims_.push_back({*made_at, journal::Seconds(1)});
  if (const json* period = find(root, "period"); period != nullptr && period->is_object()) {
    const CellDate from = parse_cell_date(text_of(find(*period, "from")).value_or(""));
    const CellDate to = parse_cell_date(text_of(find(*period, "to")).value_or(""));
    if (!from.ok() || !to.ok() || to.date() < from.date())
      return refused("period: нужны from и to, from не позже to");
    collector_.set_period(sheet, {from.date(), to.date()});
  }
  std::size_t number = 0;
  for (const json& node : *lessons) {
    read_lesson({node, ++number, problems_});
    if (problems_.full()) break;
  }
  if (!problems_.any() && collector_.lessons() == 0) return refused("нет ни одного урока");
  if (problems_.any()) return refused(problems_.text());
  return {};
}

}  // namespace elzhur::connectors
