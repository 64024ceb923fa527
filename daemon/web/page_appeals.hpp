// The appeal log on the page: an entry as a form carries it. Only for page_appeal*.cpp.
#pragma once

#include <string>
#include <vector>

#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

/// What stands in the fields, as typed.
struct AppealText {
  std::string applicant{};
  std::string channel{"in_person"};
  std::string kind{"consulting"};
  std::string subject{};
  std::string content{};
  std::string findings{};  ///< «F-2026-000123, F-2026-000124».
  std::string assigned_to{};
  std::string due{};  ///< A date, or empty.
  std::string result{};
  std::string state{"received"};
};

/// All fields of a form.
[[nodiscard]] AppealText typed_appeal(const Visit& visit);
/// The fields of an entry in the log.
[[nodiscard]] AppealText text_of(const Visit& visit, const appeals::Appeal& appeal);
/// Fills `appeal` from the text. Returns what is wrong for the person, or nothing.
[[nodiscard]] std::string fill_appeal(const Visit& visit, const AppealText& text, appeals::Appeal& appeal);
/// The fields for appeal_fields.html.
void set_fields(View& view, const Visit& visit, const AppealText& text);
/// The findings as codes, with links: «F-2026-000123».
[[nodiscard]] std::vector<std::string> finding_codes(const Visit& visit, const appeals::Appeal& appeal);

}  // namespace elzhur::web
