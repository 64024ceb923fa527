// Changes of the mode by people: the newest says how the program works, whatever the configuration says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/store/core.hpp"
#include "journal/error.hpp"

namespace elzhur::store {

enum class ModeOrder : std::uint8_t {
  observe,
  working,
  file,  ///< As the configuration says, from now on.
};
[[nodiscard]] std::string_view mode_order_name(ModeOrder order);
[[nodiscard]] std::optional<ModeOrder> parse_mode_order(std::string_view text);

struct ModeChange {
  journal::Instant at{};
  ModeOrder order = ModeOrder::file;
  std::string author{};
  std::string reason{};

  bool operator==(const ModeChange&) const = default;
};

inline constexpr std::size_t k_mode_reason_bytes_max = 600;

class Modes {
 public:
  explicit Modes(Core& core) : core_(core) {}

  /// A transaction of its own. bad_input without an author or a reason, or when they are no bounded lines.
  [[nodiscard]] journal::Result<ModeChange> add(ModeChange change);
  /// Nothing: no person ever changed it. Throws rules::StoreFailure.
  [[nodiscard]] std::optional<ModeChange> newest();

 private:
  Core& core_;
};

/// Whether letters go to everybody, of what the configuration says and what people said since.
[[nodiscard]] bool is_working(bool configured, const std::optional<ModeChange>& newest);

}  // namespace elzhur::store
