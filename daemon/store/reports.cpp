#include "daemon/store/reports.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace elzhur::store {

using journal::Date;
using journal::FillState;
using journal::FindingId;
using journal::Instant;
using journal::ScopeId;
using rules::Finding;
using rules::FindingState;
using rules::FindingView;

namespace {

std::string select(std::string_view rest) {
  return fmt::format("SELECT {} FROM finding f {} ORDER BY f.year, f.number", k_finding_columns, rest);
}

}  // namespace

Reports::Reports(Core& core, Words& words, Findings& findings, Coverage& coverage, Lessons& lessons)
    : core_(core), words_(words), findings_(findings), coverage_(coverage), lessons_(lessons) {}

std::vector<FindingView> Reports::views(Use& use) {
  std::vector<FindingView> views;
  SegmentCache segments;
  while (use.step()) views.push_back(view(findings_.read(use), segments));
  return views;
}

FindingView Reports::view(Finding finding, SegmentCache& segments) {
  FindingView view;
  const journal::LessonIdParts parts = journal::parts_of(finding.lesson);
  view.scope = words_.scope(parts.scope);
  view.date = parts.date;
  view.ordinal = parts.ordinal;
  for (const journal::PersonId owner : finding.owners) view.owners.push_back(words_.person(owner));
  view.number = lessons_.number_of(finding.lesson);
  view.last_seen_empty_at = last_seen_empty(finding, segments);
  view.finding = std::move(finding);
  return view;
}

std::optional<Instant> Reports::last_seen_empty(const Finding& finding, SegmentCache& segments) {
  const auto field = words_.rule_field(words_.rule_id(finding.rule));
  if (!field || !rules::is_live(finding.state)) return finding.last_seen_empty_at;
  const auto records = lessons_.find(std::span(&finding.lesson, 1));
  if (records.empty()) fail_damaged("a finding's lesson is not there");
  const rules::Episodes& episodes = records.front().field(*field);
  const FillState state = rules::current_state(episodes);
  // A placeholder counts as missing where the rule says so; without that no finding of it is live.
  if (state != FillState::empty && state != FillState::placeholder) return finding.last_seen_empty_at;
  const ScopeId scope = journal::parts_of(finding.lesson).scope;
  auto known = segments.find(scope);
  if (known == segments.end())
    known = segments.emplace(scope, coverage_.segments(scope, rules::k_all_days)).first;
  const Instant newest = rules::effective_last(records.front(), *field, known->second).as_of.earliest;
  return finding.last_seen_empty_at ? std::max(*finding.last_seen_empty_at, newest) : newest;
}

std::vector<FindingView> Reports::live_findings() {
  Statement read(core_.connection, select("WHERE f.state IN (0, 1, 2, 3, 7)"));
  Use use = read.use();
  return views(use);
}

std::vector<FindingView> Reports::by_state(std::span<const FindingState> states) {
  std::vector<std::int64_t> numbers;
  for (const FindingState state : states) numbers.push_back(static_cast<std::int64_t>(state));
  Statement read(core_.connection, select(fmt::format("WHERE f.state IN ({})", fmt::join(numbers, ", "))));
  Use use = read.use();
  return views(use);
}

std::vector<FindingView> Reports::changed_since(Instant since) {
  Statement read(core_.connection, select("INDEXED BY finding_changed WHERE f.changed_at > ?1"));
  Use use = read.use(since);
  return views(use);
}

std::vector<FindingView> Reports::withdrawn_to_tell() {
  Statement read(core_.connection,
                 select("WHERE f.state = 5 AND EXISTS(SELECT 1 FROM telling t WHERE t.finding_id = f.id "
                        "AND NOT EXISTS(SELECT 1 FROM telling w WHERE w.finding_id = f.id "
                        "AND w.recipient = t.recipient AND w.stage = 'withdrawn'))"));
  Use use = read.use();
  return views(use);
}

std::optional<FindingView> Reports::finding(FindingId id) {
  auto found = findings_.find(id);
  if (!found) return std::nullopt;
  SegmentCache segments;
  return view(std::move(*found), segments);
}

std::optional<FindingId> Reports::finding_by_number(int year, std::int64_t number) {
  Statement read(core_.connection, "SELECT id FROM finding WHERE year = ?1 AND number = ?2");
  Use use = read.use(year, number);
  return use.step() ? std::optional(use.id<FindingId>(0)) : std::nullopt;
}

