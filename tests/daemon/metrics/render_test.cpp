#include "daemon/metrics/render.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/utf8.hpp"
#include "tests/daemon/metrics/sample_view.hpp"
#include "tests/support/process.hpp"

namespace elzhur::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> samples(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (text[begin] != '#') lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string series_of(const std::string& sample) { return sample.substr(0, sample.rfind(' ')); }

/// What promtool has to say about a page; empty: nothing.
std::string complaints(const std::string& page) {
  tests::ProcessOptions options;
  options.input = page;
  const tests::ProcessResult result = tests::run_process({"promtool", "check", "metrics"}, options);
  return result.status == 0 ? result.out + result.err
                            : "status " + std::to_string(result.status) + ": " + result.out + result.err;
}

TEST(Render, EverySeriesOfTheContractIsThereBeforeAnythingHappened) {
  const std::string text = render(sample_view(1, 1, 1, 1)) + render(ProcessNumbers{}, journal::Instant{});
  for (const char* name : {"elzhur_build_info{version=\"1.0\",revision=\"\"} 1",
                           "elzhur_up{source=\"source-0\"} 0",
                           "elzhur_pulls_total{source=\"source-0\",result=\"rejected\"} 0",
                           "elzhur_pull_duration_seconds_count{source=\"source-0\"} 0",
                           "elzhur_last_accepted_pull_timestamp_seconds{source=\"source-0\"} 0",
                           "elzhur_lessons{field=\"homework\",state=\"declared_none\"} 0",
                           "elzhur_duties{rule=\"rule-0\",status=\"unproven\"} 0",
                           "elzhur_findings{rule=\"rule-0\",severity=\"warning\",state=\"confirmed\"} 0",
                           "elzhur_findings_opened_total{rule=\"rule-0\"} 0",
                           "elzhur_findings_resolved_total{rule=\"rule-0\"} 0",
                           "elzhur_findings_oldest_due_timestamp_seconds{rule=\"rule-0\"} 0",
                           "elzhur_teacher_open_findings{teacher=\"T001\"} 1",
                           "elzhur_teacher_open_findings{teacher=\"other\"} 0",
                           "elzhur_teacher_on_time_ratio{teacher=\"T001\"} 0.5",
                           "elzhur_class_lessons{class=\"0А\",status=\"late\"} 0",
                           "elzhur_recent_lessons{status=\"unfilled\"} 0",
                           "elzhur_appeals{kind=\"technical\",state=\"received\"} 0",
                           "elzhur_messages_queued_total{reason=\"digest\"} 0",
                           "elzhur_deliveries_total{result=\"sent\"} 0",
                           "elzhur_outbox_pending 0",
                           "elzhur_outbox_oldest_timestamp_seconds 0",
                           "elzhur_cycles_total{result=\"committed\"} 0",
                           "elzhur_cycle_duration_seconds_count 0",
                           "elzhur_last_cycle_timestamp_seconds 0",
                           "elzhur_credit_seconds_total{cause=\"announced\"} 0",
                           "elzhur_config_last_reload_successful 1",
                           "elzhur_store_writable 1",
                           "elzhur_limits_hit_total{limit=\"metric_teachers\"} 0",
                           "elzhur_limits_hit_total{limit=\"web_rate\"} 0",
                           "process_cpu_seconds_total 0",
                           "process_resident_memory_bytes 0",
                           "process_virtual_memory_bytes 0",
                           "process_open_fds 0",
                           "process_max_fds 0",
                           "process_threads 0",
                           "process_start_time_seconds 0"}) {
    EXPECT_THAT(text, HasSubstr(std::string("\n") + name + "\n"));
  }
}

TEST(Render, PromtoolFindsNothingToSay) {
  const std::string text = render(sample_view(2, 3, 4, 5)) + render(read_process(), journal::Instant{});
  EXPECT_EQ(complaints(text), "");
}

TEST(Render, PromtoolWouldHaveFoundSomething) { EXPECT_NE(complaints("elzhur_nameless 1\n"), ""); }

TEST(Render, TeachersBeyondTheLimitAreAddedUp) {
  const int shown = static_cast<int>(k_teachers_max);
  const std::string full = render(sample_view(1, 1, shown, 1));
  EXPECT_THAT(full, HasSubstr("elzhur_teacher_open_findings{teacher=\"T300\"} 1\n"));
  EXPECT_THAT(full, HasSubstr("elzhur_teacher_open_findings{teacher=\"other\"} 0\n"));
  EXPECT_THAT(full, Not(HasSubstr("elzhur_teacher_on_time_ratio{teacher=\"other\"}")));
  MetricsView view = sample_view(1, 1, shown + 2, 1);
  view.teachers.back().on_time = 2;
  const std::string over = render(view);
  EXPECT_THAT(over, Not(HasSubstr("\"T301\"")));
  EXPECT_THAT(over, HasSubstr("elzhur_teacher_open_findings{teacher=\"other\"} 2\n"));
  EXPECT_THAT(over, HasSubstr("elzhur_teacher_on_time_ratio{teacher=\"other\"} 0.75\n"));
}

TEST(Render, TeachersAreLeftOutWhenSwitchedOff) {
  MetricsView view = sample_view(1, 1, 3, 1);
  view.with_teachers = false;
  EXPECT_THAT(render(view), Not(HasSubstr("elzhur_teacher_")));
}

TEST(Render, TeacherOfWhomNothingIsProvenHasNoShare) {
  MetricsView view = sample_view(1, 1, 1, 1);
  view.teachers.front().established = 0;
  view.teachers.front().on_time = 0;
  const std::string text = render(view);
  EXPECT_THAT(text, HasSubstr("elzhur_teacher_open_findings{teacher=\"T001\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("elzhur_teacher_on_time_ratio{")));
}

TEST(Render, ClassesBeyondTheLimitAreAddedUp) {
  const int shown = static_cast<int>(k_classes_max);
  MetricsView view = sample_view(1, 1, 1, shown + 3);
  for (ClassView& one : view.classes) add(one.lessons, "late", 2);
  const std::string text = render(view);
  EXPECT_THAT(text, HasSubstr("elzhur_class_lessons{class=\"99А\",status=\"late\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("{class=\"100А\"")));
  EXPECT_THAT(text, HasSubstr("elzhur_class_lessons{class=\"other\",status=\"late\"} 6\n"));
}

TEST(Render, NothingInLabelsBreaksThePage) {
  MetricsView view = sample_view(1, 1, 1, 0);
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  for (const std::string& name :
       {std::string("\"} 1\nelzhur_up 1\n"), std::string("a\\"), std::string("7\x80"), std::string("7\xff"),
        std::string("7\n"), std::string("7\t"), std::string(""), std::string("other"), all_bytes,
        std::string(5000, 'x'), std::string(5001, 'x'), std::string("7\xF4\x90\x80\x80")}) {
    view.classes.push_back({name, zeros(k_duty_words)});
    view.sources.front().id = name;
    const std::string text = render(view);
    EXPECT_TRUE(journal::is_valid_utf8(text));
    EXPECT_EQ(complaints(text), "") << name;
    std::set<std::string> series;
    for (const std::string& sample : samples(text)) {
      EXPECT_TRUE(series.insert(series_of(sample)).second) << sample;
      EXPECT_LT(sample.size(), 2 * k_label_bytes_max + 100) << sample;
    }
  }
}

TEST(Render, LabelsHoldOnlyWhatTheContractNames) {
  const std::set<std::string> allowed{"version", "revision", "source",   "result",  "field", "state",
                                      "rule",    "status",   "severity", "teacher", "class", "kind",
                                      "reason",  "cause",    "limit",    "le"};
  const std::string text = render(sample_view(2, 2, 2, 2));
  for (std::size_t at = 0; (at = text.find("=\"", at)) != std::string::npos; ++at) {
    const std::size_t begin = text.find_last_of("{,", at) + 1;
    EXPECT_TRUE(allowed.contains(text.substr(begin, at - begin))) << text.substr(begin, at - begin);
  }
}

TEST(Render, DurationsFallIntoTheBucketsThatHoldThem) {
  MetricsView view = sample_view(1, 1, 1, 1);
  view.cycle_durations.observe(0.05);  // A bound belongs to its bucket.
  view.cycle_durations.observe(0.06);
  view.cycle_durations.observe(1000);
  const std::string text = render(view);
  EXPECT_THAT(text, HasSubstr("elzhur_cycle_duration_seconds_bucket{le=\"0.01\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("elzhur_cycle_duration_seconds_bucket{le=\"0.05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("elzhur_cycle_duration_seconds_bucket{le=\"600\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("elzhur_cycle_duration_seconds_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("elzhur_cycle_duration_seconds_count 3\n"));
}

TEST(Render, LargeNumbersKeepEveryDigit) {
  MetricsView view = sample_view(1, 1, 1, 1);
  view.last_cycle_at = journal::Instant{journal::Seconds{1'795'454'999}};
  view.outbox_pending = 123'456'789'012;
  EXPECT_THAT(render(view), HasSubstr("elzhur_last_cycle_timestamp_seconds 1795454999\n"));
  EXPECT_THAT(render(view), HasSubstr("elzhur_outbox_pending 123456789012\n"));
}

TEST(Render, SameViewGivesTheSameBytes) {
  EXPECT_EQ(render(sample_view(3, 4, 5, 6)), render(sample_view(3, 4, 5, 6)));
}

}  // namespace
}  // namespace elzhur::metrics
