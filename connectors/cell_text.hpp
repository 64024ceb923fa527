// Small questions about the text of a cell, asked for every cell of every row: no allocation on the usual
// path.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/lesson.hpp"

namespace elzhur::connectors {

/// Names of files and sheets in messages are cut to this many bytes.
inline constexpr std::size_t k_label_bytes_max = 120;

/// Without spaces, line breaks, tabs and no-break spaces at both ends.
[[nodiscard]] std::string_view trim_blank(std::string_view text);

/// The text behind `prefix`, which is lower-case Russian; letters of any case fit. Nothing when it does not
/// begin so.
[[nodiscard]] std::optional<std::string_view> drop_prefix_folded(std::string_view text,
                                                                 std::string_view prefix);

/// A text in which headers and keys are compared: folded, and nothing but letters, digits, '№', '%' kept.
[[nodiscard]] std::string canonical(std::string_view text);

/// For messages: a name without control characters, valid UTF-8, at most k_label_bytes_max bytes.
[[nodiscard]] std::string label(std::string_view name);

/// " «32.01.2019»" when the text is short and made of digits and . : - / and spaces alone; else empty,
/// because a free text may hold a pupil's name.
[[nodiscard]] std::string quoted_if_harmless(std::string_view text);

/// A whole number that the text begins with and that only «-й», «.0», «урок» or nothing follows, 0..limit.
[[nodiscard]] std::optional<int> parse_lesson_number(std::string_view text);

/// How texts of topics and homework count.
class TextClassifier {
 public:
  /// `declared_none`: «без задания», «не задано», ...
  explicit TextClassifier(const std::vector<std::string>& declared_none);

  /// empty, placeholder, declared or filled.
  [[nodiscard]] journal::FillState classify(std::string_view text) const;

 private:
  [[nodiscard]] bool may_be_declared(std::string_view text) const;

  std::vector<std::string> declared_;    ///< Folded, without a final dot.
  std::vector<char32_t> first_letters_;  ///< Lower case.
  std::size_t declared_bytes_max_ = 0;
};

/// How the number of marks counts: more than 0 filled, 0 empty, blank unknown; «Да», «Нет»; any other text
/// filled.
[[nodiscard]] journal::FillState classify_marks(std::string_view text);

/// How attendance counts: «Да» filled, «Нет» empty, a number above 0 filled, 0 and blank unknown, any other
/// text filled. `no_is_absence_of_pupils`: under «Отсутствующие» a «Нет» means that all were there, and
/// nothing is known.
[[nodiscard]] journal::FillState classify_attendance(std::string_view text, bool no_is_absence_of_pupils);

}  // namespace elzhur::connectors
