// The list of an administrator or a deputy: whether it is due, and what stands in it.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "alerts/plan_parts.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

constexpr std::chrono::days k_sign_of_life{7};

ViewPointers listed_views(const Writing& writing) {
  ViewPointers views;
  for (const rules::FindingView& view : writing.situation.live) {
    if (view.finding.state == rules::FindingState::unknown) continue;
    if (writing.recipient.role == Role::administrator || is_reportable(view, writing)) views.push_back(&view);
  }
  return views;
}

std::int64_t count_state(const Writing& writing, rules::FindingState state) {
  return std::count_if(writing.situation.live.begin(), writing.situation.live.end(),
                       [state](const rules::FindingView& view) { return view.finding.state == state; });
}

/// Findings whose teacher some director was told by name.
std::int64_t count_named_to_director(const Writing& writing, const ViewPointers& views,
                                     const ToldIndex& told) {
  return std::count_if(views.begin(), views.end(), [&](const rules::FindingView* view) {
    const auto& recipients = writing.situation.settings.recipients;
    return std::any_of(recipients.begin(), recipients.end(), [&](const RecipientSpec& recipient) {
      return recipient.role == Role::director &&
             told.find(recipient.id, view->finding.id, k_stage_reported) != nullptr;
    });
  });
}

/// `views`: what is counted; `parts`: what of it is listed.
ListFacts list_facts(const Writing& writing, const ViewPointers& views, const SilencedParts& parts,
                     const ToldIndex& told) {
  ListFacts facts;
  facts.list = make_open_list(parts.told, writing.policy());
  facts.silenced = parts.silenced;
  std::set<std::int64_t> owners;
  for (const rules::FindingView* view : views) {
    if (const ToldRow* row = told.find(writing.recipient.id, view->finding.id, k_stage_listed)) {
      facts.told_at.emplace(static_cast<std::int64_t>(view->finding.id), row->told_at);
    }
    if (view->finding.state == rules::FindingState::disputed) ++facts.disputed;
    for (const rules::Person& owner : view->owners) owners.insert(static_cast<std::int64_t>(owner.id));
  }
  facts.teachers_with_gaps = owners.size();
  facts.named_to_director = count_named_to_director(writing, views, told);
  if (writing.recipient.role == Role::administrator)
    facts.vanished = count_state(writing, rules::FindingState::unknown);
  const LastMessage* last = last_of(writing.situation, writing.recipient.id, {"list", "all_filled"});
  const Figures* figures = figures_of(writing.situation, writing.recipient.id);
  if (last != nullptr && figures != nullptr) {
    facts.flow = figures->flow;
    facts.flow_from = last->queued_at;
  }
  return facts;
}

/// Whether a recipient with nothing to check is told so now.
bool is_all_filled_due(const Writing& writing, const Turn& turn) {
  const LastMessage* last =
      last_of(writing.situation, writing.recipient.id, {"started", "list", "all_filled"});
  if (last == nullptr) return false;
  if (last->kind == "list") return true;
  if (!turn.slot) return false;
  return turn.slot->date - writing.policy().zone.date_of(last->queued_at) >= k_sign_of_life;
}

std::string turn_words(const Turn& turn, const Writing& writing) {
  if (!turn.slot) return "появилось новое";
  return fmt::format("время письма {}", moment(turn.slot->at, writing.policy(), writing.year()));
}

}  // namespace

std::optional<Decision> decide_list(const Writing& writing, const ToldIndex& told) {
  const auto turn = turn_of(writing.recipient, writing.situation, writing.now);
  if (!turn || !writing.situation.last_accepted_at) return std::nullopt;
  const ViewPointers views = listed_views(writing);
  const SilencedParts parts = part_silenced(views, writing);
  Decision decision;
  decision.occasion = "list:" + turn->occasion_key;
  add_tellings(decision.tellings, parts.told, writing.recipient.id, k_stage_listed, told);
  if (parts.told.empty()) {
    if (!is_all_filled_due(writing, *turn)) return std::nullopt;
    decision.reason = views.empty() ? fmt::format("{}: открытых вопросов нет", turn_words(*turn, writing))
                                    : fmt::format("{}: все открытые вопросы приостановлены, их {}",
                                                  turn_words(*turn, writing), views.size());
    decision.letter = all_filled_letter(writing, list_facts(writing, views, parts, told));
    return decision;
  }
  if (!turn->slot && decision.tellings.empty()) return std::nullopt;
  const ListFacts facts = list_facts(writing, views, parts, told);
  decision.reason =
      fmt::format("{}: уроков в списке {}, вопросов {}, из них новых {}", turn_words(*turn, writing),
                  facts.list.lessons, parts.told.size(), decision.tellings.size());
  decision.letter = list_letter(writing, facts);
  return decision;
}

}  // namespace elzhur::alerts
