#include "daemon/app/make_source.hpp"

#include <chrono>
#include <filesystem>
#include <utility>
#include <variant>

#include "connectors/directory.hpp"
#include "connectors/elzhur_api.hpp"
#include "connectors/elzhur_report.hpp"
#include "daemon/net/curl_client.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "daemon/version.hpp"

namespace elzhur::app {
namespace {

/// Says of every step of the client that the pull gets on.
class WatchedClient final : public connectors::HttpClient {
 public:
  WatchedClient(net::CurlOptions options, std::function<void()> on_progress)
      : client_(std::move(options)), on_progress_(std::move(on_progress)) {}

  [[nodiscard]] tl::expected<connectors::HttpAnswer, connectors::HttpFailure> send(
      const connectors::HttpRequest& request) override {
    report();
    auto answer = client_.send(request);
    report();
    return answer;
  }
  [[nodiscard]] std::chrono::milliseconds monotonic() const override { return client_.monotonic(); }
  [[nodiscard]] bool wait(std::chrono::milliseconds duration) override {
    while (duration > k_progress_every) {
      if (!client_.wait(k_progress_every)) return false;
      duration -= k_progress_every;
      report();
    }
    return client_.wait(duration);
  }
  void forget_cookies() override { client_.forget_cookies(); }

 private:
  void report() const {
    if (on_progress_) on_progress_();
  }
  net::CurlClient client_;
  std::function<void()> on_progress_;
};

/// A source and the client that it speaks through.
template <typename Inner>
class OverTheWeb final : public connectors::Source {
 public:
  template <typename Options>
  OverTheWeb(Options options, net::CurlOptions curl, const SourceCare& care)
      : client_(std::move(curl), care.on_progress), source_(std::move(options), client_) {}

  [[nodiscard]] connectors::Pull pull(const connectors::PullRequest& request,
                                      const connectors::IsKnown& is_known) override {
    return source_.pull(request, is_known);
  }
  void settle(const connectors::Pull& pull) override { source_.settle(pull); }

 private:
  WatchedClient client_;
  Inner source_;
};

net::CurlOptions curl_options(const std::filesystem::path& ca_file, const SourceCare& care) {
  net::CurlOptions options;
  options.monotonic = [watch = runtime::Stopwatch()] {
    return std::chrono::milliseconds(static_cast<std::int64_t>(watch.seconds() * 1000.0));
  };
  options.ca_file = ca_file;
  options.stop = care.stop;
  options.user_agent = std::string("elzhurd/") + std::string(daemon::k_version);
  return options;
}

using Made = std::unique_ptr<connectors::Source>;

Made make(const config::SourceSpec& spec, const config::DirectorySpec& folder, const config::Config& config,
          const SourceCare&) {
  return std::make_unique<connectors::DirectorySource>(connectors::DirectoryOptions{
      spec.id, folder.path, folder.move, config.school.zone, config.declared_none});
}

Made make(const config::SourceSpec& spec, const config::ElzhurApiSpec& api, const config::Config& config,
          const SourceCare& care) {
  connectors::ElzhurApiOptions options{.id = spec.id,
                                       .access = {.base_url = api.base_url,
                                                  .vendor = api.vendor,
                                                  .devkey = api.devkey.value,
                                                  .login = api.login.value,
                                                  .password = api.password.value,
                                                  .token = api.token.value},
                                       .homework_date = api.homework_date,
                                       .pupils = api.pupils,
                                       .zone = config.school.zone,
                                       .declared_none = config.declared_none,
                                       .requests_per_minute = api.requests_per_minute,
                                       .requests_per_day = api.requests_per_day};
  return std::make_unique<OverTheWeb<connectors::ElzhurApiSource>>(std::move(options),
                                                                   curl_options(api.ca_file, care), care);
}

Made make(const config::SourceSpec& spec, const config::ElzhurReportSpec& report,
          const config::Config& config, const SourceCare& care) {
  connectors::ElzhurReportOptions options{.id = spec.id,
                                          .base_url = report.base_url,
                                          .username = report.username.value,
                                          .password = report.password.value,
                                          .path = report.path,
                                          .mode = report.mode,
                                          .zone = config.school.zone,
                                          .declared_none = config.declared_none};
  return std::make_unique<OverTheWeb<connectors::ElzhurReportSource>>(
      std::move(options), curl_options(report.ca_file, care), care);
}

}  // namespace

Made make_source(const config::SourceSpec& spec, const config::Config& config, const SourceCare& care) {
  return std::visit([&](const auto& kind) { return make(spec, kind, config, care); }, spec.kind);
}

bool is_live(const config::SourceSpec& spec) {
  return !std::holds_alternative<config::DirectorySpec>(spec.kind);
}

}  // namespace elzhur::app
