// A small school whose findings, sources and past letters a test sets by hand.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/message.hpp"
#include "alerts/plan.hpp"
#include "alerts/situation.hpp"

namespace elzhur::tests {

/// An instant from RFC 3339; aborts on any other text.
[[nodiscard]] journal::Instant at(std::string_view text);
[[nodiscard]] journal::Date on(std::string_view text);

/// Teachers T1 Белова Тамара Сергеевна, T2 Петров Олег Николаевич, T3 Ёлкина Анна Ивановна.
[[nodiscard]] rules::Person teacher(int number);

/// One lesson's missing entry. Rules: "topic-same-day" (п. 3.2), "homework-same-day" (п. 3.3), "marks-week"
/// (no basis).
struct FindingPlan {
  int id = 1;
  std::string rule = "topic-same-day";
  int lesson = 1;  ///< Equal numbers are one lesson.
  std::string date = "2026-11-20";
  int number = 3;
  std::string class_name = "7А";
  std::string subject = "алгебра";
  std::vector<int> owners{2};
  std::string opened = "2026-11-21T00:05:00+03:00";
  rules::FindingState state = rules::FindingState::open;
};

class School {
 public:
  School();

  alerts::RecipientSpec& add_recipient(std::string id, alerts::Role role);
  rules::FindingView& add_finding(const FindingPlan& plan);
  rules::FindingView& add_withdrawn(const FindingPlan& plan, std::string reason);
  /// As add_finding, confirmed by a person on 2026-11-22.
  rules::FindingView& add_confirmed(FindingPlan plan);

  /// Until 2026-12-06 inclusive, added on 2026-11-24 at 12:00; the test says what it is about.
  alerts::Silence& add_silence(int id);

  /// The situation as it stands, with figures for whoever needs them.
  [[nodiscard]] alerts::Situation situation(journal::Instant now) const;
  [[nodiscard]] std::vector<alerts::PlannedMessage> plan(std::string_view now) const;
  /// Plans, and remembers what was told, as the store would.
  std::vector<alerts::PlannedMessage> cycle(std::string_view now);

  rules::Policy policy;
  alerts::Settings settings;
  std::vector<alerts::SourceReport> sources;
  std::vector<alerts::ServiceTrouble> service;
  std::optional<journal::Instant> last_accepted_at;
  std::optional<journal::Instant> previous_cycle_at;
  std::deque<rules::FindingView> live;
  std::deque<rules::FindingView> withdrawn;
  std::vector<alerts::ToldRow> told;
  std::vector<alerts::LastMessage> last_messages;
  std::set<std::pair<std::string, std::string>> occasions;
  rules::LessonTotals period;
  rules::LessonTotals before;
  rules::FindingFlow flow;
  std::int64_t backlog_count = 0;
  std::vector<rules::BacklogLine> backlog;
  std::vector<std::string> unmatched_names;
  std::vector<std::string> ambiguous_names;
  alerts::AppealsWaiting appeals;
  std::vector<alerts::Silence> silences;
};

/// Headers of a message, unfolded: name, ": ", value.
[[nodiscard]] std::vector<std::string> headers_of(const std::string& rfc5322);
[[nodiscard]] std::string header_of(const std::string& rfc5322, std::string_view name);
/// The decoded part of this type ("text/plain", its lines ended by LF); the first attachment of "text/csv".
[[nodiscard]] std::string part_of(const std::string& rfc5322, std::string_view type);

}  // namespace elzhur::tests
