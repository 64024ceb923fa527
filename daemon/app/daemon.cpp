#include "daemon/app/daemon.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "daemon/config/load.hpp"
#include "daemon/version.hpp"

namespace elzhur::app {
namespace {

using std::chrono::milliseconds;

/// Without a watchdog to feed the main thread still looks after the loops so often.
constexpr milliseconds k_look_every{20'000};
/// Waiting ends a little late on a busy machine.
constexpr milliseconds k_slack_default{60'000};

/// A thread whose end can be waited for with a limit.
class Worker {
 public:
  /// `name`: as the system's tools show it, 15 characters at most.
  Worker(const char* name, std::function<void()> work)
      : thread_([this, name, work = std::move(work)] {
          (void)pthread_setname_np(pthread_self(), name);
          work();
          ended_.stop();
        }) {}
  /// Whether it has ended.
  bool wait(milliseconds at_most) {
    if (thread_.joinable() && ended_.wait(at_most) == runtime::Wake::Why::stopped) thread_.join();
    return !thread_.joinable();
  }

 private:
  runtime::Wake ended_;
  std::thread thread_;
};

}  // namespace

Daemon::Daemon(store::Store& store, const journal::Clock& clock, runtime::Signals& signals,
               const config::Config& config)
    : store_(store),
      clock_(clock),
      signals_(signals),
      cycle_pulse_(watchdog_.add("cycle")),
      sender_pulse_(watchdog_.add("sender")),
      web_pulse_(watchdog_.add("web")),
      keeping_pulse_(watchdog_.add("keeping")),
      setup_(prepare(config)),
      metrics_(clock.now(), runtime::monotonic_now),
      measure_(store, config.store.path, metrics_),
      cycle_({store_, clock_, cycle_pulse_, health_, stop_pulling_,
              watchdog_interval_.value_or(k_slack_default), [this] { sender_.call(); },
              [this] {
                ++replaced_;
                signals_.call();
              },
              &board_, &measure_},
             setup_),
      sender_({store_, clock_, sender_pulse_, health_, stop_sending_,
               watchdog_interval_.value_or(k_slack_default), &measure_},
              setup_),
      keeping_({store_, clock_, keeping_pulse_, health_, watchdog_interval_.value_or(k_slack_default)},
               setup_),
      reload_requests_([this] { signals_.call(); }) {
  measure_.note_setup(config, clock.now());
}

Daemon::~Daemon() = default;

std::shared_ptr<Setup> Daemon::prepare(const config::Config& config) {
  SetupCare care;
  care.stop_pulling = stop_pulling_;
  care.stop_sending = stop_sending_;
  care.on_progress = [this] { cycle_pulse_.beat(runtime::monotonic_now(), k_working_max); };
  care.with_jitter = true;
  return std::make_shared<Setup>(make_setup(config, care));
}

std::shared_ptr<Setup> Daemon::setup() const {
  const std::lock_guard lock(setup_mutex_);
  return setup_;
}

journal::Result<void> Daemon::open_site() {
  Site site = make_site({store_, clock_, health_, board_, [this] { return setup(); },
                         [this](const std::vector<std::string>& sources) { cycle_.pull(sources); },
                         [this] { sender_.call(); }, [this] { return reload_requests_.ask(); }, metrics_});
  auto web = WebThread::create(setup_->config.web, std::move(site), clock_, web_pulse_,
                               watchdog_interval_.value_or(k_slack_default), measure_.limits());
  if (!web) return tl::make_unexpected(web.error());
  web_ = *std::move(web);
  return {};
}

journal::Result<void> Daemon::run() {
  if (auto open = open_site(); !open) return open;
  spdlog::info("elzhurd {} runs, store={} sources={}", daemon::k_version, setup_->config.store.path.string(),
               setup_->sources.size());
  Worker cycle("cycle", [this] { cycle_.run(); });
  Worker sender("sender", [this] { sender_.run(); });
  Worker web("web", [this] { web_->run(); });
  Worker keeping("keeping", [this] { keeping_.run(); });
  serve();
  const runtime::Stopwatch since_told;
  const auto left = [&since_told] {
    return k_stop_max - milliseconds(static_cast<std::int64_t>(since_told.seconds() * 1000.0));
  };
  reload_requests_.stop();
  web_->stop();
  cycle_.stop();
  sender_.stop();
  keeping_.stop();
  if (!sender.wait(k_delivery_end_max)) sender_.give_up();
  const bool have_ended =
      cycle.wait(left()) && sender.wait(left()) && web.wait(left()) && keeping.wait(left());
  if (!have_ended) {
    spdlog::warn("work under way is given up: it is rolled back");
    spdlog::shutdown();
    std::_Exit(EXIT_SUCCESS);  // A thread that cannot be ended must not see its objects go.
  }
  sender_.give_up();  // A server that does not answer the good-bye must not hold us up.
  spdlog::info("stopped");
  return {};
}

/// What the main thread does until it is told to end.
void Daemon::serve() {
  status_ = render_status(health_.view(), setup_->config.school.zone);
  service_.ready(status_);
  for (bool is_told_to_end = false; !is_told_to_end;) {
    const milliseconds half = watchdog_interval_ ? *watchdog_interval_ / 2 : k_look_every;
    switch (signals_.wait(std::min(half, k_look_every))) {
      case runtime::Signals::Event::terminate:
        is_told_to_end = true;
        break;
      case runtime::Signals::Event::reload:
        (void)reload_requests_.take();
        reload();
        break;
      case runtime::Signals::Event::called:
        if (reload_requests_.take()) reload();
        break;
      case runtime::Signals::Event::none:
        break;
    }
    if (replaced_.exchange(0) != 0 && std::exchange(is_reloading_, false)) {
      status_ =
          render_status(health_.view(), setup_->config.school.zone);  // Not what was said before the reload.
      service_.ready(status_);
    }
    feed();
    tell_status();
  }
  spdlog::info("told to stop");
  service_.stopping("stopping");
}

void Daemon::reload() {
  service_.reloading(runtime::monotonic_now());
  try {
    auto config = config::load_config(setup_->config.file);
    const auto& diagnostics = config ? config->warnings : config.error();
    for (const config::Diagnostic& diagnostic : diagnostics) {
      const bool is_error = diagnostic.severity == config::DiagnosticSeverity::error;
      spdlog::log(is_error ? spdlog::level::err : spdlog::level::warn, "{}",
                  config::format_diagnostic(diagnostic));
    }
    if (!config) {
      return refuse_reload(fmt::format("{} problems, first: {}", diagnostics.size(),
                                       config::format_diagnostic(diagnostics.front())));
    }
    if (config->store.path != setup_->config.store.path)
      return refuse_reload("store.path is another one: that needs a restart");
    auto made = prepare(*config);
    if (auto taken = web_->replace(config->web); !taken) return refuse_reload(taken.error().text);
    const std::lock_guard lock(setup_mutex_);
    setup_ = std::move(made);
  } catch (const std::exception& error) {
    return refuse_reload(error.what());
  }
  health_.note_reload("");
  measure_.note_setup(setup_->config, clock_.now());
  reload_requests_.answer("");
  is_reloading_ = true;
  cycle_.replace(setup_);
  sender_.replace(setup_);
  keeping_.replace(setup_);
  spdlog::info("configuration loaded, in force from the next cycle on, sources={}", setup_->sources.size());
}

void Daemon::refuse_reload(const std::string& reason) {
  spdlog::error("reload refused, the old configuration stays in force: {}", reason);
  health_.note_reload(fmt::format("reload refused {}, the old configuration stays in force: {}",
                                  setup_->config.school.zone.format(clock_.now()), reason));
  measure_.note_reload_refused();
  reload_requests_.answer(reason);
  status_ = render_status(health_.view(), setup_->config.school.zone);
  service_.ready(status_);
}

void Daemon::feed() {
  std::vector<std::string> late = watchdog_.late(runtime::monotonic_now());
  if (late.empty()) service_.alive();
  if (late == late_) return;
  if (late.empty()) {
    spdlog::info("every loop gets on again");
  } else {
    spdlog::error("stalled: {}", fmt::join(late, ", "));
  }
  health_.note_stalled(late);
  late_ = std::move(late);
}

void Daemon::tell_status() {
  std::string status = render_status(health_.view(), setup_->config.school.zone);
  if (status == status_) return;
  status_ = std::move(status);
  service_.status(status_);
}

}  // namespace elzhur::app
