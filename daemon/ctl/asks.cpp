#include "daemon/ctl/asks.hpp"

#include <random>
#include <utility>

#include <fmt/format.h>

namespace elzhur::ctl {
namespace {

constexpr std::string_view k_api = "/api/v1/";

}  // namespace

std::string dump(const Json& body) { return body.dump(-1, ' ', false, Json::error_handler_t::replace); }

Ask ask_for(std::string_view what, const Pairs& parameters) {
  Ask ask;
  ask.target = target(std::string(k_api) + std::string(what), parameters);
  return ask;
}

Ask order_to(std::string method, std::string_view what, const Json& body) {
  Ask ask = ask_for(what);
  ask.method = std::move(method);
  if (!body.is_null()) {
    ask.content_type = "application/json";
    ask.body = dump(body);
  }
  return ask;
}

std::string make_order_key() {
  std::random_device random;
  std::string key;
  for (int i = 0; i < 4; ++i) key += fmt::format("{:08x}", random());
  return key;
}

}  // namespace elzhur::ctl
