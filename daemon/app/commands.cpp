#include "daemon/app/commands.hpp"

#include <cstdio>
#include <memory>
#include <vector>

#include <spdlog/spdlog.h>

#include "daemon/app/cycle.hpp"
#include "daemon/app/make_source.hpp"
#include "daemon/app/report.hpp"
#include "daemon/config/load.hpp"
#include "daemon/net/maildir_mailer.hpp"
#include "daemon/net/smtp_mailer.hpp"
#include "daemon/store/lock.hpp"

namespace elzhur::app {
namespace {

void print(std::FILE* stream, const std::string& text) { std::fwrite(text.data(), 1, text.size(), stream); }

/// The configuration, or its problems on stderr.
std::optional<config::Config> load(const std::filesystem::path& file) {
  auto config = config::load_config(file);
  const std::vector<config::Diagnostic>& diagnostics = config ? config->warnings : config.error();
  for (const config::Diagnostic& diagnostic : diagnostics)
    print(stderr, config::format_diagnostic(diagnostic) + "\n");
  if (!config) return std::nullopt;
  return std::move(*config);
}

std::vector<SourceEntry> make_sources(const config::Config& config) {
  std::vector<SourceEntry> sources;
  for (const config::SourceSpec& spec : config.sources) {
    sources.push_back({spec.id, spec.every, is_live(spec), make_source(spec, config)});
  }
  return sources;
}

net::SmtpOptions smtp_options(const config::SmtpSpec& spec, const config::Mailbox& from) {
  net::SmtpOptions options;
  options.host = spec.host;
  options.port = spec.port;
  switch (spec.tls) {
    case config::SmtpTls::starttls:
      options.tls = net::SmtpTls::starttls;
      break;
    case config::SmtpTls::implicit:
      options.tls = net::SmtpTls::implicit;
      break;
    case config::SmtpTls::none:
      options.tls = net::SmtpTls::none;
      break;
  }
  options.username = spec.username;
  options.password = spec.password;
  options.ca_file = spec.ca_file;
  options.from = from.address;
  return options;
}

/// Nothing when mail is switched off.
std::unique_ptr<alerts::Mailer> make_mailer(const config::MailSpec& mail) {
  switch (mail.transport) {
    case config::Transport::none:
      return nullptr;
    case config::Transport::maildir:
      return std::make_unique<net::MaildirMailer>(mail.maildir);
    case config::Transport::smtp:
      return std::make_unique<net::SmtpMailer>(smtp_options(*mail.smtp, mail.from));
  }
  return nullptr;
}

Exit run_with_store(const OnceOptions& options, const config::Config& config, store::Store& store,
                    journal::Instant now) {
  const std::vector<SourceEntry> sources = make_sources(config);
  const auto mailer = make_mailer(config.mail);
  const connectors::EvidenceFiles evidence(config.store.evidence);
  const Asking asking = options.only_due ? ask_what_is_due(sources, store.ledger(), config.school.zone, now)
                                         : ask_everything(sources, store.ledger(), config.school.zone, now);
  const CycleReport report =
      run_cycle({config, store, sources, &evidence, mailer.get()}, asking, now, options.dry_run);
  print(stdout,
        options.json ? render_json(report, config.school.zone) : render_text(report, config.school.zone));
  for (const SourceResult& source : report.sources) {
    for (const auto& document : source.pull.documents) {
      if (document.reason.empty()) continue;
      spdlog::warn("source={} document=\"{}\" status={} reason=\"{}\"", source.pull.source_id, document.name,
                   connectors::pull_status_name(document.status), document.reason);
    }
  }
  return report.all_sources_good() ? Exit::clean : Exit::source_trouble;
}

/// Opens the store of a configuration under its lock and does something with it.
template <typename Do>
Exit with_store(const std::filesystem::path& file, const char* verb, Do&& action) {
  const auto config = load(file);
  if (!config) return Exit::config;
  const auto lock = store::StoreLock::acquire(config->store.path, verb);
  if (!lock) {
    spdlog::error("{}", lock.error().text);
    return lock.error().kind == journal::ErrorKind::unavailable ? Exit::unavailable : Exit::internal;
  }
  auto store = store::Store::open(config->store.path);
  if (!store) {
    spdlog::error("{}", store.error().text);
    return Exit::internal;
  }
  try {
    return action(*config, *store);
  } catch (const rules::StoreFailure& failure) {
    spdlog::error("nothing was changed: {}", failure.what());
    return Exit::internal;
  }
}

}  // namespace

Exit run_once(const OnceOptions& options, const journal::Clock& clock) {
  return with_store(options.config, "once", [&](const config::Config& config, store::Store& store) {
    return run_with_store(options, config, store, options.now.value_or(clock.now()));
  });
}

Exit run_outage(const OutageOptions& options, const journal::Clock& clock) {
  return with_store(options.config, "outage", [&](const config::Config& config, store::Store& store) {
    if (options.from && options.to) {
      const auto noted =
          store.outages().announce(*options.from, *options.to, options.reason, options.person, clock.now());
      if (!noted) {
        print(stderr, noted.error().text + "\n");
        return noted.error().kind == journal::ErrorKind::bad_input ? Exit::usage : Exit::internal;
      }
    }
    print(stdout, render_outages(store.outages().all(), config.school.zone));
    return Exit::clean;
  });
}

Exit check_config(const std::filesystem::path& config) { return load(config) ? Exit::clean : Exit::config; }

Exit print_effective_config(const std::filesystem::path& file) {
  const auto config = load(file);
  if (!config) return Exit::config;
  print(stdout, config::render_effective(*config));
  return Exit::clean;
}

}  // namespace elzhur::app
