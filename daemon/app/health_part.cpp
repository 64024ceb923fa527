#include "daemon/app/health_part.hpp"

#include <string_view>
#include <utility>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "daemon/version.hpp"
#include "journal/time.hpp"

namespace elzhur::app {
namespace {

web::Response plain(int status, std::string text) {
  web::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

web::Response not_allowed(std::string allowed) {
  web::Response response = web::problem(405, "Method Not Allowed", "");
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

web::Response forbidden() { return web::problem(403, "Forbidden", "Для этого нужны другие права."); }

}  // namespace

HealthPart::HealthPart(const Health& health, std::function<std::string()> reload)
    : health_(health), reload_(std::move(reload)) {}

std::optional<web::Response> HealthPart::answer(const web::Request& request) {
  const std::string_view path = request.path;
  if (!path.starts_with("/-/")) return std::nullopt;
  if (path == "/-/reload") {
    if (request.method != "POST") return not_allowed("POST");
    if (!request.visitor.may(web::Right::operate)) return forbidden();
    return reload(request);
  }
  if (path != "/-/healthy" && path != "/-/ready" && path != "/-/status") return std::nullopt;
  if (request.method != "GET") return not_allowed("GET, HEAD");
  if (path == "/-/healthy") return healthy();
  if (path == "/-/ready") return ready();
  if (!request.visitor.may(web::Right::metrics)) return forbidden();
  return status();
}

web::Response HealthPart::healthy() const {
  return health_.view().stalled.empty() ? plain(200, "healthy\n") : plain(503, "a loop does not get on\n");
}

web::Response HealthPart::ready() const {
  const HealthView view = health_.view();
  if (!view.is_good()) return plain(503, "not ready: see the log\n");
  return view.last_cycle_at ? plain(200, "ready\n") : plain(503, "not ready: no cycle has ended yet\n");
}

web::Response HealthPart::status() const {
  const HealthView view = health_.view();
  nlohmann::ordered_json json;
  json["version"] = daemon::k_version;
  json["is_good"] = view.is_good();
  json["last_cycle_at"] =
      view.last_cycle_at ? nlohmann::ordered_json(journal::format_instant(*view.last_cycle_at)) : nullptr;
  json["sources"] = view.sources;
  json["sources_failing"] = view.failing;
  json["cycle_trouble"] = view.cycle_trouble;
  json["sending_trouble"] = view.sending_trouble;
  json["loops_stalled"] = view.stalled;
  json["keeping_trouble"] = view.keeping_trouble;
  json["reload_trouble"] = view.reload_trouble;
  web::Response response;
  response.content_type = "application/json";
  response.body = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  return response;
}

web::Response HealthPart::reload(const web::Request& request) const {
  spdlog::info("reload asked for by {}", request.visitor.name);
  const std::string refused = reload_();
  if (refused.empty()) return plain(200, "the new configuration is in force\n");
  return web::problem(422, "Unprocessable Content",
                      "Новые настройки не приняты, действуют прежние; что не так, написано в журнале службы "
                      "и в выводе elzhurd check-config.");
}

}  // namespace elzhur::app
