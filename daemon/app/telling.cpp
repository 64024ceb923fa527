#include "daemon/app/telling.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/plan.hpp"
#include "alerts/situation.hpp"
#include "daemon/app/desk_words.hpp"
#include "daemon/app/keeping_loop.hpp"
#include "journal/check.hpp"
#include "journal/hash.hpp"

namespace elzhur::app {
namespace {

using journal::Instant;

constexpr std::string_view k_instance_note = "instance_id";
constexpr std::string_view k_last_cycle_note = "last_cycle_at";

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
    case connectors::PullStatus::accepted:
      return alerts::ReportStatus::accepted;
    case connectors::PullStatus::unchanged:
    case connectors::PullStatus::held:
      return alerts::ReportStatus::unchanged;
    case connectors::PullStatus::rejected:
      return alerts::ReportStatus::rejected;
    case connectors::PullStatus::failed:
      return alerts::ReportStatus::failed;
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

std::vector<alerts::SourceReport> source_reports(rules::LedgerStore& ledger,
                                                 const std::vector<SourceResult>& sources,
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
      report.documents.push_back({pulled.name, pulled.sha256, report_status(pulled.status), pulled.reason,
                                  lessons, learned.refused_before.contains(pulled.sha256)});
    }
    report.is_new = source.is_new;
    report.counts_from = source.counts_from;
    reports.push_back(std::move(report));
  }
  return reports;
}

/// The first letter is due once somebody who gets it has not got it.
bool needs_backlog(const std::vector<alerts::RecipientSpec>& recipients, alerts::Outbox& outbox) {
  return std::any_of(recipients.begin(), recipients.end(), [&](const alerts::RecipientSpec& recipient) {
    return recipient.role == alerts::Role::administrator && !outbox.has_occasion(recipient.id, "started");
  });
}

}  // namespace

alerts::Settings letter_settings(const config::Config& config, store::Store& store, Instant now) {
  alerts::Settings settings;
  settings.school_name = config.school.name;
  settings.from = {config.mail.from.name, config.mail.from.address};
  settings.instance_id = instance_id(store.ledger(), config, now);
  settings.public_url = config.web.public_url;
  settings.is_working = alerts::is_working(config.mode == config::Mode::working, store.modes().newest());
  settings.recipients = config.recipients;
  return settings;
}

std::int64_t tell(const CycleParts& parts, const rules::Policy& policy,
                  const std::vector<SourceResult>& sources, const Learned& learned, Instant now) {
  store::Store& store = parts.store;
  rules::LedgerStore& ledger = store.ledger();
  const alerts::Settings settings = letter_settings(parts.config, store, now);
  alerts::Situation situation{settings, policy};
  situation.sources = source_reports(ledger, sources, learned, now);
  if (const auto since = instant_note(ledger, k_keeping_failing_note)) {
    situation.service.push_back(
        {alerts::ServiceTrouble::What::backup, *since,
         "на диске копий нет места или в папку копий нельзя писать",
         "проверьте место на диске и права на папку копий (store: backup: в настройках). Попытка повторяется "
         "каждый час сама, перезапускать службу не нужно."});
  }
  if (parts.store_trouble) {
    const StoreTroubleWords words = store_trouble_in_words(parts.store_trouble->what);
    situation.service.push_back(
        {alerts::ServiceTrouble::What::store, parts.store_trouble->since, words.what, words.advice + "."});
  }
  situation.unmatched_names = learned.unmatched_names;
  situation.ambiguous_names.assign(learned.ambiguous_names.begin(), learned.ambiguous_names.end());
  situation.previous_cycle_at = instant_note(ledger, k_last_cycle_note);
  ledger.save_note(k_last_cycle_note, journal::format_instant(now));
  store.fill(situation, needs_backlog(settings.recipients, store.outbox()), now);

  const std::vector<alerts::PlannedMessage> planned = alerts::plan_messages(situation, now);
  for (const alerts::PlannedMessage& message : planned) store.outbox().enqueue(message, now);
  return static_cast<std::int64_t>(planned.size());
}

}  // namespace elzhur::app
