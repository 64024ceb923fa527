#include "daemon/ctl/argument_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "journal/time.hpp"

namespace elzhur::ctl {

bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string check_finding(const std::string& text) {
  const bool is_code = text.size() >= 13 && text.size() <= 24 && text.starts_with("F-") && text[6] == '-' &&
                       are_digits(std::string_view(text).substr(2, 4)) &&
                       are_digits(std::string_view(text).substr(7));
  return is_code ? std::string() : fmt::format("'{}' is no finding such as F-2026-000123", text);
}

std::string check_date(const std::string& text) {
  return journal::parse_date(text) ? std::string() : fmt::format("'{}' is no date such as 2026-11-23", text);
}

std::string check_person(const std::string& text) {
  const bool is_code = text.starts_with('T') && are_digits(std::string_view(text).substr(1));
  return is_code ? std::string() : fmt::format("'{}' is no teacher such as T017", text);
}

std::string check_until(const std::string& text) {
  return journal::parse_date(text) || journal::parse_instant(text)
             ? std::string()
             : fmt::format("'{}' is no date such as 2026-12-06 and no time such as 2026-12-06T12:00:00+03:00",
                           text);
}

}  // namespace elzhur::ctl
