// Metric families put together one after another. Only this room's sources include it.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "daemon/metrics/view.hpp"
#include "journal/time.hpp"

namespace elzhur::metrics {

using Label = std::pair<const char*, std::string_view>;

/// Adds samples to the family that was opened last.
class Families {
 public:
  void open_gauge(const char* name, const char* help) { open(name, help, prometheus::MetricType::Gauge); }
  void open_counter(const char* name, const char* help) { open(name, help, prometheus::MetricType::Counter); }
  void open_histogram(const char* name, const char* help) {
    open(name, help, prometheus::MetricType::Histogram);
  }

  void add(std::initializer_list<Label> labels, double value);
  void add(std::initializer_list<Label> labels, std::int64_t value) {
    add(labels, static_cast<double>(value));
  }
  /// Seconds since 1970; 0 when there is none.
  void add(std::initializer_list<Label> labels, const std::optional<journal::Instant>& at);
  void add(std::initializer_list<Label> labels, const Durations& durations);
  /// One sample for each count, with one more label.
  void add_counts(std::initializer_list<Label> labels, const char* name, const Counts& counts);

  [[nodiscard]] std::string text() const;

 private:
  void open(const char* name, const char* help, prometheus::MetricType type);
  prometheus::ClientMetric& sample(std::initializer_list<Label> labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace elzhur::metrics
