#include "daemon/app/setup.hpp"

#include <cstdio>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "daemon/app/make_source.hpp"
#include "daemon/app/pace.hpp"
#include "daemon/config/load.hpp"
#include "daemon/net/maildir_mailer.hpp"
#include "daemon/net/smtp_mailer.hpp"

namespace elzhur::app {
namespace {

std::vector<SourceEntry> make_sources(const config::Config& config, const SetupCare& care) {
  std::vector<SourceEntry> sources;
  for (const config::SourceSpec& spec : config.sources) {
    SourceEntry entry;
    entry.id = spec.id;
    entry.every = care.with_jitter ? shortened(spec.every, config.school.name, spec.id) : spec.every;
    entry.is_live = is_live(spec);
    entry.source = make_source(spec, config, {care.stop_pulling, care.on_progress});
    sources.push_back(std::move(entry));
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

std::unique_ptr<alerts::Mailer> make_mailer(const config::MailSpec& mail,
                                            const std::shared_ptr<net::StopSignal>& stop) {
  switch (mail.transport) {
    case config::Transport::none:
      return nullptr;
    case config::Transport::maildir:
      return std::make_unique<net::MaildirMailer>(mail.maildir);
    case config::Transport::smtp: {
      net::SmtpOptions options = smtp_options(*mail.smtp, mail.from);
      options.stop = stop;
      return std::make_unique<net::SmtpMailer>(std::move(options));
    }
  }
  return nullptr;
}

}  // namespace

Setup make_setup(const config::Config& config, const SetupCare& care) {
  Setup setup{config, make_sources(config, care), nullptr, connectors::EvidenceFiles(config.store.evidence)};
  setup.mailer = make_mailer(config.mail, care.stop_sending);
  return setup;
}

std::optional<config::Config> load_or_complain(const std::filesystem::path& file) {
  auto config = config::load_config(file);
  const std::vector<config::Diagnostic>& diagnostics = config ? config->warnings : config.error();
  const std::string text = config::format_diagnostics(diagnostics);
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (!config) return std::nullopt;
  return std::move(*config);
}

void log_refusals(const CycleReport& report) {
  for (const SourceResult& source : report.sources) {
    for (const auto& document : source.pull.documents) {
      if (document.reason.empty()) continue;
      spdlog::warn("source={} document=\"{}\" status={} reason=\"{}\"", source.pull.source_id, document.name,
                   connectors::pull_status_name(document.status), document.reason);
    }
  }
}

}  // namespace elzhur::app
