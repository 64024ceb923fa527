// The API: /api/v1/, JSON in and out, as openapi.json says. Not for the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/web/desk.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::web {

/// Findings in one answer.
inline constexpr std::size_t k_api_page_default = 100;
/// Rows of a report: more are refused with a text that says what to do.
inline constexpr std::size_t k_report_rows_max = 20'000;
/// Documents, messages and rows of the like in one answer.
inline constexpr std::size_t k_api_list_max = 500;
/// Answers that are kept while nothing changes.
inline constexpr std::size_t k_kept_answers_max = 64;
inline constexpr std::size_t k_kept_bytes_max = std::size_t{4} << 20U;

/// Any thread. Rights are checked in every answer: names need Right::names; of findings that a person has
/// confirmed Right::confirmed is enough, and of one's own Right::own_lessons.
class Api final : public Part {
 public:
  /// The desk must outlive it.
  explicit Api(Desk& desk) : desk_(desk) {}

  [[nodiscard]] std::optional<Response> answer(const Request& request) override;

 private:
  [[nodiscard]] Response answer_known(const Request& request, std::string_view path);
  /// A list that only changes with Desk::version(): kept, and not sent again to whoever has it.
  [[nodiscard]] Response answer_list(const Request& request, std::string_view path);

  Desk& desk_;
  std::mutex mutex_;
  std::uint64_t kept_version_ = 0;  ///< Guarded by mutex_, as the two below.
  std::size_t kept_bytes_ = 0;
  std::map<std::string, std::shared_ptr<const Response>, std::less<>> kept_;
};

/// The description of it all (OpenAPI 3.1): built in from openapi.json.
[[nodiscard]] std::string_view openapi_text();

}  // namespace elzhur::web
