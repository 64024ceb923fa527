// Changes of the mode by people, each with who and why. What they mean is alerts/mode.hpp.
#pragma once

#include <optional>

#include "alerts/mode.hpp"
#include "daemon/store/core.hpp"
#include "journal/error.hpp"

namespace elzhur::store {

class Modes {
 public:
  explicit Modes(Core& core) : core_(core) {}

  /// A transaction of its own. bad_input as alerts::check_mode_change says.
  [[nodiscard]] journal::Result<alerts::ModeChange> add(alerts::ModeChange change);
  /// Nothing: no person ever changed it. Throws rules::StoreFailure.
  [[nodiscard]] std::optional<alerts::ModeChange> newest();

 private:
  Core& core_;
};

}  // namespace elzhur::store
