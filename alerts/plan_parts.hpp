// The decisions that plan_messages is made of. Only for plan*.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "alerts/letters.hpp"
#include "alerts/message.hpp"
#include "alerts/plan.hpp"
#include "alerts/schedule.hpp"

namespace elzhur::alerts {

using ViewPointers = std::vector<const rules::FindingView*>;

/// The tellings of a situation, found by recipient, finding and stage.
class ToldIndex {
 public:
  explicit ToldIndex(const std::vector<ToldRow>& rows);
  /// The earliest; nothing: not told.
  [[nodiscard]] const ToldRow* find(std::string_view recipient, journal::FindingId finding,
                                    std::string_view stage) const;

 private:
  std::map<std::pair<std::int64_t, std::string>, std::map<std::string, const ToldRow*>> rows_;
};

/// A letter with what makes a message of it.
struct Decision {
  Letter letter{};
  std::string occasion{};
  std::string reason{};
  std::vector<Telling> tellings{};
  std::string in_reply_to{};
  std::vector<std::string> references{};
};

/// What may be told now, and what a silence holds back: with the one that lasts longest, in their order.
struct SilencedParts {
  ViewPointers told{};
  std::vector<SilencedCount> silenced{};
};
[[nodiscard]] SilencedParts part_silenced(const ViewPointers& views, const Writing& writing);

/// The message of a letter: complete, with its name and its bytes.
[[nodiscard]] PlannedMessage make_message(const Settings& settings, const RecipientSpec& recipient,
                                          const journal::TimeZone& zone, journal::Instant now,
                                          Decision decision);

[[nodiscard]] std::optional<Decision> decide_list(const Writing& writing, const ToldIndex& told);
[[nodiscard]] std::optional<Decision> decide_digest(const Writing& writing, const ToldIndex& told);
[[nodiscard]] std::optional<Decision> decide_withdrawal(const Writing& writing, const ToldIndex& told);
[[nodiscard]] std::vector<Decision> decide_troubles(const Writing& writing);

/// What the recipient may be told of beside the administrator: the rule has a basis, its grace is over, and
/// the lesson is still there.
[[nodiscard]] bool is_reportable(const rules::FindingView& view, const Writing& writing);
[[nodiscard]] const Figures* figures_of(const Situation& situation, std::string_view recipient);
/// Tellings at a stage for those that do not have it yet.
void add_tellings(std::vector<Telling>& out, const ViewPointers& views, std::string_view recipient,
                  std::string_view stage, const ToldIndex& told);

}  // namespace elzhur::alerts
