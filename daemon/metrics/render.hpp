// The text that Prometheus reads: the classic format, version 0.0.4. Pure.
#pragma once

#include <string>
#include <string_view>

#include "daemon/metrics/process.hpp"
#include "daemon/metrics/view.hpp"
#include "journal/time.hpp"

namespace elzhur::metrics {

inline constexpr std::string_view k_content_type = "text/plain; version=0.0.4; charset=utf-8";

/// Everything but process_*. Same view, same bytes. Label values are cut and cleaned, names that become equal
/// by that are added up: nothing in a view makes a text that Prometheus refuses.
[[nodiscard]] std::string render(const MetricsView& view);

/// process_*.
[[nodiscard]] std::string render(const ProcessNumbers& process, journal::Instant started_at);

/// Valid UTF-8 without control characters, of at most k_label_bytes_max bytes.
[[nodiscard]] std::string clean_label(std::string_view text);

}  // namespace elzhur::metrics
