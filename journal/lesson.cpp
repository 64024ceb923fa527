#include "journal/lesson.hpp"

#include <charconv>

#include "journal/check.hpp"

namespace elzhur::journal {

std::string_view field_name(Field field) {
  switch (field) {
    case Field::topic:
      return "topic";
    case Field::homework:
      return "homework";
    case Field::marks:
      return "marks";
    case Field::attendance:
      return "attendance";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view fill_state_name(FillState state) {
  switch (state) {
    case FillState::unknown:
      return "unknown";
    case FillState::empty:
      return "empty";
    case FillState::placeholder:
      return "placeholder";
    case FillState::filled:
      return "filled";
    case FillState::declared:
      return "declared_none";
    case FillState::not_required:
      return "not_required";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<int> grade_of(std::string_view class_name) {
  constexpr int k_grade_max = 12;
  int grade = 0;
  const auto [end, error] = std::from_chars(class_name.data(), class_name.data() + class_name.size(), grade);
  if (error != std::errc{} || end == class_name.data() || grade < 0 || grade > k_grade_max)
    return std::nullopt;
  return grade;
}

}  // namespace elzhur::journal
