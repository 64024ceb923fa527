// What a value of the command line must look like. Each gives what is wrong with it, empty: nothing.
#pragma once

#include <string>
#include <string_view>

namespace elzhur::ctl {

[[nodiscard]] bool are_digits(std::string_view text);
/// "F-2026-000123".
[[nodiscard]] std::string check_finding(const std::string& text);
/// "2026-11-23".
[[nodiscard]] std::string check_date(const std::string& text);
/// "T017".
[[nodiscard]] std::string check_person(const std::string& text);
/// A date, or a time with its zone.
[[nodiscard]] std::string check_until(const std::string& text);

}  // namespace elzhur::ctl
