// One request to the service and its answer, as plain values; and the port through which they go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ctl/exit.hpp"

namespace elzhur::ctl {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Ask {
  std::string method = "GET";
  std::string target{};  ///< Begins with '/', encoded.
  std::string content_type{};
  std::string body{};

  bool operator==(const Ask&) const = default;
};

struct Answer {
  int status = 0;
  std::string content_type{};
  std::string body{};
};

class Talker {
 public:
  virtual ~Talker() = default;
  /// Exit::unavailable: nobody answers, or not in time; Exit::refused: the socket may not be opened;
  /// Exit::internal: what came is no answer. A status of any kind is an answer.
  [[nodiscard]] virtual Outcome<Answer> exchange(const Ask& ask) = 0;
};

/// Everything but letters, digits and "-._~" as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// `path` with the parameters behind it.
[[nodiscard]] std::string target(std::string_view path, const Pairs& parameters);

}  // namespace elzhur::ctl
