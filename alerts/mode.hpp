// Who gets letters at all: everybody, or only the administrator. The configuration says it, and people may
// say otherwise while the program runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::alerts {

enum class ModeOrder : std::uint8_t {
  observe,
  working,
  file,  ///< As the configuration says, from now on.
};
[[nodiscard]] std::string_view mode_order_name(ModeOrder order);
[[nodiscard]] std::optional<ModeOrder> parse_mode_order(std::string_view text);

/// What a person ordered.
struct ModeChange {
  journal::Instant at{};
  ModeOrder order = ModeOrder::file;
  std::string author{};
  std::string reason{};

  bool operator==(const ModeChange&) const = default;
};

inline constexpr std::size_t k_mode_reason_bytes_max = 600;

/// bad_input, with a text for the person, without an author or a reason or when they are no bounded lines.
[[nodiscard]] journal::Result<void> check_mode_change(const ModeChange& change);

/// Whether letters go to everybody, of what the configuration says and what people said last.
[[nodiscard]] bool is_working(bool configured, const std::optional<ModeChange>& newest);

}  // namespace elzhur::alerts
