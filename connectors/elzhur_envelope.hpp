// One HTTP answer of the API -> its result, or what is wrong in words for a person: the envelope
// {response: {state, error, result}}, its errors, and everything that is no envelope. Pure. Not for sending
// (elzhur_calls.hpp) nor for what a result means (elzhur_timetable.hpp, elzhur_entries.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "connectors/elzhur_value.hpp"
#include "connectors/http.hpp"

namespace elzhur::connectors {

enum class AnswerFaultKind : std::uint8_t {
  access,     ///< 401, 403: keys, login or token are not accepted.
  refused,    ///< Another 4xx, or a redirect: asked wrongly, or not there.
  too_many,   ///< 429: asked too often.
  trouble,    ///< 5xx, or a page of HTML instead of an answer: ElZhur is not well.
  malformed,  ///< Cut off, damaged, or of no shape that is known.
};

struct AnswerFault {
  AnswerFaultKind kind = AnswerFaultKind::malformed;
  std::string reason{};  ///< Russian; without anything that the server wrote.
  /// What the server wrote about it: one printable line, bounded; "" when nothing. May speak of a pupil when
  /// a pupil was asked for.
  std::string said{};
};

inline constexpr std::size_t k_said_bytes_max = 200;

struct AnswerResult {
  AnswerValue result;       ///< A map, or an empty list.
  std::string_view format;  ///< "json" or "xml".
};

[[nodiscard]] tl::expected<AnswerResult, AnswerFault> read_envelope(int http_status, std::string_view body);

}  // namespace elzhur::connectors
