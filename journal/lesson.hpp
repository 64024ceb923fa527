// Lessons and the fields of a lesson that must be filled. Plain values; no behaviour of rules.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/time.hpp"

namespace elzhur::journal {

/// A part of a lesson that must be filled. The numbers are stored in the database: never renumber.
enum class Field : std::uint8_t { topic = 0, homework = 1, marks = 2, attendance = 3 };
inline constexpr std::size_t k_fields = 4;
inline constexpr std::array<Field, k_fields> k_all_fields{Field::topic, Field::homework, Field::marks,
                                                          Field::attendance};

/// "topic", "homework", "marks", "attendance": the names of the contract.
[[nodiscard]] std::string_view field_name(Field field);

/// What was seen in a field. The numbers are stored in the database: never renumber.
enum class FillState : std::uint8_t {
  unknown = 0,  ///< Not observed.
  empty = 1,
  placeholder = 2,  ///< A text of punctuation, symbols and spaces alone; a rule says how it counts.
  filled = 3,
  declared = 4,      ///< Filled with a declared «без задания»: filled, and counted as declared.
  not_required = 5,  ///< The source says that nothing is owed here.
};
[[nodiscard]] std::string_view fill_state_name(FillState state);

/// A set of fields.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  constexpr explicit FieldSet(std::uint8_t bits) : bits_(bits) {}
  constexpr void add(Field field) { bits_ = static_cast<std::uint8_t>(bits_ | bit(field)); }
  [[nodiscard]] constexpr bool has(Field field) const { return (bits_ & bit(field)) != 0; }
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  constexpr bool operator==(const FieldSet&) const = default;

 private:
  static constexpr std::uint8_t bit(Field field) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(field));
  }
  std::uint8_t bits_ = 0;
};

/// A class's lessons of one subject, whole or in one group. `group` is empty for the class itself.
/// Texts are normalised (names.hpp).
struct Scope {
  std::string class_name;
  std::string group;
  std::string subject;

  auto operator<=>(const Scope&) const = default;
};

/// The lesson itself, as everything outside the store names it. `ordinal` counts from 1 within
/// (scope, date): by lesson number when all have one, else by row order.
struct LessonKey {
  Scope scope;
  Date date{};
  int ordinal = 1;

  auto operator<=>(const LessonKey&) const = default;
};

/// The grade of a class: the digits its name begins with ("10А" -> 10); nothing when there are none
/// or they do not lie in 0..12.
[[nodiscard]] std::optional<int> grade_of(std::string_view class_name);

/// Both ends belong to the range. Empty when last < first.
struct DateRange {
  Date first{};
  Date last{};

  [[nodiscard]] constexpr bool contains(Date date) const { return first <= date && date <= last; }
  auto operator<=>(const DateRange&) const = default;
};

}  // namespace elzhur::journal