std::vector<TellingRow> Reports::tellings_of(std::span<const FindingId> findings) {
  std::vector<TellingRow> rows;
  Statement read(core_.connection,
                 "SELECT t.recipient, t.stage, m.message_id, t.told_at, m.state FROM telling t "
                 "JOIN message m ON m.id = t.message_id WHERE t.finding_id = ?1 "
                 "ORDER BY m.id, t.recipient, t.stage");
  for (const FindingId finding : findings) {
    Use use = read.use(finding);
    while (use.step()) {
      rows.push_back({use.string(0), finding, use.string(1), use.string(2), use.instant(3),
                      static_cast<alerts::MessageState>(use.small(4))});
    }
  }
  return rows;
}

std::vector<alerts::LastMessage> Reports::last_messages() {
  std::vector<alerts::LastMessage> rows;
  Statement read(core_.connection,
                 "SELECT recipient, kind, occasion, message_id, queued_at FROM message WHERE id IN "
                 "(SELECT max(id) FROM message GROUP BY recipient, kind) ORDER BY recipient, kind");
  Use use = read.use();
  while (use.step())
    rows.push_back({use.string(0), use.string(1), use.string(2), use.string(3), use.instant(4)});
  return rows;
}

namespace {

constexpr const char* k_document_columns =
    "SELECT d.id, s.name, d.name, d.format, d.sha256, d.size_bytes, d.as_of_earliest, d.as_of_latest, "
    "d.received_at, d.accepted, d.reason, d.evidence, d.row_count, d.lesson_count "
    "FROM document d JOIN source s ON s.id = d.source_id ";

DocumentRow read_document(const Use& use) {
  DocumentRow row;
  row.id = use.id<journal::DocumentId>(0);
  row.entry.source_id = use.string(1);
  row.entry.name = use.string(2);
  row.entry.format = use.string(3);
  row.entry.sha256 = use.string(4);
  row.entry.size_bytes = static_cast<std::uint64_t>(use.integer(5));
  row.entry.as_of = {use.instant(6), use.instant(7)};
  row.entry.received_at = use.instant(8);
  row.entry.accepted = use.boolean(9);
  row.entry.reason = use.string(10);
  row.entry.evidence = use.string(11);
  row.entry.rows = static_cast<std::size_t>(use.integer(12));
  row.entry.lessons = static_cast<std::size_t>(use.integer(13));
  return row;
}

}  // namespace

std::vector<DocumentRow> Reports::documents(std::size_t limit, journal::DocumentId before) {
  std::vector<DocumentRow> rows;
  Statement read(core_.connection,
                 std::string(k_document_columns) + "WHERE ?2 = 0 OR d.id < ?2 ORDER BY d.id DESC LIMIT ?1");
  Use use = read.use(limit, before);
  while (use.step()) rows.push_back(read_document(use));
  return rows;
}

std::optional<DocumentRow> Reports::document(journal::DocumentId id) {
  Statement read(core_.connection, std::string(k_document_columns) + "WHERE d.id = ?1");
  Use use = read.use(id);
  return use.step() ? std::optional(read_document(use)) : std::nullopt;
}

bool Reports::was_refused(std::string_view source, std::string_view sha256) {
  const auto id = words_.find_source(source);
  if (!id) return false;
  Statement read(core_.connection,
                 "SELECT 1 FROM document WHERE source_id = ?1 AND sha256 = ?2 AND accepted = 0 LIMIT 1");
  return read.use(*id, sha256).step();
}

std::optional<Instant> Reports::last_accepted_at() {
  Statement read(core_.connection,
                 "SELECT received_at FROM document WHERE accepted = 1 ORDER BY id DESC LIMIT 1");
  Use use = read.use();
  return use.step() ? std::optional(use.instant(0)) : std::nullopt;
}

std::vector<ExcuseRow> Reports::excuses() {
  std::vector<ExcuseRow> rows;
  Statement read(
      core_.connection,
      "SELECT id, kind, person_id, class_folded, grade, first_day, last_day, reason, author, added_at "
      "FROM excuse ORDER BY id");
  Use use = read.use();
  while (use.step()) {
    ExcuseRow& row = rows.emplace_back();
    row.id = use.integer(0);
    row.excuse.of = static_cast<rules::Excuse::Of>(use.small(1));
    row.excuse.teacher = use.id<journal::PersonId>(2);
    row.excuse.class_folded = use.string(3);
    row.excuse.grade = use.small(4);
    row.excuse.dates = {use.date(5), use.date(6)};
    row.excuse.reason = use.string(7);
    row.author = use.string(8);
    row.added_at = use.instant(9);
  }
  return rows;
}

}  // namespace elzhur::store
