// What an answer that is no success means: exit status and words.
#include <string>

#include <fmt/format.h>

#include "daemon/ctl/commands.hpp"
#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/table.hpp"

namespace elzhur::ctl {

namespace {

constexpr std::size_t k_problem_width_max = 2000;

}  // namespace

Failure failure_of(const Answer& answer) {
  Failure failure;
  switch (answer.status) {
    case 401:
    case 403:
      failure.exit = Exit::refused;
      break;
    case 400:
    case 404:
    case 405:
    case 409:
    case 413:
    case 415:
    case 421:
    case 422:
      failure.exit = Exit::bad_input;
      break;
    default:
      failure.exit = Exit::internal;
  }
  const bool is_problem = answer.content_type.starts_with("application/problem+json");
  const auto problem = is_problem ? parse_json(answer.body) : Outcome<Json>(Json());
  if (problem) failure.text = text(*problem, "detail");
  if (problem && failure.text.empty()) failure.text = text(*problem, "title");
  if (failure.text.empty()) failure.text = fmt::format("служба ответила кодом {}", answer.status);
  if (answer.status == 401) failure.text += " (нужен --token-file)";
  failure.text = cut_to_width(failure.text, k_problem_width_max);
  return failure;
}

}  // namespace elzhur::ctl
