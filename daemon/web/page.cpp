#include "daemon/web/page.hpp"

#include <array>
#include <string>
#include <string_view>

#include <spdlog/spdlog.h>

#include "daemon/web/page_files.hpp"
#include "daemon/web/page_kit.hpp"
#include "daemon/web/page_parts.hpp"

namespace elzhur::web {
namespace {

struct Path {
  std::string_view path;
  Response (*get)(const Visit&);
  Response (*post)(const Visit&);
};

constexpr std::array k_paths{
    Path{"/", today_page, nullptr},
};

/// A file that never changes under its address.
Response static_file(std::string_view name, std::string_view type) {
  Response response;
  response.content_type = std::string(type);
  response.body = std::string(page_file(name));
  response.headers.emplace_back("Cache-Control", "max-age=31536000, immutable");
  return response;
}

}  // namespace

Page::Page(Desk& desk) : desk_(desk) {}

std::optional<Response> Page::answer(const Request& request) {
  if (request.method == "GET") {
    if (request.path == "/style.css") return static_file("style.css", "text/css; charset=utf-8");
    if (request.path == "/icon.svg") return static_file("icon.svg", "image/svg+xml");
  }
  for (const Path& path : k_paths) {
    if (path.path != request.path) continue;
    const Visit visit(desk_, request);
    if (request.method == "GET" && path.get != nullptr) return path.get(visit);
    if (request.method == "POST" && path.post != nullptr) return path.post(visit);
  }
  return std::nullopt;
}

}  // namespace elzhur::web
