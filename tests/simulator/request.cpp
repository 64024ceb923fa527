#include "tests/simulator/request.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/utf8.hpp"

namespace elzhur::simulator {
namespace {

using journal::ErrorKind;
using journal::Result;
using Parameters = std::map<std::string, std::string>;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

/// Calls `take` with every part between separators.
template <typename Take>
void split(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void set(Parameters& parameters, std::string_view name, std::string value) {
  if (!name.empty()) parameters[ascii_lower(valid_utf8(name))] = valid_utf8(value);
}

void take_form(std::string_view form, Parameters& parameters) {
  split(form, '&', [&](std::string_view pair) {
    const std::size_t equal = std::min(pair.find('='), pair.size());
    set(parameters, percent_decoded(pair.substr(0, equal), true),
        percent_decoded(pair.substr(std::min(equal + 1, pair.size())), true));
  });
}

void take_json(std::string_view body, Parameters& parameters) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return;
  for (const auto& [name, value] : json.items()) {
    if (value.is_string()) {
      set(parameters, name, value.get<std::string>());
    } else if (value.is_number() || value.is_boolean()) {
      set(parameters, name, value.dump());
    }
  }
}

/// The pages of the web side carry parameters as segments "mode.excel" behind the one that names the page.
std::string take_segments(const std::string& path, Parameters& parameters) {
  if (path.rfind("/journal-", 0) != 0) return path;
  std::string page;
  std::size_t count = 0;
  split(std::string_view(path).substr(1), '/', [&](std::string_view segment) {
    const std::size_t dot = segment.find('.');
    // The first is the page, the second may be a name with a dot that belongs to it: "report.fill".
    if (count++ == 0 || dot == std::string_view::npos || segment.substr(0, dot) == "report") {
      page += fmt::format("/{}", segment);
    } else {
      set(parameters, segment.substr(0, dot), std::string(segment.substr(dot + 1)));
    }
  });
  return page;
}

std::string session_of(std::string_view cookies) {
  std::string session;
  split(cookies, ';', [&](std::string_view cookie) {
    while (!cookie.empty() && cookie.front() == ' ') cookie.remove_prefix(1);
    if (cookie.size() > k_session_cookie.size() && cookie.rfind(k_session_cookie, 0) == 0 &&
        cookie[k_session_cookie.size()] == '=') {
      session = cookie.substr(k_session_cookie.size() + 1);
    }
  });
  return session;
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) journal::append_code_point(out, journal::take_code_point(text));
  return out;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Result<SiteRequest> parse_request(const RawRequest& raw) {
  SiteRequest request;
  request.method = raw.method;
  const std::size_t question = std::min(raw.target.find('?'), raw.target.size());
  if (question < raw.target.size()) {
    take_form(std::string_view(raw.target).substr(question + 1), request.parameters);
  }
  const std::string path =
      valid_utf8(percent_decoded(std::string_view(raw.target).substr(0, question), false));
  request.path = take_segments(path, request.parameters);
  if (ascii_lower(raw.content_type).find("json") != std::string::npos) {
    take_json(raw.body, request.parameters);
  } else {
    take_form(raw.body, request.parameters);
  }
  if (request.parameters.size() > k_parameters_max) {
    return journal::failure(ErrorKind::bad_input, fmt::format("more than {} parameters", k_parameters_max));
  }
  request.session = session_of(raw.cookie);
  return request;
}

std::string http_date(journal::Instant instant) {
  static constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day ymd{day};
  const std::chrono::hh_mm_ss time{instant - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     k_days.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(ymd.day()),
                     k_months.at(static_cast<unsigned>(ymd.month()) - 1), static_cast<int>(ymd.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string russian_time(const journal::TimeZone& zone, journal::Instant instant, bool with_seconds) {
  const journal::LocalTime local = zone.to_local(instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss time{local - day};
  std::string text = fmt::format("{} {:02}:{:02}", journal::format_date_ru(day), time.hours().count(),
                                 time.minutes().count());
  if (with_seconds) text += fmt::format(":{:02}", time.seconds().count());
  return text;
}

std::optional<journal::DateRange> parse_days(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '-' && c != '.') {
      return std::nullopt;
    }
  }
  if (digits.size() != 8 && digits.size() != 16) return std::nullopt;
  const auto date = [&](std::size_t from) {
    return journal::parse_date(fmt::format("{}-{}-{}", digits.substr(from, 4), digits.substr(from + 4, 2),
                                           digits.substr(from + 6, 2)));
  };
  const auto first = date(0);
  const auto last = digits.size() == 16 ? date(8) : first;
  if (!first || !last || *last < *first) return std::nullopt;
  return journal::DateRange{*first, *last};
}

std::string format_days(journal::DateRange days) {
  std::string text = journal::format_date(days.first) + "-" + journal::format_date(days.last);
  // 2026-09-01-2026-09-07: the hyphen in the middle alone stays.
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '-' || i == 10) out += text[i];
  }
  return out;
}

}  // namespace elzhur::simulator
