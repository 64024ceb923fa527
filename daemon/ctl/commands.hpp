// Does what was ordered: asks the service and tells the person what came of it.
#pragma once

#include <cstddef>
#include <string_view>

#include "daemon/ctl/exit.hpp"
#include "daemon/ctl/order.hpp"
#include "daemon/ctl/talker.hpp"

namespace elzhur::ctl {

/// As the service takes it.
inline constexpr std::size_t k_upload_bytes_max = std::size_t{64} << 20U;

/// Who sits at the terminal.
class Person {
 public:
  virtual ~Person() = default;
  virtual void show(std::string_view text) = 0;      ///< stdout
  virtual void complain(std::string_view text) = 0;  ///< stderr
  /// Whether they say yes. Somebody who cannot be asked (no terminal) has decided already.
  [[nodiscard]] virtual bool agrees(std::string_view question) = 0;
};

/// Changes nothing but in the service. Every failure is told to the person.
[[nodiscard]] Exit carry_out(const Order& order, Talker& talker, Person& person);

/// What an answer that is no success means: the status of the exit, and the service's own words.
[[nodiscard]] Failure failure_of(const Answer& answer);

}  // namespace elzhur::ctl
