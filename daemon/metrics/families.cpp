#include "daemon/metrics/families.hpp"

#include <prometheus/text_serializer.h>

#include "daemon/metrics/render.hpp"
#include "journal/check.hpp"
#include "journal/utf8.hpp"

namespace elzhur::metrics {

std::string clean_label(std::string_view text) {
  constexpr char32_t k_first_printable = 0x20;
  constexpr char32_t k_delete = 0x7F;
  std::string clean;
  while (!text.empty()) {
    char32_t c = journal::take_code_point(text);
    if (c < k_first_printable || c == k_delete) c = U' ';
    std::string next;
    journal::append_code_point(next, c);
    if (clean.size() + next.size() > k_label_bytes_max) break;
    clean += next;
  }
  return clean;
}

void Families::open(const char* name, const char* help, prometheus::MetricType type) {
  prometheus::MetricFamily& family = families_.emplace_back();
  family.name = name;
  family.help = help;
  family.type = type;
}

prometheus::ClientMetric& Families::sample(std::initializer_list<Label> labels) {
  ELZHUR_CHECK(!families_.empty());
  prometheus::ClientMetric& metric = families_.back().metric.emplace_back();
  metric.label.reserve(labels.size() + 1);
  for (const auto& [name, value] : labels) metric.label.push_back({name, clean_label(value)});
  return metric;
}

void Families::add(std::initializer_list<Label> labels, double value) {
  prometheus::ClientMetric& metric = sample(labels);
  metric.gauge.value = value;  // The type of the family says which of the two is written.
  metric.counter.value = value;
}

void Families::add(std::initializer_list<Label> labels, const std::optional<journal::Instant>& at) {
  add(labels, at ? static_cast<double>(at->time_since_epoch().count()) : 0.0);
}

void Families::add(std::initializer_list<Label> labels, const Durations& durations) {
  prometheus::ClientMetric::Histogram& histogram = sample(labels).histogram;
  histogram.sample_sum = durations.sum;
  for (std::size_t i = 0; i < Durations::k_bounds.size(); ++i) {
    histogram.sample_count += durations.counts.at(i);
    histogram.bucket.push_back({histogram.sample_count, Durations::k_bounds.at(i)});
  }
  histogram.sample_count += durations.counts.back();  // The serializer writes the last bucket, +Inf.
}

void Families::add_counts(std::initializer_list<Label> labels, const char* name, const Counts& counts) {
  for (const Count& count : counts) {
    prometheus::ClientMetric& metric = sample(labels);
    metric.label.push_back({name, clean_label(count.name)});
    metric.gauge.value = static_cast<double>(count.value);
    metric.counter.value = metric.gauge.value;
  }
}

std::string Families::text() const { return prometheus::TextSerializer().Serialize(families_); }

}  // namespace elzhur::metrics
