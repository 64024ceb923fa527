#include "daemon/web/page.hpp"

#include <array>
#include <exception>
#include <string>
#include <string_view>

#include <fmt/format.h>
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
    Path{"/findings", findings_page, nullptr},
    Path{"/findings.csv", findings_csv, nullptr},
    Path{"/findings/settle", nullptr, settle_form},
    Path{"/teachers", teachers_page, nullptr},
    Path{"/sources", sources_page, pull_form},
    Path{"/documents", documents_page, nullptr},
    Path{"/names", names_page, names_page},
    Path{"/upload", upload_page, upload_page},
    Path{"/upload/accept", nullptr, accept_form},
    Path{"/excuses", excuses_page, excuses_page},
    Path{"/appeals", appeals_page, appeals_page},
    Path{"/appeals/register", register_page, nullptr},
    Path{"/meetings", meetings_page, meetings_page},
    Path{"/reports", reports_page, nullptr},
    Path{"/outbox", outbox_page, nullptr},
    Path{"/outbox/check", nullptr, check_mail_form},
    Path{"/outbox/mode", nullptr, mode_form},
    Path{"/silences", silences_page, silences_page},
    Path{"/silences/end", nullptr, end_silence_form},
    Path{"/outbox/release", nullptr, release_form},
    Path{"/backlog", backlog_page, nullptr},
    Path{"/contradictions", contradictions_page, nullptr},
    Path{"/keeping", keeping_page, nullptr},
    Path{"/numbers", numbers_page, nullptr},
    Path{"/help", help_page, nullptr},
};

/// Pages of one thing: what stands behind the prefix names it.
struct Prefix {
  std::string_view prefix;
  Response (*get)(const Visit&, std::string_view);
  Response (*post)(const Visit&, std::string_view);
};

constexpr std::array k_prefixes{
    Prefix{"/findings/", finding_page, nullptr},
    Prefix{"/teachers/", teacher_page, nullptr},
    Prefix{"/appeals/", appeal_page, appeal_page},
    Prefix{"/meetings/", meeting_page, meeting_page},
};

/// A file of ours. Under its full address ("?v=...") it never changes.
Response static_file(const Request& request, std::string_view name, std::string_view type) {
  Response response;
  response.content_type = std::string(type);
  response.body = std::string(page_file(name));
  const bool is_exact = value_of(request.query, "v") == std::string_view(style_digest());
  response.headers.emplace_back("Cache-Control", is_exact ? "max-age=31536000, immutable" : "max-age=3600");
  return response;
}

Response wrong_method(std::string_view allowed) {
  Response response = problem(405, "Method Not Allowed", "");
  response.headers.emplace_back("Allow", std::string(allowed));
  return response;
}

template <typename Get, typename Post, typename... Rest>
Response call(Desk& desk, const Request& request, Get get, Post post, Rest... rest) {
  const bool is_get = request.method == "GET";
  const bool is_post = request.method == "POST";
  if ((is_get && get == nullptr) || (is_post && post == nullptr) || (!is_get && !is_post)) {
    return wrong_method(get == nullptr ? "POST" : post == nullptr ? "GET, HEAD" : "GET, HEAD, POST");
  }
  const Visit visit(desk, request);
  return is_get ? get(visit, rest...) : post(visit, rest...);
}

std::optional<Response> find_page(Desk& desk, const Request& request) {
  for (const Path& path : k_paths) {
    if (path.path == request.path) return call(desk, request, path.get, path.post);
  }
  for (const Prefix& prefix : k_prefixes) {
    if (!request.path.starts_with(prefix.prefix)) continue;
    const std::string_view name = std::string_view(request.path).substr(prefix.prefix.size());
    return call(desk, request, prefix.get, prefix.post, name);
  }
  return std::nullopt;
}

/// The frame needs the desk, so this page has none.
Response no_store() {
  View view("style", fmt::format("/static/style.css?v={}", style_digest()));
  Response response;
  response.status = 503;
  response.body = alerts::render_template(page_template("broken.html"), view, true).text;
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

Page::Page(Desk& desk) : desk_(desk) {}

std::optional<Response> Page::answer(const Request& request) {
  if (request.method == "GET") {
    if (request.path == "/static/style.css")
      return static_file(request, "style.css", "text/css; charset=utf-8");
    if (request.path == "/static/icon.svg") return static_file(request, "icon.svg", "image/svg+xml");
  }
  try {
    return find_page(desk_, request);
  } catch (const std::exception& failure) {
    // The desk throws when the database fails; nothing else here does.
    spdlog::error("page store_failure what={}", failure.what());
    return no_store();
  }
}

}  // namespace elzhur::web
