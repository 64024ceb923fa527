// Findings as rows to read and to decide on: which of them a visitor may see, one row per lesson, by teacher.
// Only for page_*.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/open_list.hpp"
#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

/// A person has confirmed it and nothing took that back.
[[nodiscard]] bool is_confirmed(const rules::Finding& finding);
/// Whether the visitor may see this finding with the names in it. In mode observe, and under a rule without a
/// clause, that is only who may see all names.
[[nodiscard]] bool may_see(const Visit& visit, const rules::FindingView& view);
/// Those of `findings` that the visitor may see.
[[nodiscard]] std::vector<const rules::FindingView*> visible(const Visit& visit,
                                                             const std::vector<rules::FindingView>& findings);
/// The finding alone, without its story; nothing when there is none.
[[nodiscard]] std::optional<rules::FindingView> find_finding(const Visit& visit, journal::FindingId id);
/// Every state, for a filter that leaves none out.
[[nodiscard]] std::vector<rules::FindingState> all_states();
/// Who may owe the entry, for a heading; nobody is named when it may be several.
[[nodiscard]] std::string owner_words(const Visit& visit, const rules::FindingView& view);
/// «тема», or «запись» when the rule is gone from the configuration.
[[nodiscard]] std::string field_words(const Visit& visit, const rules::FindingView& view);

/// A finding and the version that the person saw.
struct Pick {
  std::string code{};
  int version = 0;
};
inline constexpr std::size_t k_picks_max = 400;  ///< Of one form.
/// «F-2026-000123.4 F-2026-000124.1»: the findings of a row as a form carries them.
[[nodiscard]] std::string render_picks(const alerts::LessonRow& row);
/// Nothing when the text is not of this shape.
[[nodiscard]] std::optional<std::vector<Pick>> parse_picks(std::string_view text);

/// Teachers with their rows for groups.html. `may_settle`: with boxes and buttons.
[[nodiscard]] View group_views(const Visit& visit, const alerts::OpenList& list, bool may_settle);

}  // namespace elzhur::web
