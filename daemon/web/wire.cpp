// What every answer has on the wire. Declared in answering.hpp.
#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include <fmt/format.h>

#include "daemon/web/answering.hpp"
#include "daemon/web/header_text.hpp"

namespace elzhur::web {
namespace {

constexpr std::string_view k_content_policy =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; form-action "
    "'self'; "
    "frame-ancestors 'none'; base-uri 'none'\r\n";
constexpr std::string_view k_security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view k_hsts = "Strict-Transport-Security: max-age=31536000\r\n";

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

/// What browsers show above the text of an error.
std::string_view title_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return "Нет доступа";
    case 404:
      return "Страницы нет";
    case 405:
      return "Так нельзя";
    case 413:
      return "Слишком большой файл";
    case 429:
      return "Слишком часто";
    case 500:
      return "Ошибка программы";
    case 503:
      return "Сейчас не получится";
    default:
      return "Запрос не принят";
  }
}

/// A header that breaks its line would be another header.
bool is_header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

/// The text of a member of a JSON object that problem() has made: it escapes quotes, backslashes and
/// controls.
std::string json_text(std::string_view json, std::string_view member) {
  const std::string key = fmt::format("\"{}\":\"", member);
  std::size_t at = json.find(key);
  std::string text;
  if (at == std::string_view::npos) return text;
  for (at += key.size(); at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\' && ++at < json.size() && json[at] != '"' && json[at] != '\\' && json[at] != '/') {
      text += ' ';  // A line break and the like: to HTML it is a space.
      if (json[at] == 'u') at += 4;
      continue;
    }
    if (at < json.size()) text += json[at];
  }
  return text;
}

}  // namespace

void show_to_people(const Request& request, Response& response) {
  if (!request.wants_page || response.content_type != "application/problem+json") return;
  std::string body;
  const std::string detail = json_text(response.body, "detail");
  if (!detail.empty()) body += fmt::format("<p>{}</p>\n", escape_html(detail));
  body += "<p><a href=\"/\">На главную страницу</a></p>\n";
  response.body = render_small_page(title_of(response.status), body);
  response.content_type = "text/html; charset=utf-8";
}

std::string render_http_date(journal::Instant at) {
  constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     k_days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     k_months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

Bytes render(Response&& response, const Wire& wire) {
  Bytes bytes;
  bytes.status = response.status;
  std::string& head = bytes.head;
  head.reserve(1024);
  const auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  if (!wire.date.empty()) fmt::format_to(out, "Date: {}\r\n", wire.date);
  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body) {
    if (is_header_value(response.content_type))
      fmt::format_to(out, "Content-Type: {}\r\n", response.content_type);
    fmt::format_to(out, "Content-Length: {}\r\n", response.body.size());
  }
  bool has_cache_control = false;
  bool has_content_policy = false;
  for (const auto& [name, value] : response.headers) {
    if (!is_header_value(name) || !is_header_value(value)) continue;
    has_cache_control = has_cache_control || equal_ignoring_case(name, "Cache-Control");
    has_content_policy = has_content_policy || equal_ignoring_case(name, "Content-Security-Policy");
    fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  // Pages hold names: nothing of them is kept by a browser or on the way, unless a part says otherwise.
  if (!has_cache_control) head += "Cache-Control: no-store\r\n";
  if (!has_content_policy) head += k_content_policy;  // A paper brings its own.
  head += k_security_headers;
  if (wire.is_tls) head += k_hsts;
  if (!wire.keep_alive) {
    head += "Connection: close\r\n";
  } else if (wire.is_http_1_0) {
    head += "Connection: keep-alive\r\n";
  }
  head += "\r\n";
  if (has_body && !wire.is_head) bytes.body = std::move(response.body);
  return bytes;
}

}  // namespace elzhur::web
