#include "daemon/store/appeals.hpp"

#include <fmt/format.h>

#include <string>

namespace elzhur::store {

using appeals::Appeal;
using appeals::AppealId;
using journal::ErrorKind;
using journal::failure;
using journal::FindingId;
using journal::Instant;
using journal::Result;

namespace {

constexpr const char* k_columns =
    "SELECT id, year, number, received_at, channel, kind, applicant, subject, content, assigned_to, due_at, "
    "result, "
    "answered_at, state, version FROM appeal ";

}  // namespace

Appeal SqlAppeals::read(const Use& use) {
  Appeal appeal;
  appeal.id = use.id<AppealId>(0);
  appeal.year = use.small(1);
  appeal.number = use.small(2);
  appeal.received_at = use.instant(3);
  appeal.channel = static_cast<appeals::Channel>(use.small(4));
  appeal.kind = static_cast<appeals::HelpKind>(use.small(5));
  appeal.applicant = use.string(6);
  appeal.subject = use.string(7);
  appeal.content = use.string(8);
  appeal.assigned_to = use.string(9);
  appeal.due_at = use.instant_or_null(10);
  appeal.result = use.string(11);
  appeal.answered_at = use.instant_or_null(12);
  appeal.state = static_cast<appeals::AppealState>(use.small(13));
  appeal.version = use.small(14);
  Statement findings(core_.connection,
                     "SELECT finding_id FROM appeal_finding WHERE appeal_id = ?1 ORDER BY seq");
  Use found = findings.use(appeal.id);
  while (found.step()) appeal.findings.push_back(found.id<FindingId>(0));
  return appeal;
}

Result<void> SqlAppeals::check_findings(const Appeal& appeal) {
  Statement exists(core_.connection, "SELECT 1 FROM finding WHERE id = ?1");
  for (const FindingId finding : appeal.findings) {
    if (!exists.use(finding).step()) {
      return failure(ErrorKind::bad_input,
                     "в обращении назван вопрос, которого нет: проверьте номера вопросов");
    }
  }
  return {};
}

void SqlAppeals::save_findings(const Appeal& appeal) {
  Statement(core_.connection, "DELETE FROM appeal_finding WHERE appeal_id = ?1").run(appeal.id);
  Statement add(core_.connection,
                "INSERT INTO appeal_finding(appeal_id, seq, finding_id) VALUES(?1, ?2, ?3)");
  for (std::size_t i = 0; i < appeal.findings.size(); ++i) add.run(appeal.id, i, appeal.findings[i]);
}

void SqlAppeals::note(const Appeal& a, Instant at, std::string_view by) {
  const IdText findings(std::span<const FindingId>(a.findings));
  Statement(
      core_.connection,
      "INSERT INTO appeal_history VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")
      .run(a.id, a.version, at, by, a.channel, a.kind, a.applicant, a.subject, a.content, findings.view(),
           a.assigned_to, a.due_at, a.result, a.answered_at, a.state);
}

Result<Appeal> SqlAppeals::add(Appeal appeal, const journal::TimeZone& zone, std::string_view by) {
  if (auto checked = appeals::check(appeal); !checked) return tl::make_unexpected(checked.error());
  OwnTransaction transaction(core_);
  if (auto found = check_findings(appeal); !found) return tl::make_unexpected(found.error());
  appeal.year = journal::year_of(zone.date_of(appeal.received_at));
  appeal.version = 1;
  {
    Statement number(core_.connection, "SELECT coalesce(max(number), 0) + 1 FROM appeal WHERE year = ?1");
    Use use = number.use(appeal.year);
    ELZHUR_CHECK(use.step());
    appeal.number = use.small(0);
  }
  Statement(core_.connection,
            "INSERT INTO appeal(year, number, received_at, channel, kind, applicant, subject, content, "
            "assigned_to, "
            "due_at, result, answered_at, state, version) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
            "?11, ?12, "
            "?13, ?14)")
      .run(appeal.year, appeal.number, appeal.received_at, appeal.channel, appeal.kind, appeal.applicant,
           appeal.subject, appeal.content, appeal.assigned_to, appeal.due_at, appeal.result,
           appeal.answered_at, appeal.state, appeal.version);
  appeal.id = AppealId{core_.connection.last_rowid()};
  save_findings(appeal);
  note(appeal, appeal.received_at, by);
  transaction.commit();
  return appeal;
}

Result<Appeal> SqlAppeals::update(Appeal appeal, Instant now, std::string_view by) {
  if (auto checked = appeals::check(appeal); !checked) return tl::make_unexpected(checked.error());
  OwnTransaction transaction(core_);
  const std::optional<Appeal> known = find(appeal.id);
  if (!known) return failure(ErrorKind::bad_input, "такого обращения в журнале нет");
  if (known->version != appeal.version) {
    return failure(ErrorKind::bad_input, "обращение изменилось, пока Вы его смотрели: откройте его заново");
  }
  if (auto found = check_findings(appeal); !found) return tl::make_unexpected(found.error());
  appeal.year = known->year;
  appeal.number = known->number;
  appeal.received_at = known->received_at;
  ++appeal.version;
  Statement(core_.connection,
            "UPDATE appeal SET channel = ?2, kind = ?3, applicant = ?4, subject = ?5, content = ?6, "
            "assigned_to = ?7, "
            "due_at = ?8, result = ?9, answered_at = ?10, state = ?11, version = ?12 WHERE id = ?1")
      .run(appeal.id, appeal.channel, appeal.kind, appeal.applicant, appeal.subject, appeal.content,
           appeal.assigned_to, appeal.due_at, appeal.result, appeal.answered_at, appeal.state,
           appeal.version);
  save_findings(appeal);
  note(appeal, now, by);
  transaction.commit();
  return appeal;
}

std::vector<Appeal> SqlAppeals::list(int year) {
  const Reading lock(core_);
  std::vector<Appeal> entries;
  Statement select(core_.connection, std::string(k_columns) + "WHERE year = ?1 ORDER BY number");
  Use use = select.use(year);
  while (use.step()) entries.push_back(read(use));
  return entries;
}

std::optional<Appeal> SqlAppeals::find(AppealId id) {
  const Reading lock(core_);
  Statement select(core_.connection, std::string(k_columns) + "WHERE id = ?1");
  Use use = select.use(id);
  return use.step() ? std::optional(read(use)) : std::nullopt;
}

std::vector<AppealVersion> SqlAppeals::history(AppealId id) {
  const Reading lock(core_);
  std::vector<AppealVersion> versions;
  const std::optional<Appeal> entry = find(id);
  if (!entry) return versions;
  Statement select(
      core_.connection,
      "SELECT version, written_at, written_by, channel, kind, applicant, subject, content, findings, "
      "assigned_to, due_at, result, answered_at, state FROM appeal_history WHERE appeal_id = ?1 "
      "ORDER BY version");
  Use use = select.use(id);
  while (use.step()) {
    AppealVersion& version = versions.emplace_back();
    version.written_at = use.instant(1);
    version.written_by = use.string(2);
    Appeal& a = version.appeal;
    a = *entry;
    a.version = use.small(0);
    a.channel = static_cast<appeals::Channel>(use.small(3));
    a.kind = static_cast<appeals::HelpKind>(use.small(4));
    a.applicant = use.string(5);
    a.subject = use.string(6);
    a.content = use.string(7);
    a.findings = ids_of<FindingId>(use.text(8));
    a.assigned_to = use.string(9);
    a.due_at = use.instant_or_null(10);
    a.result = use.string(11);
    a.answered_at = use.instant_or_null(12);
    a.state = static_cast<appeals::AppealState>(use.small(13));
  }
  return versions;
}

}  // namespace elzhur::store
