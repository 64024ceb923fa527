// Texts that come with HTML inside, as topics and homework of ElZhur do. Pure.
#pragma once

#include <string>
#include <string_view>

#include "connectors/cell_text.hpp"
#include "journal/lesson.hpp"

namespace elzhur::connectors {

struct StrippedText {
  std::string text;  ///< Without tags and comments, entities replaced.
  bool has_content =
      false;  ///< A tag that is something by itself: a picture, a link, one that we do not know.
};

/// «<5>» and «a < b» are no tags, and stay. Total and linear.
[[nodiscard]] StrippedText strip_html(std::string_view text);

/// As TextClassifier, over the text without its tags. A text that is nothing but a picture or a link is
/// filled.
[[nodiscard]] journal::FillState classify_html(std::string_view text, const TextClassifier& classifier);

/// The state that says more of two about one field: filled, declared, placeholder, unknown, empty. Emptiness
/// is the last, because nobody may be blamed for what may be there.
[[nodiscard]] journal::FillState stronger(journal::FillState a, journal::FillState b);

}  // namespace elzhur::connectors
