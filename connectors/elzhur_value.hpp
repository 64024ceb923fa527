// An answer of the API as a tree that forgives how ElZhur writes it: numbers are texts, a list may stand for
// a map and the other way round, JSON and XML give the same. Bounded. Not for what an answer means:
// elzhur_envelope.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::connectors {

/// A larger answer is not taken apart: a class's whole school year is far below.
inline constexpr std::size_t k_answer_bytes_max = std::size_t{16} << 20U;
inline constexpr std::size_t k_answer_depth_max = 16;
/// Values in one answer, texts and containers together.
inline constexpr std::size_t k_answer_values_max = 200'000;

/// One value. Copies are deep.
struct AnswerValue {
  enum class Kind : std::uint8_t { null, flag, text, list, map };
  Kind kind = Kind::null;
  bool flag = false;
  std::string text{};                ///< Numbers too, as they were written.
  std::vector<std::string> keys{};   ///< Of a map, beside `items`.
  std::vector<AnswerValue> items{};  ///< Of a list or a map.

  /// The value of a key of a map; nothing when there is none, or this is no map. The last of equal keys.
  [[nodiscard]] const AnswerValue* find(std::string_view key) const;
  /// A map, or an empty list: PHP writes `[]` for a map without entries.
  [[nodiscard]] bool is_map() const { return kind == Kind::map || (kind == Kind::list && items.empty()); }
  [[nodiscard]] bool is_container() const { return kind == Kind::map || kind == Kind::list; }
  /// Null, or a container without entries.
  [[nodiscard]] bool is_nothing() const { return kind == Kind::null || (is_container() && items.empty()); }
  /// The key of an entry of a map; "" in a list.
  [[nodiscard]] std::string_view key(std::size_t index) const {
    return kind == Kind::map ? std::string_view(keys[index]) : std::string_view();
  }
  /// A text or a number; "" for null. Nothing for anything else.
  [[nodiscard]] std::optional<std::string_view> as_text() const;
  /// true, 1, "1", "true", "yes" in any case; false for everything else.
  [[nodiscard]] bool as_flag() const;
};

/// The text of a key: "" when it is absent, null, or no text.
[[nodiscard]] std::string_view text_at(const AnswerValue& map, std::string_view key);

/// Why bytes are no answer.
enum class AnswerDefect : std::uint8_t {
  malformed,  ///< Cut off, damaged, or no JSON (XML) at all.
  too_large,  ///< Beyond one of the limits above.
};

struct ParsedAnswer {
  std::optional<AnswerValue> value{};  ///< Nothing: see `defect`.
  AnswerDefect defect = AnswerDefect::malformed;
};

/// Total; no exception leaves it.
[[nodiscard]] ParsedAnswer parse_answer_json(std::string_view bytes);

/// The same tree that JSON would have given: attributes are keys, elements of one name make a list under the
/// plural that JSON uses (day -> days), the text of an element without attributes is its value. The root
/// element's name is the only key of the result. Document types, and with them entities, are refused.
[[nodiscard]] ParsedAnswer parse_answer_xml(std::string_view bytes);

}  // namespace elzhur::connectors
