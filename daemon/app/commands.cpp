#include "daemon/app/commands.hpp"

#include <cstdio>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/app/cycle.hpp"
#include "daemon/app/daemon.hpp"
#include "daemon/app/report.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/config/load.hpp"
#include "daemon/runtime/signals.hpp"
#include "daemon/store/lock.hpp"
#include "daemon/store/readers.hpp"

namespace elzhur::app {
namespace {

void print(std::FILE* stream, const std::string& text) { std::fwrite(text.data(), 1, text.size(), stream); }

Exit run_with_store(const OnceOptions& options, const config::Config& config, store::Store& store,
                    journal::Instant now) {
  const Setup setup = make_setup(config, {});
  const std::vector<SourceEntry>& sources = setup.sources;
  const Asking asking = options.only_due ? ask_what_is_due(sources, store.ledger(), config.school.zone, now)
                                         : ask_everything(sources, store.ledger(), config.school.zone, now);
  const CycleReport report =
      run_cycle({config, store, sources, &setup.evidence, setup.mailer.get()}, asking, now, options.dry_run);
  print(stdout,
        options.json ? render_json(report, config.school.zone) : render_text(report, config.school.zone));
  log_refusals(report);
  return report.all_sources_good() ? Exit::clean : Exit::source_trouble;
}

/// Opens the store of a configuration under its lock and does something with it.
template <typename Do>
Exit with_store(const std::filesystem::path& file, const char* verb, Do&& action) {
  const auto config = load_or_complain(file);
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

Exit run_service(const RunOptions& options, const journal::Clock& clock) {
  auto signals = runtime::Signals::create();
  if (!signals) {
    spdlog::error("{}", signals.error().text);
    return Exit::internal;
  }
  return with_store(options.config, "run", [&](const config::Config& config, store::Store& store) {
    const auto ended = Daemon(store, clock, *signals, config).run();
    if (ended) return Exit::clean;
    spdlog::error("{}", ended.error().text);
    return ended.error().kind == journal::ErrorKind::config ? Exit::config : Exit::unavailable;
  });
}

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

namespace {

/// That a person's word goes before the file's `mode`: «# ...», without who it was. Empty: it does not, or the
/// store is not there or not to be read by whoever asks.
std::string mode_note(const config::Config& config) {
  std::error_code error;
  if (!std::filesystem::exists(config.store.path, error)) return {};
  try {
    store::Readers readers(config.store.path, 1);
    const auto change = readers.take().modes().newest();
    if (!change || change->order == alerts::ModeOrder::file) return {};
    return fmt::format(
        "# mode: '{}' is in force since {}: a person said so (elzhurctl mode), not this file's '{}'\n",
        alerts::mode_order_name(change->order), config.school.zone.format(change->at),
        config::mode_name(config.mode));
  } catch (const rules::StoreFailure&) {
    return {};  // Of an older version, or somebody else's: that is no matter of the file.
  }
}

}  // namespace

Exit check_config(const std::filesystem::path& file) {
  const auto config = load_or_complain(file);
  if (!config) return Exit::config;
  print(stdout, mode_note(*config));
  return Exit::clean;
}

Exit print_effective_config(const std::filesystem::path& file) {
  const auto config = load_or_complain(file);
  if (!config) return Exit::config;
  print(stdout, mode_note(*config));
  print(stdout, config::render_effective(*config));
  return Exit::clean;
}

}  // namespace elzhur::app
