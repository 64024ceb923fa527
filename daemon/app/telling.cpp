#include "daemon/app/telling.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "alerts/plan.hpp"
#include "alerts/schedule.hpp"
#include "alerts/situation.hpp"
#include "journal/check.hpp"
#include "journal/hash.hpp"

namespace elzhur::app {
namespace {

using journal::Instant;

constexpr std::string_view k_instance_note = "instance_id";
constexpr std::string_view k_last_accepted_note = "last_accepted_at";
constexpr std::array<std::string_view, 5> k_message_kinds{"started", "list", "digest", "withdrawal", "source_trouble"};

/// What makes Message-IDs of this store differ from those of any other: the school and the instant of its
/// first cycle, so that a replay of the same cycles gives the same letters.
std::string instance_id(rules::LedgerStore& ledger, const config::Config& config, Instant now) {
  if (auto noted = ledger.note(k_instance_note)) return *noted;
  journal::Digest digest;
  digest.add(config.school.name);
  digest.add(config.mail.from.address);
  digest.add(static_cast<std::uint64_t>(now.time_since_epoch().count()));
  std::string id = fmt::format("{:016x}", digest.value());
  ledger.save_note(k_instance_note, id);
  return id;
}

std::optional<Instant> instant_note(rules::LedgerStore& ledger, std::string_view key) {
  const auto noted = ledger.note(key);
  return noted ? journal::parse_instant(*noted) : std::nullopt;
}

alerts::ReportStatus report_status(connectors::PullStatus status) {
  switch (status) {
    case connectors::PullStatus::accepted: return alerts::ReportStatus::accepted;
    case connectors::PullStatus::unchanged: return alerts::ReportStatus::unchanged;
    case connectors::PullStatus::rejected: return alerts::ReportStatus::rejected;
    case connectors::PullStatus::failed: return alerts::ReportStatus::failed;
  }
  ELZHUR_UNREACHABLE();
}

/// Since when a source fails, kept from cycle to cycle; an empty note stands for "it does not".
std::optional<Instant> failing_since(rules::LedgerStore& ledger, const connectors::Pull& pull, Instant now) {
  const std::string key = fmt::format("failing_since:{}", pull.source_id);
  const auto since = instant_note(ledger, key);
  if (pull.status != connectors::PullStatus::failed) {
    if (since) ledger.save_note(key, "");
    return std::nullopt;
  }
  if (!since) ledger.save_note(key, journal::format_instant(now));
  return since.value_or(now);
}

std::vector<alerts::SourceReport> source_reports(rules::LedgerStore& ledger, const std::vector<SourceResult>& sources,
                                                 const Learned& learned, Instant now) {
  std::vector<alerts::SourceReport> reports;
  for (const SourceResult& source : sources) {
    alerts::SourceReport report;
    report.id = source.pull.source_id;
    report.status = report_status(source.pull.status);
    report.reason = source.pull.reason;
    report.failing_since = failing_since(ledger, source.pull, now);
    for (const auto& pulled : source.pull.documents) {
      const std::size_t lessons = pulled.document ? pulled.document->lessons() : 0;
      report.documents.push_back({pulled.name, pulled.sha256, report_status(pulled.status), pulled.reason, lessons,
                                  learned.refused_before.contains(pulled.sha256)});
    }
    reports.push_back(std::move(report));
  }
  return reports;
}

/// The newest pull in which something was accepted, this cycle's included.
std::optional<Instant> last_accepted_at(rules::LedgerStore& ledger, const std::vector<SourceResult>& sources, Instant now) {
  const bool accepted_now = std::any_of(sources.begin(), sources.end(), [](const SourceResult& source) {
    return std::any_of(source.pull.documents.begin(), source.pull.documents.end(),
                       [](const auto& d) { return d.status == connectors::PullStatus::accepted; });
  });
  if (!accepted_now) return instant_note(ledger, k_last_accepted_note);
  ledger.save_note(k_last_accepted_note, journal::format_instant(now));
  return now;
}

std::vector<journal::FindingId> ids_of(const std::vector<rules::FindingView>& views) {
  std::vector<journal::FindingId> ids;
  ids.reserve(views.size());
  for (const rules::FindingView& view : views) ids.push_back(view.finding.id);
  return ids;
}

void add_told(alerts::Situation& situation, const std::vector<store::TellingRow>& rows) {
  for (const store::TellingRow& row : rows) {
    situation.told.push_back({row.finding, row.recipient, row.stage, row.message_id, row.told_at});
  }
}

/// Withdrawn findings of which somebody was told and not everybody was told of the withdrawal.
void fill_withdrawn(alerts::Situation& situation, store::Store& store) {
  const std::array states{rules::FindingState::withdrawn};
  auto withdrawn = store.findings_by_state(states);
  const auto told = store.tellings_of(ids_of(withdrawn));
  std::erase_if(withdrawn, [&](const rules::FindingView& view) {
    const auto is_told = [&](const store::TellingRow& row) { return row.finding == view.finding.id && row.stage != "withdrawn"; };
    const auto has_correction = [&](const store::TellingRow& first) {
      return std::any_of(told.begin(), told.end(), [&](const store::TellingRow& row) {
        return row.finding == first.finding && row.recipient == first.recipient && row.stage == "withdrawn";
      });
    };
    return std::none_of(told.begin(), told.end(),
                        [&](const store::TellingRow& row) { return is_told(row) && !has_correction(row); });
  });
  situation.withdrawn = std::move(withdrawn);
  add_told(situation, store.tellings_of(ids_of(situation.withdrawn)));
}

void fill_last_messages(alerts::Situation& situation, store::Store& store) {
  for (const alerts::RecipientSpec& recipient : situation.settings.recipients) {
    for (const std::string_view kind : k_message_kinds) {
      const auto last = store.last_message(recipient.id, kind);
      if (last) situation.last_messages.push_back({recipient.id, last->kind, last->occasion, last->message_id, last->queued_at});
    }
  }
}

alerts::AppealsWaiting appeals_waiting(store::Store& store, const rules::Policy& policy, Instant now) {
  alerts::AppealsWaiting waiting;
  const int year = journal::year_of(policy.zone.date_of(now));
  for (const int y : {year - 1, year}) {
    for (const appeals::Appeal& appeal : store.appeals().list(y)) {
      const bool is_open = appeal.state == appeals::AppealState::received || appeal.state == appeals::AppealState::assigned;
      if (!is_open) continue;
      ++waiting.open;
      if (!appeal.due_at) continue;
      const journal::Date due = policy.zone.date_of(*appeal.due_at);
      waiting.soonest_due = std::min(due, waiting.soonest_due.value_or(due));
    }
  }
  return waiting;
}

void fill_figures(alerts::Situation& situation, store::Store& store, Instant now) {
  for (const alerts::FiguresRequest& request : alerts::figures_needed(situation, now)) {
    alerts::Figures figures;
    figures.recipient = request.recipient;
    figures.period = store.lesson_totals(request.period, situation.policy.watch_from, request.rules);
    figures.before = store.lesson_totals(request.before, situation.policy.watch_from, request.rules);
    figures.flow = store.finding_flow(request.flow_from, now, request.rules);
    situation.figures.push_back(figures);
  }
}

/// The first letter is due once somebody who gets it has not got it.
bool needs_backlog(const alerts::Situation& situation) {
  return std::any_of(situation.settings.recipients.begin(), situation.settings.recipients.end(),
                     [&](const alerts::RecipientSpec& recipient) {
                       return recipient.role == alerts::Role::administrator &&
                              !situation.has_occasion(recipient.id, "started");
                     });
}

}  // namespace

std::int64_t tell(const CycleParts& parts, const rules::Policy& policy, const std::vector<SourceResult>& sources,
                  const Learned& learned, Instant now) {
  store::Store& store = parts.store;
  rules::LedgerStore& ledger = store.ledger();
  alerts::Settings settings;
  settings.school_name = parts.config.school.name;
  settings.from = {parts.config.mail.from.name, parts.config.mail.from.address};
  settings.instance_id = instance_id(ledger, parts.config, now);
  settings.public_url = parts.config.web.public_url;
  settings.is_working = parts.config.mode == config::Mode::working;
  settings.recipients = parts.config.recipients;

  alerts::Situation situation{settings, policy};
  situation.has_occasion = [&](std::string_view recipient, std::string_view occasion) {
    return store.outbox().has_occasion(recipient, occasion);
  };
  situation.sources = source_reports(ledger, sources, learned, now);
  situation.last_accepted_at = last_accepted_at(ledger, sources, now);
  situation.live = store.live_findings();
  add_told(situation, store.tellings_of(ids_of(situation.live)));
  fill_withdrawn(situation, store);
  fill_last_messages(situation, store);
  situation.school = store.school_totals();
  situation.backlog_count = store.backlog_count();
  if (needs_backlog(situation)) situation.backlog = store.backlog(alerts::k_backlog_lines_max);
  situation.unmatched_names = learned.unmatched_names;
  situation.ambiguous_names.assign(learned.ambiguous_names.begin(), learned.ambiguous_names.end());
  situation.appeals = appeals_waiting(store, policy, now);
  fill_figures(situation, store, now);

  const std::vector<alerts::PlannedMessage> planned = alerts::plan_messages(situation, now);
  for (const alerts::PlannedMessage& message : planned) store.outbox().enqueue(message, now);
  return static_cast<std::int64_t>(planned.size());
}

}  // namespace elzhur::app
