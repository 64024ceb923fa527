// What is read as it lies in the store. Numbers: desk_numbers.cpp; one finding: desk_story.cpp; what people
// do: desk_actions.cpp.
#include "daemon/app/desk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "daemon/app/desk_parts.hpp"
#include "journal/names.hpp"

namespace elzhur::app {

using journal::Instant;
using rules::FindingState;

namespace {

constexpr std::array<FindingState, 5> k_live_states{FindingState::open, FindingState::acknowledged,
                                                    FindingState::confirmed, FindingState::disputed,
                                                    FindingState::unknown};

/// «F-2026-000123» as year and number.
std::optional<std::pair<int, std::int64_t>> parse_code(std::string_view code) {
  if (!code.starts_with("F-")) return std::nullopt;
  code.remove_prefix(2);
  std::pair<int, std::int64_t> parsed;
  const char* const end = code.data() + code.size();
  const auto year = std::from_chars(code.data(), end, parsed.first);
  if (year.ec != std::errc{} || year.ptr == end || *year.ptr != '-') return std::nullopt;
  const auto number = std::from_chars(year.ptr + 1, end, parsed.second);
  if (number.ec != std::errc{} || number.ptr != end) return std::nullopt;
  return parsed;
}

}  // namespace

web::DocumentView document_view(const store::DocumentRow& row) {
  const rules::DocumentEntry& entry = row.entry;
  web::DocumentView view;
  view.id = row.id;
  view.source = entry.source_id;
  view.name = entry.name;
  view.format = entry.format;
  view.sha256 = entry.sha256;
  view.size_bytes = entry.size_bytes;
  view.as_of = entry.as_of;
  view.received_at = entry.received_at;
  view.accepted = entry.accepted;
  view.reason = entry.reason;
  view.rows = entry.rows;
  view.lessons = entry.lessons;
  return view;
}

StoreDesk::StoreDesk(DeskNeeds needs)
    : needs_(std::move(needs)), readers_(needs_.setup()->config.store.path) {}

StoreDesk::~StoreDesk() {
  try {
    if (!waiting_.empty()) (void)needs_.store.note_accesses(waiting_, /*should_wait=*/true);
  } catch (const std::exception& error) {
    spdlog::error("looks at names could not be noted: {}", error.what());
  }
}

std::uint64_t StoreDesk::version() {
  constexpr unsigned k_setup_bits = 16;
  const std::shared_ptr<const Setup> setup = needs_.setup();
  std::uint64_t setups = 0;
  {
    const std::lock_guard lock(mutex_);
    const bool is_known = !known_setup_.owner_before(setup) && !setup.owner_before(known_setup_);
    if (!is_known) {
      known_setup_ = setup;
      ++setups_;
    }
    setups = setups_;
  }
  return (readers_.version() << k_setup_bits) | (setups & ((1U << k_setup_bits) - 1));
}

const journal::TimeZone& StoreDesk::zone() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const std::lock_guard lock(mutex_);
  const journal::TimeZone& zone = setup->config.school.zone;
  if (zones_.empty() || zones_.back().name() != zone.name()) zones_.push_back(zone);
  return zones_.back();
}

std::vector<rules::FindingView> StoreDesk::findings(const web::FindingFilter& filter) {
  store::FindingQuery query;
  query.states = k_live_states;
  if (!filter.states.empty()) query.states = filter.states;
  query.rule = filter.rule;
  query.owner = filter.teacher;
  const std::string class_folded = journal::fold_class(filter.class_name);
  query.class_folded = class_folded;
  query.from = filter.from;
  query.to = filter.to;
  query.after = filter.after;
  query.limit = std::min(filter.limit, web::k_findings_page_max);
  store::Snapshot snapshot = readers_.take();
  return snapshot.pages().findings(query);
}

std::optional<journal::FindingId> StoreDesk::finding_by_code(std::string_view code) {
  const auto parsed = parse_code(code);
  if (!parsed) return std::nullopt;
  store::Snapshot snapshot = readers_.take();
  return snapshot.reports().finding_by_number(parsed->first, parsed->second);
}

std::vector<rules::RuleSpec> StoreDesk::rules() { return needs_.setup()->config.rules; }

std::vector<rules::BacklogLine> StoreDesk::backlog(std::size_t limit, const rules::FieldOfLesson& after) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.reports().backlog(limit, after);
}

std::vector<web::DocumentView> StoreDesk::documents(std::size_t limit, journal::DocumentId before) {
  store::Snapshot snapshot = readers_.take();
  std::vector<web::DocumentView> views;
  for (const store::DocumentRow& row : snapshot.reports().documents(limit, before))
    views.push_back(document_view(row));
  return views;
}

std::optional<web::DocumentView> StoreDesk::document(journal::DocumentId id) {
  store::Snapshot snapshot = readers_.take();
  const auto row = snapshot.reports().document(id);
  return row ? std::optional(document_view(*row)) : std::nullopt;
}

std::map<journal::DocumentId, std::string> StoreDesk::hashes_of(
    std::span<const journal::DocumentId> documents) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.pages().hashes_of(documents);
}

std::vector<web::MessageView> StoreDesk::messages(std::size_t limit, alerts::MessageId before) {
  store::Snapshot snapshot = readers_.take();
  std::vector<web::MessageView> views;
  for (store::MessageLine& line : snapshot.pages().messages(limit, before)) {
    store::MessageRow& row = line.message;
    views.push_back({row.id, std::move(row.recipient), std::move(row.kind), std::move(row.reason),
                     std::move(row.subject), row.state, row.attempts, row.queued_at, row.next_attempt_at,
                     std::move(line.last_answer)});
  }
  return views;
}

std::vector<appeals::Appeal> StoreDesk::appeals(int year) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.appeals().list(year);
}

std::optional<appeals::Appeal> StoreDesk::appeal(appeals::AppealId id) {
  store::Snapshot snapshot = readers_.take();
  return snapshot.appeals().find(id);
}

}  // namespace elzhur::app
