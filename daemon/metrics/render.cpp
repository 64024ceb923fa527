#include "daemon/metrics/render.hpp"

#include <map>
#include <string>

#include "daemon/metrics/families.hpp"

namespace elzhur::metrics {
namespace {

constexpr std::string_view k_other = "other";

void add_service(Families& out, const MetricsView& view) {
  out.open_gauge("elzhur_build_info", "Which elzhurd this is; always 1.");
  out.add({{"version", view.version}, {"revision", view.revision}}, 1.0);
  out.open_gauge("elzhur_config_last_reload_successful",
                 "Whether the last reload of the configuration was taken (1) or refused (0).");
  out.add({}, view.is_reload_good ? 1.0 : 0.0);
  out.open_gauge("elzhur_config_last_reload_success_timestamp_seconds",
                 "When a configuration was last taken, the one of the start included; Unix time.");
  out.add({}, view.last_reload_at);
  out.open_counter("elzhur_cycles_total", "Cycles since the start, by how they ended.");
  out.add_counts({}, "result", view.cycles);
  out.open_histogram("elzhur_cycle_duration_seconds",
                     "How long cycles took, from the first pull to the commit.");
  out.add({}, view.cycle_durations);
  out.open_gauge(
      "elzhur_last_cycle_timestamp_seconds",
      "Instant of the last committed cycle, Unix time: everything about lessons, duties, findings and "
      "appeals is as of then. 0: none since the start.");
  out.add({}, view.last_cycle_at);
  out.open_gauge("elzhur_store_writable",
                 "Whether the last cycle could be written into the store (1) or not (0).");
  out.add({}, view.is_store_writable ? 1.0 : 0.0);
  out.open_counter("elzhur_limits_hit_total", "How often a limit of the program was hit since the start.");
  out.add_counts({}, "limit", view.limits_hit);
}

void add_sources(Families& out, const MetricsView& view) {
  out.open_gauge("elzhur_up", "Whether the source could be had at its last pull (1) or not (0).");
  for (const SourceView& source : view.sources) out.add({{"source", source.id}}, source.is_up ? 1.0 : 0.0);
  out.open_counter("elzhur_pulls_total", "Pulls since the start, by source and by what became of them.");
  for (const SourceView& source : view.sources) {
    out.add_counts({{"source", source.id}}, "result", source.pulls);
  }
  out.open_histogram("elzhur_pull_duration_seconds",
                     "How long pulls took, from the request to the documents.");
  for (const SourceView& source : view.sources) out.add({{"source", source.id}}, source.durations);
  out.open_gauge(
      "elzhur_last_accepted_pull_timestamp_seconds",
      "When the source last showed something that counts, Unix time; the same answer again of a live "
      "source counts, the same file again does not. 0: never.");
  for (const SourceView& source : view.sources) out.add({{"source", source.id}}, source.last_accepted_at);
  out.open_counter("elzhur_credit_seconds_total",
                   "Seconds in which ElZhur could not be used, noted since the start: they extend deadlines. "
                   "Overlaps of sources count twice.");
  out.add_counts({}, "cause", view.credit_seconds);
}

void add_judged(Families& out, const MetricsView& view) {
  out.open_gauge("elzhur_lessons",
                 "Fields of all lessons in the store by what was last seen; states are "
                 "disjoint. As of the last cycle.");
  for (const FieldView& field : view.fields) out.add_counts({{"field", field.field}}, "state", field.lessons);
  out.open_gauge("elzhur_duties", "Entries owed in all lessons in the store, by rule. As of the last cycle.");
  for (const RuleView& rule : view.rules) out.add_counts({{"rule", rule.id}}, "status", rule.duties);
  out.open_gauge("elzhur_findings", "Findings in the store, by rule. As of the last cycle.");
  for (const RuleView& rule : view.rules) {
    out.add_counts({{"rule", rule.id}, {"severity", rule.severity}}, "state", rule.findings);
  }
  out.open_counter("elzhur_findings_opened_total",
                   "Findings opened since the start, those born resolved included.");
  for (const RuleView& rule : view.rules) out.add({{"rule", rule.id}}, rule.opened);
  out.open_counter("elzhur_findings_resolved_total",
                   "Findings resolved by evidence since the start, those born resolved included.");
  for (const RuleView& rule : view.rules) out.add({{"rule", rule.id}}, rule.resolved);
  out.open_gauge("elzhur_findings_oldest_due_timestamp_seconds",
                 "The soonest deadline among open findings, Unix time. 0: none is open.");
  for (const RuleView& rule : view.rules) out.add({{"rule", rule.id}}, rule.oldest_due_at);
  out.open_gauge("elzhur_recent_lessons",
                 "Lessons of the 28 days before today, each once, by its worst duty. As of the last cycle.");
  out.add_counts({}, "status", view.recent_lessons);
}

/// Classes come from data: equal ones after cleaning are one, and those beyond the limit are added up.
void add_classes(Families& out, const MetricsView& view) {
  std::map<std::string, Counts> classes;
  for (const ClassView& seen : view.classes) {
    std::string name = clean_label(seen.name);
    if (classes.size() >= k_classes_max && !classes.contains(name)) name = k_other;
    Counts& counts = classes[name];
    for (const Count& count : seen.lessons) add(counts, count.name, count.value);
  }
  out.open_gauge(
      "elzhur_class_lessons",
      "Lessons of the 28 days before today, each once, by class and its worst duty. As of the last cycle.");
  for (const auto& [name, counts] : classes) out.add_counts({{"class", name}}, "status", counts);
}

void add_teacher(Families& out, std::string_view name, const TeacherView& teacher, int what) {
  switch (what) {
    case 0:
      return out.add({{"teacher", name}}, teacher.open);
    case 1:
      if (teacher.established == 0) return;  // Nothing is proven: no share.
      return out.add({{"teacher", name}},
                     static_cast<double>(teacher.on_time) / static_cast<double>(teacher.established));
    default:
      return out.add({{"teacher", name}}, teacher.established);
  }
}

void add_teachers(Families& out, const MetricsView& view) {
  if (!view.with_teachers) return;
  std::vector<std::pair<std::string, TeacherView>> shown;
  TeacherView other;
  for (const TeacherView& teacher : view.teachers) {
    if (shown.size() < k_teachers_max) {
      shown.emplace_back(journal::person_code(teacher.id), teacher);
      continue;
    }
    other.open += teacher.open;
    other.on_time += teacher.on_time;
    other.established += teacher.established;
  }
  shown.emplace_back(k_other, other);
  const auto add_all = [&](int what) {
    for (const auto& [name, teacher] : shown) add_teacher(out, name, teacher, what);
  };
  out.open_gauge(
      "elzhur_teacher_open_findings",
      "Lessons with an open question, by the only person who may owe the entry: an id, never a name. "
      "As of the last cycle.");
  add_all(0);
  out.open_gauge("elzhur_teacher_on_time_ratio",
                 "Share in time of the lessons of the 28 days before today of which it is proven whether they were. "
                 "Absent when nothing is proven.");
  add_all(1);
  out.open_gauge(
      "elzhur_teacher_established_lessons",
      "Lessons of the 28 days before today of which it is proven whether they were filled in time: what the "
      "ratio counts from.");
  add_all(2);
}

void add_people(Families& out, const MetricsView& view) {
  out.open_gauge("elzhur_appeals", "Entries of the appeal log. As of the last cycle.");
  for (const AppealsView& kind : view.appeals) out.add_counts({{"kind", kind.kind}}, "state", kind.states);
  out.open_counter("elzhur_messages_queued_total",
                   "Messages queued since the start, by what they are about.");
  out.add_counts({}, "reason", view.messages_queued);
  out.open_counter("elzhur_deliveries_total", "Attempts to deliver a message since the start.");
  out.add_counts({}, "result", view.deliveries);
  out.open_gauge("elzhur_outbox_pending", "Messages that wait to be delivered.");
  out.add({}, view.outbox_pending);
  out.open_gauge("elzhur_outbox_oldest_timestamp_seconds",
                 "When the oldest message that waits was queued, Unix time. 0: none waits.");
  out.add({}, view.outbox_oldest_at);
}

}  // namespace

std::string render(const MetricsView& view) {
  Families families;
  add_service(families, view);
  add_sources(families, view);
  add_judged(families, view);
  add_classes(families, view);
  add_teachers(families, view);
  add_people(families, view);
  return families.text();
}

std::string render(const ProcessNumbers& process, journal::Instant started_at) {
  Families out;
  const auto gauge = [&out](const char* name, const char* help, std::uint64_t value) {
    out.open_gauge(name, help);
    out.add({}, static_cast<double>(value));
  };
  out.open_counter("process_cpu_seconds_total",
                   "Processor time of the process, user and system, in seconds.");
  out.add({}, process.cpu_seconds);
  gauge("process_resident_memory_bytes", "Resident memory in bytes.", process.resident_bytes);
  gauge("process_virtual_memory_bytes", "Virtual memory in bytes.", process.virtual_bytes);
  gauge("process_threads", "Threads of the process.", process.threads);
  gauge("process_open_fds", "Open file descriptors.", process.open_fds);
  gauge("process_max_fds", "The most file descriptors that the process may open.", process.max_fds);
  out.open_gauge("process_start_time_seconds", "When the process started, Unix time.");
  out.add({}, std::optional(started_at));
  return out.text();
}

}  // namespace elzhur::metrics
