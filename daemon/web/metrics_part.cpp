#include "daemon/web/metrics_part.hpp"

#include <utility>

#include "daemon/metrics/render.hpp"
#include "daemon/web/gzip.hpp"

namespace elzhur::web {

MetricsPart::MetricsPart(Page page) : page_(std::move(page)) {}

std::optional<Response> MetricsPart::answer(const Request& request) {
  if (request.path != "/metrics") return std::nullopt;
  if (request.method != "GET") {
    Response refused = problem(405, "Method Not Allowed", "");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  if (!request.visitor.may(Right::metrics))
    return problem(403, "Forbidden", "Для показателей нужны другие права.");
  const std::shared_ptr<const std::string> page = page_();
  Response response;
  response.content_type = metrics::k_content_type;
  const std::shared_ptr<const std::string> small = request.accepts_gzip ? packed(page) : nullptr;
  if (small != nullptr) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  response.body = small != nullptr ? *small : *page;
  return response;
}

std::shared_ptr<const std::string> MetricsPart::packed(const std::shared_ptr<const std::string>& page) {
  const std::lock_guard lock(mutex_);
  if (packed_of_ == page) return packed_;
  auto small = gzip(*page);
  packed_ = small ? std::make_shared<const std::string>(std::move(*small)) : nullptr;
  packed_of_ = page;
  return packed_;
}

}  // namespace elzhur::web
