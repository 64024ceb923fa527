// Parts of template views that letters share. Only for letter_*.cpp: it shows the template library.
#pragma once

#include <string>
#include <vector>

#include "alerts/letters.hpp"
#include "alerts/render.hpp"

namespace elzhur::alerts {

/// A list of views with one name each: {{#items}}{{text}}{{/items}}.
[[nodiscard]] View text_views(const std::vector<std::string>& texts);
/// Sets "has_<name>" and <name>.
void set_optional(View& view, const std::string& name, const std::string& text);
/// Sets has_link and link.
void set_link(View& view, const Settings& settings);
/// Teachers with their rows; without rows only their numbers. `told_at` as in ListFacts.
[[nodiscard]] View group_views(const OpenList& list, const Writing& writing, bool has_rows,
                               const std::map<std::int64_t, journal::Instant>& told_at);
/// Text and HTML of a letter from one view.
void render_into(Letter& letter, const View& view);

}  // namespace elzhur::alerts
