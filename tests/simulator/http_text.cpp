// http_server.hpp: an answer as bytes. Apart from Beast, whose compilation is dear.
#include <fmt/format.h>

#include "tests/simulator/http_server.hpp"

namespace elzhur::simulator {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Payload Too Large";
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

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  }
  return out;
}

}  // namespace

std::string render_http(const SiteAnswer& answer, bool with_body, bool keeps_alive) {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\nServer: nginx\r\n", answer.status, reason(answer.status));
  if (!answer.content_type.empty()) out += fmt::format("Content-Type: {}\r\n", one_line(answer.content_type));
  for (const auto& [name, value] : answer.headers) {
    out += fmt::format("{}: {}\r\n", one_line(name), one_line(value));
  }
  if (answer.status != 204) out += fmt::format("Content-Length: {}\r\n", answer.body.size());
  out += fmt::format("Connection: {}\r\n\r\n", keeps_alive ? "keep-alive" : "close");
  if (with_body && answer.status != 204) out += answer.body;
  return out;
}

}  // namespace elzhur::simulator
