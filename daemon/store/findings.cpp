#include "daemon/store/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace elzhur::store {

using journal::FindingId;
using journal::LessonId;
using journal::RuleId;
using rules::Finding;
using rules::FindingState;

namespace {

std::string select(std::string_view rest) {
  return fmt::format("SELECT {} FROM finding f {}", k_finding_columns, rest);
}

}  // namespace

Findings::Findings(Core& core, Words& words)
    : core_(core),
      words_(words),
      find_(core.connection, select("WHERE f.id = ?1")),
      newest_(core.connection, select("WHERE f.lesson_id = ?1 ORDER BY f.rule_id, f.episode DESC")),
      number_(core.connection, "SELECT coalesce(max(number), 0) + 1 FROM finding WHERE year = ?1"),
      add_(core.connection,
           "INSERT INTO finding(year, number, rule_id, lesson_id, episode, owners, state, due_at, opened_at, "
           "closed_at, closed_by_person, confirmed_by, confirmed_at, teacher_told_at, reason, "
           "last_seen_empty_at, "
           "first_seen_filled_at, reported_at, documents, version, changed_at, credit) VALUES(?1, ?2, ?3, "
           "?4, ?5, "
           "?6, ?7, "
           "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"),
      state_(core.connection, "SELECT state FROM finding WHERE id = ?1 AND version < ?2"),
      update_(
          core.connection,
          "UPDATE finding SET owners = ?2, state = ?3, due_at = ?4, closed_at = ?5, closed_by_person = ?6, "
          "confirmed_by = ?7, confirmed_at = ?8, teacher_told_at = ?9, reason = ?10, last_seen_empty_at = "
          "?11, "
          "first_seen_filled_at = ?12, reported_at = ?13, documents = ?14, version = ?15, changed_at = ?16, "
          "credit = ?17 "
          "WHERE id = ?1"),
      note_(core.connection, "INSERT INTO finding_history VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)") {}

Finding Findings::read(const Use& use) {
  Finding f;
  f.id = use.id<FindingId>(0);
  f.year = use.small(1);
  f.number = use.integer(2);
  f.rule = words_.rule_name(use.id<RuleId>(3));
  f.lesson = use.id<LessonId>(4);
  f.episode = use.small(5);
  f.owners = ids_of<journal::PersonId>(use.text(6));
  f.state = static_cast<FindingState>(use.small(7));
  f.due_at = use.instant(8);
  f.opened_at = use.instant(9);
  f.closed_at = use.instant_or_null(10);
  f.closed_by_person = use.boolean(11);
  f.confirmed_by = use.string(12);
  f.confirmed_at = use.instant_or_null(13);
  f.teacher_told_at = use.instant_or_null(14);
  f.reason = use.string(15);
  f.last_seen_empty_at = use.instant_or_null(16);
  f.first_seen_filled_at = use.instant_or_null(17);
  f.reported_at = use.instant_or_null(18);
  f.documents = ids_of<journal::DocumentId>(use.text(19));
  f.version = use.small(20);
  f.credit = journal::Seconds(use.integer(21));
  return f;
}

std::optional<Finding> Findings::find(FindingId id) {
  Use use = find_.use(id);
  return use.step() ? std::optional(read(use)) : std::nullopt;
}

std::vector<Finding> Findings::newest_of(std::span<const LessonId> lessons) {
  std::vector<Finding> findings;
  for (const LessonId lesson : lessons) {
    const auto start = static_cast<std::ptrdiff_t>(findings.size());
    Use use = newest_.use(lesson);
    RuleId last{};
    while (use.step()) {
      const auto rule = use.id<RuleId>(3);
      if (rule == last) continue;
      last = rule;
      findings.push_back(read(use));
    }
    std::sort(findings.begin() + start, findings.end(),
              [](const Finding& a, const Finding& b) { return a.rule < b.rule; });
  }
  return findings;
}

void Findings::save(Finding& finding, int year, const ChangedBy& by) {
  if (finding.id == FindingId{}) {
    add(finding, year, by);
  } else {
    update(finding, by);
  }
}

void Findings::add(Finding& f, int year, const ChangedBy& by) {
  std::int64_t number = 0;
  {
    Use use = number_.use(year);
    ELZHUR_CHECK(use.step());
    number = use.integer(0);
  }
  const IdText owners(std::span<const journal::PersonId>(f.owners));
  const IdText documents(std::span<const journal::DocumentId>(f.documents));
  add_.run(year, number, words_.rule_id(f.rule), f.lesson, f.episode, owners.view(), f.state, f.due_at,
           f.opened_at, f.closed_at, f.closed_by_person, f.confirmed_by, f.confirmed_at, f.teacher_told_at,
           f.reason, f.last_seen_empty_at, f.first_seen_filled_at, f.reported_at, documents.view(), f.version,
           by.at, f.credit.count());
  f.id = FindingId{core_.connection.last_rowid()};
  f.year = year;
  f.number = number;
  note(f, std::nullopt, by);
}

void Findings::update(const Finding& f, const ChangedBy& by) {
  FindingState before{};
  {
    Use use = state_.use(f.id, f.version);
    if (!use.step()) {
      throw rules::StoreFailure(fmt::format("store: finding {} is not there in an older version than {}",
                                            rules::finding_code(f), f.version));
    }
    before = static_cast<FindingState>(use.small(0));
  }
  const IdText owners(std::span<const journal::PersonId>(f.owners));
  const IdText documents(std::span<const journal::DocumentId>(f.documents));
  update_.run(f.id, owners.view(), f.state, f.due_at, f.closed_at, f.closed_by_person, f.confirmed_by,
              f.confirmed_at, f.teacher_told_at, f.reason, f.last_seen_empty_at, f.first_seen_filled_at,
              f.reported_at, documents.view(), f.version, by.at, f.credit.count());
  note(f, before, by);
}

void Findings::note(const Finding& f, std::optional<FindingState> before, const ChangedBy& by) {
  const std::string_view reason = by.person.empty() ? std::string_view(f.reason) : by.reason;
  note_.run(f.id, f.version, by.at, before, f.state, by.person, reason);
}

std::vector<FindingChange> Findings::history(FindingId id) {
  std::vector<FindingChange> changes;
  Statement read(core_.connection,
                 "SELECT version, at, state_before, state, person, reason FROM finding_history "
                 "WHERE finding_id = ?1 ORDER BY version");
  Use use = read.use(id);
  while (use.step()) {
    FindingChange& change = changes.emplace_back();
    change.version = use.small(0);
    change.at = use.instant(1);
    if (!use.is_null(2)) change.before = static_cast<FindingState>(use.small(2));
    change.after = static_cast<FindingState>(use.small(3));
    change.person = use.string(4);
    change.reason = use.string(5);
  }
  return changes;
}

Findings::RuleCounts Findings::counts() {
  RuleCounts counts;
  Statement read(core_.connection, "SELECT rule_id, state, count(*) FROM finding GROUP BY state, rule_id");
  Use use = read.use();
  while (use.step()) {
    counts[words_.rule_name(use.id<RuleId>(0))][static_cast<FindingState>(use.small(1))] = use.integer(2);
  }
  return counts;
}

}  // namespace elzhur::store
