// Methods of the API by name: parameters and access added, the envelope opened, what went wrong in words for
// a person. Not for what results mean.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "connectors/elzhur_envelope.hpp"
#include "connectors/elzhur_polite.hpp"
#include "connectors/http.hpp"
#include "connectors/source.hpp"
#include "journal/secret.hpp"

namespace elzhur::connectors {

/// How a school's API is entered. Either a token, or a login with its password (extended access).
struct ApiAccess {
  std::string base_url{};
  std::string vendor{};
  journal::Secret devkey{};
  journal::Secret login{};
  journal::Secret password{};
  journal::Secret token{};
};

struct ApiAnswer {
  AnswerValue result;
  std::string format;  ///< "json" or "xml".
  std::string sha256;  ///< Of the bytes as they came.
  std::size_t size_bytes = 0;
  std::chrono::milliseconds sent{};
  std::chrono::milliseconds done{};
};

struct ApiFailure {
  PullStatus status = PullStatus::failed;  ///< failed or rejected.
  std::string reason{};                    ///< Russian; no secret.
};

class ApiCalls {
 public:
  using Parameter = std::pair<std::string_view, std::string>;

  ApiCalls(PoliteClient& polite, ApiAccess access) : polite_(polite), access_(std::move(access)) {}

  /// `speaks_of_pupil`: the question names a pupil, so nothing of what the server says about it is told.
  [[nodiscard]] tl::expected<ApiAnswer, ApiFailure> call(std::string_view method,
                                                         const std::vector<Parameter>& parameters,
                                                         bool speaks_of_pupil = false);

 private:
  [[nodiscard]] bool holds_secret(std::string_view text) const;
  [[nodiscard]] ApiFailure failure_of(const AnswerFault& fault, bool speaks_of_pupil);

  PoliteClient& polite_;
  ApiAccess access_;
};

}  // namespace elzhur::connectors
