// Rows of lessons -> blocks of a document: one scope, one block, lessons in order and numbered within their
// day. Holds rows small, because a document may have hundreds of thousands; not a parser of texts in cells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/problems.hpp"
#include "journal/document.hpp"

namespace elzhur::connectors {

/// Limits of one document; beyond them it is refused.
inline constexpr std::size_t k_lessons_max = 1'000'000;
inline constexpr std::size_t k_scopes_max = 50'000;
inline constexpr std::size_t k_people_max = 20'000;
inline constexpr std::size_t k_class_bytes_max = 80;
inline constexpr std::size_t k_subject_bytes_max = 400;
inline constexpr std::size_t k_person_bytes_max = 200;
inline constexpr std::size_t k_teachers_max = 16;

/// Finds texts without making strings.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

inline constexpr std::uint32_t k_no_index = UINT32_MAX;

/// Times that one row reports; most rows of most files have none.
struct RowTimes {
  std::array<std::optional<journal::Instant>, journal::k_fields> reported{};
  std::optional<journal::Instant> last_change{};

  bool operator==(const RowTimes&) const = default;
};

/// One lesson as one row shows it, its texts replaced by numbers that the collector gave.
struct LessonRow {
  journal::Date date{};
  std::uint32_t scope = 0;
  std::uint32_t teachers = 0;  ///< A list given by teacher_list(); 0 is nobody.
  std::uint32_t substitute = k_no_index;
  std::uint32_t times = k_no_index;
  std::uint32_t row = 0;
  std::uint16_t sheet = 0;
  std::int16_t number = -1;  ///< -1: none.
  std::array<journal::FillState, journal::k_fields> states{};
  bool substituted_by_unknown = false;
};

class LessonCollector {
 public:
  LessonCollector();

  /// The number of a scope; the same for texts that compare equal. Fails (nothing) when a text is empty, too
  /// long, or there are too many; `why` then says which. `group` is what a column of its own gives, or empty.
  [[nodiscard]] std::optional<std::uint32_t> scope(std::string_view class_text, std::string_view group_text,
                                                   std::string_view subject_text, bool slash_is_group,
                                                   std::string& why);
  /// The number of a list of people as one cell gives it: «А, Б»; 0 for nobody («-», «вакансия»).
  [[nodiscard]] std::optional<std::uint32_t> teacher_list(std::string_view text, std::string& why);
  [[nodiscard]] const std::vector<std::uint32_t>& people_of(std::uint32_t list) const { return lists_[list]; }

  /// Says that the document speaks of these fields of the scope.
  void cover(std::uint32_t scope, journal::FieldSet fields) {
    scopes_[scope].fields =
        journal::FieldSet(static_cast<std::uint8_t>(scopes_[scope].fields.bits() | fields.bits()));
  }
  /// The number of a sheet; `label` is how messages name it.
  std::uint16_t add_sheet(std::string name, std::string label);
  /// Widens the dates of every scope of the sheet whose lessons all lie in it.
  void set_period(std::uint16_t sheet, journal::DateRange period) { sheets_[sheet].period = period; }
  [[nodiscard]] std::uint32_t add_times(const RowTimes& times);
  /// False when there are too many lessons.
  [[nodiscard]] bool add(const LessonRow& row);

  [[nodiscard]] std::size_t lessons() const { return rows_.size(); }
  /// The newest time that any row reports.
  [[nodiscard]] std::optional<journal::Instant> newest_reported() const { return newest_; }

  /// Blocks in the order of their scopes. Rows that contradict each other go to `problems`. Once only.
  [[nodiscard]] std::vector<journal::Block> take_blocks(Problems& problems);
  [[nodiscard]] std::vector<std::string> take_people() { return std::move(people_); }

 private:
  struct ScopeData {
    journal::Scope scope;
    journal::FieldSet fields;
    std::size_t lessons = 0;
  };
  struct Sheet {
    std::string name;
    std::string label;
    std::optional<journal::DateRange> period;
  };
  /// Texts that compare equal have one number and are written as they were met first.
  struct Interned {
    std::vector<std::string> texts;
    TextMap<std::uint32_t> ids;

    std::uint32_t add(std::string key, std::string text);
  };

  [[nodiscard]] std::optional<std::uint32_t> new_scope(const journal::Scope& written, std::string& why);
  [[nodiscard]] std::optional<std::uint32_t> person(const std::string& name, std::string& why);
  [[nodiscard]] std::optional<std::uint32_t> new_list(std::vector<std::uint32_t> list, std::string& why);
  [[nodiscard]] bool same_content(const LessonRow& a, const LessonRow& b) const;
  [[nodiscard]] journal::Block make_block(std::uint32_t scope, std::vector<std::uint32_t>& order,
                                          Problems& problems);
  [[nodiscard]] journal::LessonSeen make_lesson(const LessonRow& row, int ordinal) const;
  [[nodiscard]] std::vector<std::uint16_t> sheets_of(const std::vector<std::uint32_t>& order) const;
  void name_and_widen(journal::Block& block, const std::vector<std::uint16_t>& sheets) const;
  /// Sorts one day's rows and drops true repetitions.
  void order_day(std::vector<std::uint32_t>& day, Problems& problems) const;

  std::vector<LessonRow> rows_;
  std::vector<RowTimes> times_;
  std::vector<ScopeData> scopes_;
  std::vector<Sheet> sheets_;
  std::vector<std::string> people_;
  std::vector<std::vector<std::uint32_t>> lists_;
  Interned classes_;   ///< By fold_class().
  Interned groups_;    ///< By fold().
  Interned subjects_;  ///< By fold().
  TextMap<std::uint32_t> person_ids_;
  TextMap<std::uint32_t> list_ids_;       ///< By the raw text of the cell.
  TextMap<std::uint32_t> known_lists_;    ///< By the numbers of the people.
  TextMap<std::uint32_t> scope_ids_;      ///< By the three numbers.
  TextMap<std::uint32_t> raw_scope_ids_;  ///< By the three raw texts.
  std::string key_;                       ///< Kept to save allocations.
  std::optional<journal::Instant> newest_;
};

}  // namespace elzhur::connectors
