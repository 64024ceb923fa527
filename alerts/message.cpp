#include "alerts/message.hpp"

namespace elzhur::alerts {

std::string_view message_state_name(MessageState state) {
  switch (state) {
    case MessageState::queued:
      return "queued";
    case MessageState::sending:
      return "sending";
    case MessageState::sent:
      return "sent";
    case MessageState::ambiguous:
      return "ambiguous";
    case MessageState::deferred:
      return "deferred";
    case MessageState::failed:
      return "failed";
  }
  return "unknown";
}

}  // namespace elzhur::alerts
