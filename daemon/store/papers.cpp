#include "daemon/store/papers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "daemon/store/days.hpp"

namespace elzhur::store {

using journal::FillState;
using journal::LessonId;
using journal::PersonId;
using rules::DutyStatus;

namespace {

/// What is known of one field of one lesson.
struct Sight {
  FillState state = FillState::unknown;
  bool is_judged = false;   ///< Some rule asks for it.
  bool is_missing = false;  ///< Some rule says that it is missing after its time.
};

void count(const Sight& sight, rules::FieldTotals& totals) {
  switch (sight.state) {
    case FillState::filled:
      ++totals.filled;
      return;
    case FillState::declared:
      ++totals.filled;
      ++totals.declared;
      return;
    case FillState::placeholder:
      ++totals.marked;
      ++(sight.is_missing ? totals.missing : totals.filled);
      return;
    case FillState::empty:
      ++(sight.is_missing || !sight.is_judged ? totals.missing : totals.waiting);
      return;
    case FillState::not_required:
      return;
    case FillState::unknown:
      ++totals.unknown;
      return;
  }
}

}  // namespace

struct Papers::Entry {
  PersonId owner{};
  std::array<Sight, journal::k_fields> fields{};
};

std::map<PersonId, rules::OwnerWork> Papers::work(journal::DateRange dates) {
  std::map<PersonId, rules::OwnerWork> work;
  if (dates.last < dates.first) return work;
  for (const journal::ScopeId scope : words_.scope_ids()) {
    const auto range = id_range(scope, dates);
    if (!range) break;
    add_scope(scope, *range, work);
  }
  for (auto& [owner, of] : work) std::sort(of.scopes.begin(), of.scopes.end());
  return work;
}

void Papers::add_scope(journal::ScopeId scope, IdRange range, std::map<PersonId, rules::OwnerWork>& work) {
  std::map<LessonId, Entry> lessons;
  Statement owners(core_.connection,
                   "SELECT id, teachers, substitutes, substituted_by_unknown FROM lesson "
                   "WHERE id BETWEEN ?1 AND ?2");
  for (Use use = owners.use(range.low, range.high); use.step();)
    lessons[use.id<LessonId>(0)].owner = PersonId{sole_owner(use, 1, 2, 3)};
  if (lessons.empty()) return;
  Statement episodes(core_.connection,
                     "SELECT lesson_id, field, state FROM episode WHERE lesson_id BETWEEN ?1 AND ?2 "
                     "ORDER BY lesson_id, field, seq");
  for (Use use = episodes.use(range.low, range.high); use.step();) {
    // The newest of a field is the last.
    lessons[use.id<LessonId>(0)].fields.at(static_cast<std::size_t>(use.small(1))).state =
        static_cast<FillState>(use.small(2));
  }
  Statement duties(core_.connection,
                   "SELECT d.lesson_id, r.field, d.status FROM duty d JOIN rule r ON r.id = d.rule_id "
                   "WHERE d.lesson_id BETWEEN ?1 AND ?2 AND r.field IS NOT NULL");
  for (Use use = duties.use(range.low, range.high); use.step();) {
    Sight& sight = lessons[use.id<LessonId>(0)].fields.at(static_cast<std::size_t>(use.small(1)));
    sight.is_judged = true;
    sight.is_missing = sight.is_missing || static_cast<DutyStatus>(use.small(2)) == DutyStatus::unfilled;
  }
  for (const auto& [id, entry] : lessons) {
    rules::OwnerWork& of = work[entry.owner];
    if (of.scopes.empty() || of.scopes.back() != words_.scope(scope))
      of.scopes.push_back(words_.scope(scope));
    ++of.lessons;
    for (std::size_t field = 0; field < entry.fields.size(); ++field)
      count(entry.fields[field], of.fields[field]);
  }
}

}  // namespace elzhur::store
