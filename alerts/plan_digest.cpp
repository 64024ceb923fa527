// The letter of numbers: whether it is due, which names a person has confirmed, and which of them wait.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/plan_parts.hpp"
#include "journal/check.hpp"

namespace elzhur::alerts {
namespace {

std::optional<std::int64_t> only_owner(const rules::FindingView& view) {
  if (view.owners.size() != 1) return std::nullopt;
  return static_cast<std::int64_t>(view.owners.front().id);
}

/// A named person has looked at it, and it names one teacher.
bool is_confirmed(const rules::FindingView& view) {
  return view.finding.state == rules::FindingState::confirmed && !view.finding.confirmed_by.empty() &&
         view.owners.size() == 1;
}

/// Teachers with as many open lessons as the recipient wants to hear of. What is disputed does not count.
std::set<std::int64_t> crowded_teachers(const ViewPointers& views, const RecipientSpec& recipient) {
  std::set<std::int64_t> crowded;
  if (!recipient.escalate || !recipient.escalate->open_lessons_per_teacher) return crowded;
  std::map<std::int64_t, std::set<std::int64_t>> lessons;
  for (const rules::FindingView* view : views) {
    const auto owner = only_owner(*view);
    if (!owner || view->finding.state == rules::FindingState::disputed) continue;
    lessons[*owner].insert(static_cast<std::int64_t>(view->finding.lesson));
  }
  const auto least = static_cast<std::size_t>(std::max(1, *recipient.escalate->open_lessons_per_teacher));
  for (const auto& [teacher, open] : lessons) {
    if (open.size() >= least) crowded.insert(teacher);
  }
  return crowded;
}

bool is_old(const rules::FindingView& view, const Writing& writing) {
  const auto& escalate = writing.recipient.escalate;
  if (!escalate || !escalate->after) return false;
  const auto waited =
      add_span(view.finding.opened_at, *escalate->after, view.scope.class_name, writing.policy());
  return waited && *waited <= writing.now;
}

struct NamedViews {
  ViewPointers awaiting{};
  ViewPointers confirmed{};
  ViewPointers unchecked{};
  std::size_t awaiting_unnamed = 0;
};

/// Who may be named to the director, of what may be told. Everything else is a number.
NamedViews named_views(const ViewPointers& reportable, const Writing& writing) {
  NamedViews named;
  if (writing.recipient.role != Role::director) return named;
  std::set<std::int64_t> unnamed = crowded_teachers(reportable, writing.recipient);
  const std::set<std::int64_t> crowded = unnamed;
  for (const rules::FindingView* view : reportable) {
    const auto owner = only_owner(*view);
    if (!owner) continue;
    if (is_confirmed(*view)) {
      const bool waits = is_old(*view, writing) || crowded.contains(*owner);
      (waits ? named.awaiting : named.confirmed).push_back(view);
      if (waits) unnamed.erase(*owner);
      continue;
    }
    const bool is_settled_by_dispute = view->finding.state == rules::FindingState::disputed;
    if (writing.recipient.names == Names::all && !is_settled_by_dispute) named.unchecked.push_back(view);
  }
  named.awaiting_unnamed = unnamed.size();
  return named;
}

std::int64_t count_graced(const Writing& writing) {
  return std::count_if(writing.situation.live.begin(), writing.situation.live.end(),
                       [&](const rules::FindingView& view) {
                         const rules::RuleSpec* rule = rule_of(view, writing.policy());
                         return view.finding.state != rules::FindingState::unknown && rule != nullptr &&
                                !rule->basis.empty() && !is_grace_over(view, writing.policy(), writing.now);
                       });
}

}  // namespace

std::optional<Decision> decide_digest(const Writing& writing, const ToldIndex& told) {
  const Situation& situation = writing.situation;
  const auto turn = turn_of(writing.recipient, situation, writing.now);
  if (!turn || !situation.last_accepted_at) return std::nullopt;
  ViewPointers reportable;
  for (const rules::FindingView& view : situation.live) {
    if (is_reportable(view, writing)) reportable.push_back(&view);
  }
  // Numbers count what is silenced; nobody is named for it, and it is no news.
  const SilencedParts parts = part_silenced(reportable, writing);
  const NamedViews named = named_views(parts.told, writing);
  Decision decision;
  const std::string& recipient = writing.recipient.id;
  add_tellings(decision.tellings, parts.told, recipient, k_stage_counted, told);
  for (const ViewPointers* views : {&named.awaiting, &named.confirmed, &named.unchecked}) {
    add_tellings(decision.tellings, *views, recipient, k_stage_reported, told);
  }
  if (!turn->slot && decision.tellings.empty()) return std::nullopt;
  const journal::DateRange period = digest_period(writing.recipient, situation, *turn, writing.now);
  // Of days before watching began there is nothing to say.
  if (decision.tellings.empty() && period.last < writing.policy().watch_from) return std::nullopt;
  const Figures* figures = figures_of(situation, recipient);
  ELZHUR_CHECK(figures != nullptr);
  DigestFacts facts;
  facts.period = period;
  facts.figures = *figures;
  facts.awaiting = make_open_list(named.awaiting, writing.policy());
  facts.awaiting_unnamed = named.awaiting_unnamed;
  facts.confirmed = make_open_list(named.confirmed, writing.policy());
  facts.unchecked = make_open_list(named.unchecked, writing.policy());
  facts.graced = count_graced(writing);
  facts.silenced = parts.silenced;
  decision.occasion = "digest:" + turn->occasion_key;
  decision.reason =
      turn->slot ? fmt::format("время письма {}", moment(turn->slot->at, writing.policy(), writing.year()))
                 : fmt::format("появилось новое: вопросов {}", decision.tellings.size());
  decision.letter = digest_letter(writing, facts);
  return decision;
}

}  // namespace elzhur::alerts
