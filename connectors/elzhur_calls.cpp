#include "connectors/elzhur_calls.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "connectors/sha256.hpp"

namespace elzhur::connectors {

bool ApiCalls::holds_secret(std::string_view text) const {
  const std::array secrets{&access_.devkey, &access_.login, &access_.password, &access_.token};
  return std::any_of(secrets.begin(), secrets.end(), [text](const journal::Secret* secret) {
    return !secret->empty() && text.find(secret->reveal()) != std::string_view::npos;
  });
}

ApiFailure ApiCalls::failure_of(const AnswerFault& fault, bool speaks_of_pupil) {
  ApiFailure failure{PullStatus::failed, fault.reason};
  switch (fault.kind) {
    case AnswerFaultKind::access:
    case AnswerFaultKind::refused:
      polite_.note_access_refused();
      failure.status = PullStatus::rejected;
      break;
    case AnswerFaultKind::trouble:
      polite_.note_trouble();
      break;
    case AnswerFaultKind::too_many:
    case AnswerFaultKind::malformed:
      break;
  }
  if (!fault.said.empty() && !speaks_of_pupil && !holds_secret(fault.said)) {
    failure.reason += fmt::format("; ЭлЖур пишет: «{}»", fault.said);
  }
  return failure;
}

tl::expected<ApiAnswer, ApiFailure> ApiCalls::call(std::string_view method,
                                                   const std::vector<Parameter>& parameters,
                                                   bool speaks_of_pupil) {
  std::string_view base = access_.base_url;
  while (base.ends_with('/')) base.remove_suffix(1);
  HttpRequest request{fmt::format("{}/{}", base, method)};
  request.query.push_back({"devkey", {}, access_.devkey});
  request.query.push_back({"vendor", access_.vendor});
  request.query.push_back({"out_format", "json"});
  if (access_.token.empty()) {
    request.query.push_back({"login", {}, access_.login});
    request.query.push_back({"password", {}, access_.password});
  } else {
    request.query.push_back({"auth_token", {}, access_.token});
  }
  for (const Parameter& parameter : parameters) {
    request.query.push_back({std::string(parameter.first), parameter.second});
  }
  auto answer = polite_.send(request);
  if (!answer) return tl::make_unexpected(ApiFailure{answer.error().status, answer.error().reason});
  auto opened = read_envelope(answer->status, answer->body);
  if (!opened) return tl::make_unexpected(failure_of(opened.error(), speaks_of_pupil));
  polite_.note_good();
  return ApiAnswer{std::move(opened->result),
                   std::string(opened->format),
                   sha256_hex(answer->body),
                   answer->body.size(),
                   answer->sent,
                   answer->done};
}

}  // namespace elzhur::connectors
