#include "rules/finding.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::rules {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;

std::optional<Instant> earliest_of(const std::optional<Seen>& seen) {
  return seen ? std::optional(seen->as_of.earliest) : std::nullopt;
}

std::optional<Instant> latest_of(const std::optional<Seen>& seen) {
  return seen ? std::optional(seen->as_of.latest) : std::nullopt;
}

Finding open_finding(const DutyKey& key, const Duty& duty, const LessonRecord& record, const Finding* newest,
                     Instant now) {
  ELZHUR_CHECK(duty.due_at.has_value());
  Finding finding;
  finding.rule = key.rule;
  finding.lesson = key.lesson;
  finding.episode = newest == nullptr ? 1 : newest->episode + 1;
  finding.owners = owners_of(record);
  finding.due_at = *duty.due_at;
  finding.credit = duty.credit;
  finding.opened_at = now;
  finding.last_seen_empty_at = earliest_of(duty.last_empty);
  finding.reported_at = duty.reported;
  if (duty.last_empty) finding.documents.push_back(duty.last_empty->document);
  return finding;
}

void add_entry(Finding& finding, const Duty& duty) {
  finding.first_seen_filled_at = latest_of(duty.first_filled);
  finding.reported_at = duty.reported;
  if (duty.first_filled) finding.documents.push_back(duty.first_filled->document);
}

Finding close(Finding finding, FindingState state, std::string reason, Instant now) {
  finding.state = state;
  finding.closed_at = now;
  finding.closed_by_person = false;
  finding.reason = std::move(reason);
  ++finding.version;
  return finding;
}

std::string due_moved_reason(const Finding& known, const Duty& duty) {
  return duty.credit > known.credit ? "срок продлён: ЭлЖур был недоступен" : "срок изменён";
}

/// It was resolved by evidence and counted as late, but the deadline of now lies after all that showed it
/// late.
bool stands_no_more(const Finding& known, const std::optional<Duty>& duty) {
  if (known.state != FindingState::resolved || known.closed_by_person || !duty || !duty->due_at) return false;
  if (duty->status == DutyStatus::late || *duty->due_at <= known.due_at) return false;
  const auto stood_on = known.last_seen_empty_at ? known.last_seen_empty_at : known.reported_at;
  return stood_on && *stood_on <= *duty->due_at;
}

/// A missing entry whose finding still waits.
std::vector<Finding> on_still_unfilled(const DutyKey& key, const Duty& duty, const LessonRecord& record,
                                       const Finding& known, Instant now) {
  const auto owners = owners_of(record);
  if (known.owners != owners && known.owners.size() == 1) {
    // Somebody was named who does not owe it: that is taken back, not rewritten.
    Finding withdrawn = close(known, FindingState::withdrawn, "урок провёл другой учитель", now);
    Finding opened = open_finding(key, duty, record, &known, now);
    return {std::move(withdrawn), std::move(opened)};
  }
  const bool is_back =
      known.state == FindingState::unknown;  // The lesson is seen again, and the entry is not.
  const bool same_deadline = known.due_at == *duty.due_at && known.credit == duty.credit;
  if (!is_back && known.owners == owners && same_deadline) return {};
  Finding changed = known;
  if (is_back) {
    // What a person decided of it before it vanished must be decided again.
    changed.state = FindingState::open;
    changed.reason.clear();
    changed.confirmed_by.clear();
    changed.confirmed_at.reset();
    changed.teacher_told_at.reset();
  }
  changed.owners = owners;
  if (changed.due_at != *duty.due_at && duty.last_empty) {
    // What showed emptiness after the old deadline need not do so after the new one.
    changed.last_seen_empty_at = duty.last_empty->as_of.earliest;
    const journal::DocumentId document = duty.last_empty->document;
    if (std::find(changed.documents.begin(), changed.documents.end(), document) == changed.documents.end()) {
      changed.documents.push_back(document);
    }
  }
  changed.due_at = *duty.due_at;
  changed.credit = duty.credit;
  ++changed.version;
  return {std::move(changed)};
}

/// A missing entry: a new finding, unless one waits or a person has settled this very disappearance.
std::vector<Finding> on_unfilled(const DutyKey& key, const Duty& duty, const LessonRecord& record,
                                 const Finding* newest, Instant now) {
  if (newest != nullptr && is_live(newest->state)) return on_still_unfilled(key, duty, record, *newest, now);
  if (newest != nullptr && newest->closed_by_person) {
    ELZHUR_CHECK(newest->closed_at.has_value());
    const bool entry_seen_since = duty.last_filled && duty.last_filled->as_of.earliest > *newest->closed_at;
    if (!entry_seen_since) return {};
  }
  return {open_finding(key, duty, record, newest, now)};
}

}  // namespace

