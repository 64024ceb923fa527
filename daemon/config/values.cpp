#include "daemon/config/values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "journal/names.hpp"
#include "rules/due.hpp"

namespace elzhur::config {

namespace {

constexpr std::size_t k_word_length_max = 40;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_ip_address(std::string_view text) {
  const std::string host(text);
  in6_addr bytes{};
  return inet_pton(AF_INET, host.c_str(), &bytes) == 1 || inet_pton(AF_INET6, host.c_str(), &bytes) == 1;
}

/// Names of RFC 1123, and labels with '_' as some inner networks have them.
bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  std::size_t label = 0;
  char before = '.';
  for (const char c : text) {
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      label = 0;
    } else {
      if (!is_letter(c) && !is_digit(c) && c != '_' && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
    }
    before = c;
  }
  return label > 0 && before != '-';
}

std::optional<std::uint16_t> parse_port(std::string_view text, std::int64_t least) {
  const auto port = parse_integer(text);
  if (!port || *port < least || *port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

/// "host:port" or "[address]:port"; without a port only when it is optional.
std::optional<Listen> parse_authority(std::string_view text, bool port_needed) {
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
    port = text.substr(end + 1);
  } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (!is_host(host)) return std::nullopt;
  if (port.empty()) return port_needed ? std::nullopt : std::optional(Listen{std::string(host), 0});
  if (port.front() != ':') return std::nullopt;
  // Where to listen the system may choose: port 0.
  const auto number = parse_port(port.substr(1), port_needed ? 0 : 1);
  if (!number) return std::nullopt;
  return Listen{std::string(host), *number};
}

/// Insertions, deletions, changes and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::optional<rules::GradeRange> parse_grade_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_integer(trim(text.substr(0, dash)));
  const auto last = dash == std::string_view::npos ? first : parse_integer(trim(text.substr(dash + 1)));
  if (!first || !last || *first < 0 || *last > k_grade_max || *last < *first) return std::nullopt;
  return rules::GradeRange{static_cast<int>(*first), static_cast<int>(*last)};
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > k_id_length_max || text.front() == '-' || text.front() == '_')
    return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

std::optional<journal::Seconds> parse_duration(std::string_view text) {
  const auto span = rules::parse_span(text);
  if (!span || span->count < 0) return std::nullopt;
  if (span->unit == rules::SpanUnit::seconds) return journal::Seconds(span->count);
  if (span->unit == rules::SpanUnit::days) return journal::Seconds(std::int64_t{span->count} * 86'400);
  return std::nullopt;
}

std::string format_duration(journal::Seconds duration) {
  const auto seconds = duration.count();
  if (seconds != 0 && seconds % 86'400 == 0) return fmt::format("{}d", seconds / 86'400);
  if (seconds != 0 && seconds % 3600 == 0) return fmt::format("{}h", seconds / 3600);
  if (seconds != 0 && seconds % 60 == 0) return fmt::format("{}m", seconds / 60);
  return fmt::format("{}s", seconds);
}

std::optional<KeepFor> parse_keep(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const auto count = parse_integer(text.substr(0, digits));
  const std::string_view unit = trim(text.substr(digits));
  if (!count || *count < 1) return std::nullopt;
  if (unit == "d" && *count <= 3650) return KeepFor{static_cast<int>(*count), KeepFor::Unit::days};
  if ((unit == "school_year" || unit == "school_years") && *count <= 10) {
    return KeepFor{static_cast<int>(*count), KeepFor::Unit::school_years};
  }
  return std::nullopt;
}

std::string format_keep(KeepFor keep) {
  if (keep.unit == KeepFor::Unit::days) return fmt::format("{}d", keep.count);
  return fmt::format("{} {}", keep.count, keep.count == 1 ? "school_year" : "school_years");
}

std::string format_clock(journal::Seconds time) {
  const auto seconds = time.count();
  std::string text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
  return text;
}

bool is_address(std::string_view text) {
  constexpr std::string_view k_signs = ".!#$%&'*+/=?^_`{|}~-";
  if (text.size() > k_address_length_max) return false;
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return false;
  const bool is_local = std::all_of(local.begin(), local.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || k_signs.find(c) != std::string_view::npos;
  });
  return is_local && is_host_name(text.substr(at + 1));
}

std::optional<alerts::Mailbox> parse_mailbox(std::string_view text) {
  text = trim(text);
  if (is_address(text)) return alerts::Mailbox{"", std::string(text)};
  const std::size_t open = text.find('<');
  if (open == std::string_view::npos || !text.ends_with('>')) return std::nullopt;
  const std::string_view address = text.substr(open + 1, text.size() - open - 2);
  std::string_view name = trim(text.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  if (!is_address(address) || name.find_first_of("<>\"\\@") != std::string_view::npos) return std::nullopt;
  if (name.size() > k_text_bytes_max) return std::nullopt;
  return alerts::Mailbox{journal::normalise_text(name), std::string(address)};
}

bool is_host(std::string_view text) { return is_ip_address(text) || is_host_name(text); }

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && is_ip_address(host);
}

std::optional<Listen> parse_listen(std::string_view text) {
  auto listen = parse_authority(text, true);
  if (!listen || (listen->host != "localhost" && !is_ip_address(listen->host))) return std::nullopt;
  return listen;
}

std::string format_listen(const Listen& listen) {
  const bool is_v6 = listen.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", listen.host, listen.port)
               : fmt::format("{}:{}", listen.host, listen.port);
}

std::optional<std::string> parse_url(std::string_view text) {
  if (text.size() > k_text_bytes_max) return std::nullopt;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (!parse_authority(rest.substr(0, slash), false)) return std::nullopt;
  const std::string_view path = rest.substr(slash);
  const bool is_path = std::all_of(path.begin(), path.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("/-_.~%+").find(c) != std::string_view::npos;
  });
  if (!is_path) return std::nullopt;
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

std::string_view host_of(std::string_view url) {
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find('/'));
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find(':'));
}

std::optional<std::vector<rules::GradeRange>> parse_grades(std::string_view text) {
  std::vector<rules::GradeRange> ranges;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto range = parse_grade_range(trim(text.substr(0, comma)));
    if (!range || ranges.size() > static_cast<std::size_t>(k_grade_max)) return std::nullopt;
    ranges.push_back(*range);
    if (comma == std::string_view::npos) return ranges;
    text.remove_prefix(comma + 1);
  }
}

std::string format_grades(const rules::GradeRange& range) {
  return range.first == range.last ? fmt::format("{}", range.first)
                                   : fmt::format("{}-{}", range.first, range.last);
}

bool is_plain_word(std::string_view text) {
  if (text.empty() || text.size() > k_word_length_max) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; });
}

std::string_view nearest(std::string_view text, std::span<const std::string_view> known) {
  if (text.size() > k_word_length_max) return {};
  for (const std::string_view word : known) {
    if (text.size() >= 3 && word.starts_with(text)) return word;
  }
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const std::string_view word : known) {
    const std::size_t distance = edit_distance(text, word);
    if (distance < best_distance) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace elzhur::config
