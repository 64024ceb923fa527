#include "alerts/schedule.hpp"

#include <algorithm>
#include <chrono>

namespace elzhur::alerts {
namespace {

using std::chrono::days;

constexpr days k_week{7};

bool is_slot_day(const DigestSpec& digest, const rules::Policy& policy, journal::Date date) {
  const auto weekday = journal::weekday_of(date);
  if (!digest.working_days) return digest.days.has(weekday);
  const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  return policy.calendar.is_working_day(date).value_or(!is_weekend);
}

Slot slot_on(const DigestSpec& digest, const rules::Policy& policy, journal::Date date) {
  return {date, policy.zone.to_instant(journal::LocalTime{date} + digest.at)};
}

bool is_list_role(Role role) { return role == Role::administrator || role == Role::deputy; }

bool is_numbers_role(Role role) {
  return role == Role::director || role == Role::responsible || role == Role::member;
}

}  // namespace

std::optional<Slot> latest_slot(const DigestSpec& digest, const rules::Policy& policy, journal::Instant now) {
  // The day after today's is looked at too: a slot in a DST gap may fall on either side of midnight.
  const journal::Date today = policy.zone.date_of(now);
  for (int back = -1; back <= k_slot_days_max; ++back) {
    const journal::Date date = today - days{back};
    if (!is_slot_day(digest, policy, date)) continue;
    const Slot slot = slot_on(digest, policy, date);
    if (slot.at <= now) return slot;
  }
  return std::nullopt;
}

std::optional<Slot> slot_before(const DigestSpec& digest, const rules::Policy& policy, journal::Date date) {
  for (int back = 1; back <= k_slot_days_max; ++back) {
    const journal::Date earlier = date - days{back};
    if (is_slot_day(digest, policy, earlier)) return slot_on(digest, policy, earlier);
  }
  return std::nullopt;
}

std::optional<journal::Instant> add_span(journal::Instant from, rules::Span span, std::string_view class_name,
                                         const rules::Policy& policy) {
  if (span.unit == rules::SpanUnit::seconds) return from + journal::Seconds{span.count};
  if (span.count == 0) return from;
  const journal::LocalTime local = policy.zone.to_local(from);
  const journal::Date date = std::chrono::floor<days>(local);
  std::optional<journal::Date> moved;
  switch (span.unit) {
    case rules::SpanUnit::seconds:
      break;
    case rules::SpanUnit::days:
      moved = date + days{span.count};
      break;
    case rules::SpanUnit::working_days:
      moved = class_name.empty() ? policy.calendar.add_working_days(date, span.count)
                                 : policy.calendar.add_working_days(class_name, date, span.count);
      break;
    case rules::SpanUnit::school_days:
    case rules::SpanUnit::lessons:
      moved = policy.calendar.add_school_days(class_name, date, span.count);
      break;
  }
  if (!moved) return std::nullopt;
  return policy.zone.to_instant(journal::LocalTime{*moved} + (local - journal::LocalTime{date}));
}

std::optional<Turn> turn_of(const RecipientSpec& recipient, const Situation& situation,
                            journal::Instant now) {
  if (!recipient.digest) return Turn{journal::format_instant(now), std::nullopt};
  const auto slot = latest_slot(*recipient.digest, situation.policy, now);
  if (!slot) return std::nullopt;
  if (situation.previous_cycle_at && *situation.previous_cycle_at >= slot->at) return std::nullopt;
  return Turn{journal::format_date(slot->date), slot};
}

const LastMessage* last_of(const Situation& situation, std::string_view recipient,
                           std::initializer_list<std::string_view> kinds) {
  const LastMessage* newest = nullptr;
  for (const LastMessage& message : situation.last_messages) {
    if (message.recipient != recipient) continue;
    if (std::find(kinds.begin(), kinds.end(), message.kind) == kinds.end()) continue;
    if (newest == nullptr || newest->queued_at < message.queued_at) newest = &message;
  }
  return newest;
}

journal::DateRange digest_period(const RecipientSpec& recipient, const Situation& situation, const Turn& turn,
                                 journal::Instant now) {
  const rules::Policy& policy = situation.policy;
  if (!turn.slot) {
    const journal::Date today = policy.zone.date_of(now);
    return {today - k_week + days{1}, today};
  }
  const journal::Date last = turn.slot->date - days{1};
  // From the day of the last digest, so that a missed slot leaves no day out and none is told of twice.
  if (const LastMessage* told = last_of(situation, recipient.id, {"digest"})) {
    const journal::Date from = policy.zone.date_of(told->queued_at);
    const auto told_slot = latest_slot(*recipient.digest, policy, told->queued_at);
    const journal::Date first = told_slot ? told_slot->date : from;
    if (first <= last && last - first < days{k_slot_days_max}) return {first, last};
  }
  const auto earlier = slot_before(*recipient.digest, policy, turn.slot->date);
  return {earlier ? earlier->date : last - k_week + days{1}, last};
}

std::vector<FiguresRequest> figures_needed(const Situation& situation, journal::Instant now) {
  std::vector<FiguresRequest> requests;
  for (const RecipientSpec& recipient : situation.settings.recipients) {
    if (!is_list_role(recipient.role) && !is_numbers_role(recipient.role)) continue;
    if (recipient.role != Role::administrator && !situation.settings.is_working) continue;
    const auto turn = turn_of(recipient, situation, now);
    if (!turn) continue;
    FiguresRequest request;
    request.recipient = recipient.id;
    request.period = digest_period(recipient, situation, *turn, now);
    const auto length = request.period.last - request.period.first + days{1};
    request.before = {request.period.first - length, request.period.first - days{1}};
    const LastMessage* told = last_of(situation, recipient.id, {"list", "all_filled", "digest"});
    request.flow_from = told != nullptr
                            ? told->queued_at
                            : situation.policy.zone.to_instant(journal::LocalTime{request.period.first});
    for (const rules::RuleSpec& rule : situation.policy.rules) {
      if (recipient.role == Role::administrator || !rule.basis.empty()) request.rules.push_back(rule.id);
    }
    std::sort(request.rules.begin(), request.rules.end());
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace elzhur::alerts