std::string_view finding_state_name(FindingState state) {
  switch (state) {
    case FindingState::open:
      return "open";
    case FindingState::acknowledged:
      return "acknowledged";
    case FindingState::confirmed:
      return "confirmed";
    case FindingState::disputed:
      return "disputed";
    case FindingState::excused:
      return "excused";
    case FindingState::withdrawn:
      return "withdrawn";
    case FindingState::resolved:
      return "resolved";
    case FindingState::unknown:
      return "unknown";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<FindingState> parse_finding_state(std::string_view text) {
  for (std::size_t i = 0; i < k_finding_states; ++i) {
    const auto state = static_cast<FindingState>(i);
    if (finding_state_name(state) == text) return state;
  }
  return std::nullopt;
}

bool is_live(FindingState state) {
  switch (state) {
    case FindingState::open:
    case FindingState::acknowledged:
    case FindingState::confirmed:
    case FindingState::disputed:
    case FindingState::unknown:
      return true;
    case FindingState::excused:
    case FindingState::withdrawn:
    case FindingState::resolved:
      return false;
  }
  ELZHUR_UNREACHABLE();
}

std::string finding_code(const Finding& finding) {
  return fmt::format("F-{:04}-{:06}", finding.year, finding.number);
}

std::vector<Finding> reconcile(const DutyKey& key, const std::optional<Duty>& duty,
                               const LessonRecord& record, const std::optional<Finding>& newest,
                               Instant now) {
  const Finding* known = newest ? &*newest : nullptr;
  if (duty && duty->status == DutyStatus::unfilled) return on_unfilled(key, *duty, record, known, now);
  if (duty && duty->status == DutyStatus::late && known == nullptr) {
    Finding born_resolved = open_finding(key, *duty, record, nullptr, now);
    add_entry(born_resolved, *duty);
    born_resolved.state = FindingState::resolved;
    born_resolved.closed_at = now;
    return {std::move(born_resolved)};
  }
  if (known != nullptr && stands_no_more(*known, duty)) {
    return {close(*known, FindingState::withdrawn, due_moved_reason(*known, *duty), now)};
  }
  if (known == nullptr || !is_live(known->state)) return {};
  const std::string due_moved = duty ? due_moved_reason(*known, *duty) : "";
  const auto withdraw = [&](std::string reason) -> std::vector<Finding> {
    return {close(*known, FindingState::withdrawn, std::move(reason), now)};
  };
  if (!duty) return withdraw("правило к этому уроку не относится");
  switch (duty->status) {
    case DutyStatus::unfilled:
      return {};  // Handled above.
    case DutyStatus::late:
    case DutyStatus::on_time:
    case DutyStatus::unproven: {
      // It stood on emptiness seen after the deadline of then. If the deadline of now is later, it was
      // unjust.
      const bool unjust =
          duty->due_at && known->last_seen_empty_at && *known->last_seen_empty_at <= *duty->due_at;
      Finding done = unjust ? close(*known, FindingState::withdrawn, due_moved, now)
                            : close(*known, FindingState::resolved, "", now);
      add_entry(done, *duty);
      return {std::move(done)};
    }
    case DutyStatus::excused:
      return {close(*known, FindingState::excused, "учтена причина", now)};
    case DutyStatus::backlog:
      return withdraw("урок до начала наблюдения");
    case DutyStatus::pending:
      return withdraw(due_moved);
    case DutyStatus::unknown: {
      if (!duty->vanished) return withdraw(due_moved);
      if (known->state == FindingState::unknown) return {};
      Finding gone = *known;
      gone.state = FindingState::unknown;
      gone.reason = "урока больше нет в журнале";
      ++gone.version;
      return {std::move(gone)};
    }
  }
  ELZHUR_UNREACHABLE();
}

journal::Result<Finding> decide(const Finding& finding, const Decision& decision, Instant now) {
  if (decision.person.empty()) return failure(ErrorKind::bad_input, "укажите, кто принимает решение");
  if (decision.version != finding.version) {
    return failure(ErrorKind::bad_input, "вопрос изменился, пока Вы его смотрели: откройте его заново");
  }
  if (!is_live(finding.state)) return failure(ErrorKind::bad_input, "вопрос уже закрыт");
  const bool needs_reason = decision.action == Action::excuse || decision.action == Action::withdraw;
  if (needs_reason && decision.reason.empty()) return failure(ErrorKind::bad_input, "укажите причину");

  Finding next = finding;
  ++next.version;
  switch (decision.action) {
    case Action::acknowledge:
      if (finding.state != FindingState::open)
        return failure(ErrorKind::bad_input, "вопрос уже принят в работу");
      next.state = FindingState::acknowledged;
      return next;
    case Action::confirm:
      if (finding.state == FindingState::confirmed)
        return failure(ErrorKind::bad_input, "замечание уже подтверждено");
      if (finding.state == FindingState::unknown) {
        return failure(ErrorKind::bad_input, "урока больше нет в журнале: подтверждать нечего");
      }
      if (finding.owners.size() != 1) {
        return failure(ErrorKind::bad_input, "не определено, кто вёл урок: подтвердить замечание нельзя");
      }
      next.state = FindingState::confirmed;
      next.confirmed_by = decision.person;
      next.confirmed_at = now;
      return next;
    case Action::dispute:
      next.state = FindingState::disputed;
      next.confirmed_by.clear();
      next.confirmed_at.reset();
      return next;
    case Action::excuse:
    case Action::withdraw:
      next.state = decision.action == Action::excuse ? FindingState::excused : FindingState::withdrawn;
      next.reason = decision.reason;
      next.closed_at = now;
      next.closed_by_person = true;
      return next;
  }
  ELZHUR_UNREACHABLE();
}

}  // namespace elzhur::rules
