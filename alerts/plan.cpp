#include "alerts/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/plan_parts.hpp"
#include "journal/check.hpp"

namespace elzhur::alerts {
namespace {

std::optional<Decision> decide_started(const Writing& writing) {
  const Situation& situation = writing.situation;
  if (writing.recipient.role != Role::administrator || !situation.last_accepted_at) return std::nullopt;
  if (situation.has_occasion(writing.recipient.id, "started")) return std::nullopt;
  Decision decision;
  decision.occasion = "started";
  decision.reason = "первая прочитанная выгрузка";
  decision.letter = started_letter(writing);
  return decision;
}

/// In mode observe only the administrator; a correction owes nothing to the mode.
std::vector<Decision> decide_all(const Writing& writing, const ToldIndex& told) {
  std::vector<Decision> decisions;
  const auto add = [&decisions](std::optional<Decision> decision) {
    if (decision) decisions.push_back(std::move(*decision));
  };
  add(decide_withdrawal(writing, told));
  const Role role = writing.recipient.role;
  if (!writing.situation.settings.is_working && role != Role::administrator) return decisions;
  switch (role) {
    case Role::administrator:
      add(decide_started(writing));
      for (Decision& trouble : decide_troubles(writing)) decisions.push_back(std::move(trouble));
      add(decide_list(writing, told));
      break;
    case Role::deputy:
      add(decide_list(writing, told));
      break;
    case Role::director:
    case Role::responsible:
    case Role::member:
      add(decide_digest(writing, told));
      break;
    case Role::site_administrator:
      for (Decision& trouble : decide_troubles(writing)) decisions.push_back(std::move(trouble));
      break;
    case Role::teacher:
      break;
  }
  return decisions;
}

}  // namespace

ToldIndex::ToldIndex(const std::vector<ToldRow>& rows) {
  for (const ToldRow& row : rows) {
    const ToldRow*& slot = rows_[{static_cast<std::int64_t>(row.finding), row.stage}][row.recipient];
    if (slot == nullptr || row.told_at < slot->told_at) slot = &row;
  }
}

const ToldRow* ToldIndex::find(std::string_view recipient, journal::FindingId finding,
                               std::string_view stage) const {
  const auto by_finding = rows_.find({static_cast<std::int64_t>(finding), std::string(stage)});
  if (by_finding == rows_.end()) return nullptr;
  const auto found = by_finding->second.find(std::string(recipient));
  return found == by_finding->second.end() ? nullptr : found->second;
}

SilencedParts part_silenced(const ViewPointers& views, const Writing& writing) {
  SilencedParts parts;
  const std::vector<Silence>& silences = writing.situation.silences;
  for (const rules::FindingView* view : views) {
    const Silence* silence = silence_of(*view, silences, writing.now);
    if (silence == nullptr) {
      parts.told.push_back(view);
      continue;
    }
    const auto known =
        std::find_if(parts.silenced.begin(), parts.silenced.end(),
                     [silence](const SilencedCount& count) { return count.silence == silence; });
    if (known == parts.silenced.end()) {
      parts.silenced.push_back({silence, 1});
    } else {
      ++known->count;
    }
  }
  // They lie in one vector.
  std::sort(parts.silenced.begin(), parts.silenced.end(),
            [](const SilencedCount& a, const SilencedCount& b) { return a.silence < b.silence; });
  return parts;
}

PlannedMessage make_message(const Settings& settings, const RecipientSpec& recipient,
                            const journal::TimeZone& zone, journal::Instant now, Decision decision) {
  PlannedMessage message;
  message.recipient = recipient.id;
  message.address = recipient.email;
  message.kind = decision.letter.kind;
  message.reason = decision.reason;
  message.occasion = decision.occasion;
  message.message_id = make_message_id(settings, recipient.id, decision.occasion);
  message.subject = decision.letter.subject;
  message.tellings = std::move(decision.tellings);
  Mail mail;
  mail.from = settings.from;
  mail.to = {recipient.name, recipient.email};
  mail.subject = decision.letter.subject;
  mail.message_id = message.message_id;
  mail.in_reply_to = std::move(decision.in_reply_to);
  mail.references = std::move(decision.references);
  mail.kind = message.kind;
  mail.reason = message.reason;
  mail.text = std::move(decision.letter.text);
  mail.html = std::move(decision.letter.html);
  mail.attachments = std::move(decision.letter.attachments);
  message.rfc5322 = render_mail(mail, zone, now);
  return message;
}

void add_tellings(std::vector<Telling>& out, const ViewPointers& views, std::string_view recipient,
                  std::string_view stage, const ToldIndex& told) {
  for (const rules::FindingView* view : views) {
    if (told.find(recipient, view->finding.id, stage) == nullptr)
      out.push_back({view->finding.id, std::string(stage)});
  }
}

const Figures* figures_of(const Situation& situation, std::string_view recipient) {
  for (const Figures& figures : situation.figures) {
    if (figures.recipient == recipient) return &figures;
  }
  return nullptr;
}

bool is_grace_over(const rules::FindingView& view, const rules::Policy& policy, journal::Instant now) {
  const rules::RuleSpec* rule = rule_of(view, policy);
  if (rule == nullptr) return false;
  const auto until = add_span(view.finding.opened_at, rule->grace, view.scope.class_name, policy);
  return until && *until <= now;
}

bool is_reportable(const rules::FindingView& view, const Writing& writing) {
  const rules::RuleSpec* rule = rule_of(view, writing.policy());
  return rule != nullptr && !rule->basis.empty() && view.finding.state != rules::FindingState::unknown &&
         is_grace_over(view, writing.policy(), writing.now);
}

std::vector<PlannedMessage> plan_messages(const Situation& situation, journal::Instant now) {
  ELZHUR_CHECK(situation.has_occasion != nullptr);
  const ToldIndex told(situation.told);
  std::vector<PlannedMessage> messages;
  for (const RecipientSpec& recipient : situation.settings.recipients) {
    const Writing writing{situation, recipient, now};
    std::set<std::string> used;
    for (Decision& decision : decide_all(writing, told)) {
      if (!used.insert(decision.occasion).second) continue;
      if (situation.has_occasion(recipient.id, decision.occasion)) continue;
      messages.push_back(
          make_message(situation.settings, recipient, situation.policy.zone, now, std::move(decision)));
    }
  }
  return messages;
}

}  // namespace elzhur::alerts
