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

/// A source and the client that it speaks through.
template <typename Inner>
class OverTheWeb final : public connectors::Source {
 public:
  template <typename Options>
  OverTheWeb(Options options, net::CurlOptions curl)
      : client_(std::move(curl)), source_(std::move(options), client_) {}

  [[nodiscard]] connectors::Pull pull(const connectors::PullRequest& request,
                                      const connectors::IsKnown& is_known) override {
    return source_.pull(request, is_known);
  }
  void settle(const connectors::Pull& pull) override { source_.settle(pull); }

 private:
  net::CurlClient client_;
  Inner source_;
};

net::CurlOptions curl_options(const std::filesystem::path& ca_file) {
  net::CurlOptions options;
  options.monotonic = [watch = runtime::Stopwatch()] {
    return std::chrono::milliseconds(static_cast<std::int64_t>(watch.seconds() * 1000.0));
  };
  options.ca_file = ca_file;
  options.user_agent = std::string("elzhurd/") + std::string(daemon::k_version);
  return options;
}

using Made = std::unique_ptr<connectors::Source>;

Made make(const config::SourceSpec& spec, const config::DirectorySpec& folder, const config::Config& config) {
  return std::make_unique<connectors::DirectorySource>(connectors::DirectoryOptions{
      spec.id, folder.path, folder.move, config.school.zone, config.declared_none});
}

Made make(const config::SourceSpec& spec, const config::ElzhurApiSpec& api, const config::Config& config) {
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
                                                                   curl_options(api.ca_file));
}

Made make(const config::SourceSpec& spec, const config::ElzhurReportSpec& report,
          const config::Config& config) {
  connectors::ElzhurReportOptions options{.id = spec.id,
                                          .base_url = report.base_url,
                                          .username = report.username.value,
                                          .password = report.password.value,
                                          .path = report.path,
                                          .mode = report.mode,
                                          .zone = config.school.zone,
                                          .declared_none = config.declared_none};
  return std::make_unique<OverTheWeb<connectors::ElzhurReportSource>>(std::move(options),
                                                                      curl_options(report.ca_file));
}

}  // namespace

Made make_source(const config::SourceSpec& spec, const config::Config& config) {
  return std::visit([&](const auto& kind) { return make(spec, kind, config); }, spec.kind);
}

bool is_live(const config::SourceSpec& spec) {
  return !std::holds_alternative<config::DirectorySpec>(spec.kind);
}

}  // namespace elzhur::app
