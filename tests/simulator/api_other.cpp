// Methods of the record that a client of a whole school has no use for: messages, notices, push, advertising.
// This school has no messages and no notices, and nothing that is sent goes anywhere.
#include <nlohmann/json.hpp>

#include "tests/simulator/api_parts.hpp"

namespace elzhur::simulator {

using Json = nlohmann::ordered_json;

Refused take_and_forget(const Ask&, Json&) { return {}; }

Refused set_push_token(const Ask&, Json& result) {
  result = Json{{"result", true}};
  return {};
}

// The members of the inner objects and the key of advertisements are ours: nobody has recorded them.

Refused get_message_info(const Ask& ask, Json& result) {
  result = Json{{"message", {{"id", ask.parameter("id")}, {"subject", ""}, {"text", ""}}}};
  return {};
}

Refused get_notice_info(const Ask& ask, Json& result) {
  result = Json{{"notice", {{"id", ask.parameter("id")}, {"subject", ""}, {"text", ""}}}};
  return {};
}

Refused get_advertising(const Ask&, Json& result) {
  result = Json{{"ads", Json::array()}};
  return {};
}

}  // namespace elzhur::simulator
