#include "daemon/store/silences.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace elzhur::store {

using alerts::Silence;
using alerts::SilenceId;
using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;

namespace {

constexpr const char* k_columns =
    "SELECT id, rule, person_id, class_name, finding_id, until_at, reason, author, added_at, ended_at, "
    "ended_by FROM silence ";

Silence read_silence(const Use& use) {
  Silence silence;
  silence.id = use.id<SilenceId>(0);
  silence.scope.rule = use.string(1);
  if (!use.is_null(2)) silence.scope.teacher = use.id<journal::PersonId>(2);
  silence.scope.class_name = use.string(3);
  if (!use.is_null(4)) silence.scope.finding = use.id<journal::FindingId>(4);
  silence.until = use.instant_or_null(5);
  silence.reason = use.string(6);
  silence.author = use.string(7);
  silence.added_at = use.instant(8);
  silence.ended_at = use.instant_or_null(9);
  silence.ended_by = use.string(10);
  return silence;
}

template <typename... Values>
std::vector<Silence> read_silences(const Connection& connection, const char* rest, const Values&... values) {
  std::vector<Silence> silences;
  Statement read(connection, std::string(k_columns) + rest);
  Use use = read.use(values...);
  while (use.step()) silences.push_back(read_silence(use));
  return silences;
}

}  // namespace

Result<Silence> Silences::add(Silence silence, Instant now) {
  silence.added_at = now;
  silence.ended_at.reset();
  silence.ended_by.clear();
  if (auto checked = alerts::check_silence(silence); !checked) return tl::make_unexpected(checked.error());
  try {
    OwnTransaction transaction(core_);
    const alerts::SilenceScope& scope = silence.scope;
    if (scope.teacher) {
      Statement person(core_.connection, "SELECT 1 FROM person WHERE id = ?1");
      if (!person.use(*scope.teacher).step()) return failure(ErrorKind::bad_input, "такого учителя нет");
    }
    if (scope.finding) {
      const auto view = reports_.finding(*scope.finding);
      if (!view) return failure(ErrorKind::bad_input, "такого вопроса нет");
      if (!rules::is_live(view->finding.state))
        return failure(ErrorKind::bad_input, "вопрос уже закрыт: напоминать о нём и так не будут");
    }
    const auto known = static_cast<std::size_t>(
        core_.connection.integer("SELECT count(*) FROM silence WHERE ended_at IS NULL"));
    if (known >= alerts::k_silences_max) {
      return failure(ErrorKind::bad_input,
                     fmt::format("приостановок уже {}: сначала завершите те, что больше не нужны", known));
    }
    Statement(core_.connection,
              "INSERT INTO silence(rule, person_id, class_name, finding_id, until_at, reason, author, "
              "added_at, ended_by) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '')")
        .run(scope.rule, scope.teacher, scope.class_name, scope.finding, silence.until, silence.reason,
             silence.author, silence.added_at);
    silence.id = SilenceId{core_.connection.last_rowid()};
    transaction.commit();
    return silence;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

Result<Silence> Silences::end(SilenceId id, std::string_view by, Instant now) {
  if (by.empty()) return failure(ErrorKind::bad_input, "укажите, кто это решил");
  try {
    OwnTransaction transaction(core_);
    auto silence = find(id);
    if (!silence) return failure(ErrorKind::bad_input, "такой приостановки нет");
    if (!alerts::is_in_force(*silence, now))
      return failure(ErrorKind::bad_input, "эта приостановка уже закончилась");
    // A clock that was set back must not end it before it began.
    silence->ended_at = std::max(now, silence->added_at);
    silence->ended_by = by;
    save_end(*silence);
    transaction.commit();
    return *silence;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

void Silences::end_what_is_over(Instant now) {
  const Writing lock(core_);
  std::vector<Silence> silences = not_ended();
  const bool is_live_needed =
      std::any_of(silences.begin(), silences.end(), [](const Silence& s) { return !s.until; });
  const std::vector<rules::FindingView> live =
      is_live_needed ? reports_.live_findings() : std::vector<rules::FindingView>();
  for (Silence& silence : silences) {
    silence.ended_at = alerts::end_of(silence, live, now);
    if (silence.ended_at) save_end(silence);
  }
}

void Silences::save_end(const Silence& silence) {
  Statement(core_.connection, "UPDATE silence SET ended_at = ?2, ended_by = ?3 WHERE id = ?1")
      .run(silence.id, silence.ended_at, silence.ended_by);
}

std::vector<Silence> Silences::not_ended() {
  const Reading lock(core_);
  return read_silences(core_.connection, "WHERE ended_at IS NULL ORDER BY id");
}

std::vector<Silence> Silences::list(std::size_t limit) {
  const Reading lock(core_);
  return read_silences(core_.connection, "ORDER BY ended_at IS NOT NULL, ended_at DESC, id DESC LIMIT ?1",
                       limit);
}

std::optional<Silence> Silences::find(SilenceId id) {
  const Reading lock(core_);
  std::vector<Silence> found = read_silences(core_.connection, "WHERE id = ?1", id);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace elzhur::store
