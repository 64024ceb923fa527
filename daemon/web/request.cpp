#include "daemon/web/request.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace elzhur::web {

std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name) {
  const auto found =
      std::find_if(pairs.begin(), pairs.end(), [name](const auto& pair) { return pair.first == name; });
  if (found == pairs.end()) return std::nullopt;
  return found->second;
}

Response redirect(std::string location) {
  Response response;
  response.status = 303;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

Response problem(int status, std::string_view title, std::string_view detail) {
  nlohmann::ordered_json json;
  json["type"] = "about:blank";
  json["title"] = title;
  json["status"] = status;
  if (!detail.empty()) json["detail"] = detail;
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  // Text from outside may be quoted here: bytes that are no UTF-8 must not throw.
  response.body = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

}  // namespace elzhur::web
