#include "daemon/ctl/place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <fmt/format.h>

namespace elzhur::ctl {
namespace {

constexpr std::size_t k_host_bytes_max = 253;

bool is_host(std::string_view host, bool is_bracketed) {
  if (host.empty() || host.size() > k_host_bytes_max) return false;
  return std::all_of(host.begin(), host.end(), [is_bracketed](char c) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_plain || c == '.' || (is_bracketed ? c == ':' : c == '-');
  });
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = read.ec == std::errc{} && read.ptr == text.data() + text.size() && port != 0;
  return is_port ? std::optional(port) : std::nullopt;
}

/// "host", "host:port", "[::1]:port" into the place.
bool take_authority(std::string_view text, Place& place) {
  std::string_view port;
  const bool is_bracketed = text.starts_with('[');
  const std::size_t end = is_bracketed ? text.find(']') : text.find(':');
  if (is_bracketed && end == std::string_view::npos) return false;
  place.host = text.substr(is_bracketed ? 1 : 0, is_bracketed ? end - 1 : end);
  if (end != std::string_view::npos) port = text.substr(is_bracketed ? end + 1 : end);
  if (!is_host(place.host, is_bracketed)) return false;
  if (port.empty()) return true;
  const auto number = port.starts_with(':') ? parse_port(port.substr(1)) : std::nullopt;
  place.port = number.value_or(0);
  return number.has_value();
}

tl::unexpected<Failure> bad_token(const std::filesystem::path& file, std::string_view why) {
  return fail(Exit::usage, fmt::format("--token-file: {}: {}", file.string(), why));
}

}  // namespace

Outcome<Place> parse_url(std::string_view url) {
  const auto bad = [] {
    return fail(Exit::usage, "--url: нужен адрес вида https://monitor.school.example:9841, без пути");
  };
  Place place;
  constexpr std::string_view k_https = "https://";
  constexpr std::string_view k_http = "http://";
  place.is_tls = url.starts_with(k_https);
  if (!place.is_tls && !url.starts_with(k_http)) return bad();
  url.remove_prefix(place.is_tls ? k_https.size() : k_http.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  place.port = place.is_tls ? 443 : 80;
  if (!take_authority(url, place)) return bad();
  if (!place.is_tls && !is_this_machine(place.host))
    return fail(Exit::usage, "--url: http:// допускается только к этому компьютеру, иначе нужен https://");
  return place;
}

Outcome<std::string> read_token(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return bad_token(file, std::strerror(errno));
  struct stat status {};
  std::array<char, k_token_bytes_max + 1> bytes{};
  const bool is_known = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const ssize_t size = is_known ? ::read(descriptor, bytes.data(), bytes.size()) : -1;
  (void)::close(descriptor);
  if (!is_known || size < 0) return bad_token(file, "это не файл, который можно прочесть");
  if ((status.st_mode & S_IROTH) != 0) return bad_token(file, "его может прочесть любой: chmod 600");
  std::string_view token(bytes.data(), static_cast<std::size_t>(size));
  while (token.ends_with('\n') || token.ends_with('\r')) token.remove_suffix(1);
  const bool is_token = !token.empty() && token.size() <= k_token_bytes_max &&
                        std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!is_token) return bad_token(file, "в файле должна быть одна строка с токеном");
  return std::string(token);
}

}  // namespace elzhur::ctl
