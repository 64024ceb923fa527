// What the files of the API share: who sees what, answers, values as JSON. Only api*.cpp include it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/api.hpp"
#include "daemon/web/api_input.hpp"
#include "daemon/web/json_writer.hpp"

namespace elzhur::web::api {

struct Ask {
  Desk& desk;
  const Request& request;

  [[nodiscard]] bool may(Right right) const { return request.visitor.may(right); }
};

/// Whose findings the visitor may see, names and all. Without Right::names: only in mode working, and under
/// rules with a clause, because the others only observe.
struct Sight {
  bool all = false;
  bool confirmed = false;
  std::optional<journal::PersonId> own{};
  std::set<std::string, std::less<>> rules{};  ///< Those with a clause; used when not `all`.

  [[nodiscard]] bool anything() const { return all || confirmed || own.has_value(); }
  [[nodiscard]] bool shows(const rules::FindingView& view) const;
  /// Owners that may be named in a finding that is shown.
  [[nodiscard]] bool names(journal::PersonId person) const { return all || confirmed || own == person; }
  /// What answers differ by.
  [[nodiscard]] std::string key() const;
};
[[nodiscard]] Sight sight_of(Desk& desk, const Visitor& visitor);

[[nodiscard]] Response json_answer(std::string body, int status = 200);
[[nodiscard]] Response forbidden();
[[nodiscard]] Response not_found(std::string_view detail);
/// `allowed`: "GET, POST".
[[nodiscard]] Response not_allowed(std::string_view allowed);
/// 422, or 503 when it was the store or the like.
[[nodiscard]] Response failed(const journal::Error& error);
/// Notes that names were shown.
void note_names(const Ask& ask, std::string_view what);

/// What findings are written with, fetched once for a list.
struct Surroundings {
  std::map<std::string, rules::RuleSpec> rules;
  std::map<journal::DocumentId, std::string> hashes;
  std::vector<ExcuseView> excuses;
};
[[nodiscard]] Surroundings surroundings_of(Desk& desk, std::span<const rules::FindingView> views);
void write_finding(JsonWriter& json, const rules::FindingView& view, const Surroundings& around,
                   const Sight& sight, const journal::TimeZone& zone);
void write_story(JsonWriter& json, const FindingStory& story, const Sight& sight);
void write_document(JsonWriter& json, const DocumentView& view);
void write_excuse(JsonWriter& json, const ExcuseView& view);
void write_appeal(JsonWriter& json, const appeals::Appeal& appeal, Desk& desk);
void write_silence(JsonWriter& json, const SilenceView& view);
/// Without `with_person` neither who changed it nor why.
void write_mode(JsonWriter& json, const ModeView& mode, bool with_person);
void write_totals(JsonWriter& json, const rules::LessonTotals& totals);
void write_teacher(JsonWriter& json, const TeacherView& teacher);
void write_source(JsonWriter& json, const SourceView& view, bool with_texts);

[[nodiscard]] std::string_view channel_name(appeals::Channel channel);
[[nodiscard]] std::optional<appeals::Channel> parse_channel(std::string_view text);
[[nodiscard]] std::optional<appeals::AppealState> parse_appeal_state(std::string_view text);

/// The filter of an address; nothing: `parameters` has problems.
[[nodiscard]] FindingFilter read_filter(Parameters& parameters);
/// At most `limit` findings that the visitor may see; `next`: the cursor when there may be more.
[[nodiscard]] std::vector<rules::FindingView> seen_findings(Desk& desk, FindingFilter filter,
                                                            const Sight& sight, std::size_t limit,
                                                            std::optional<journal::FindingId>& next);

// Each answers one address; the method has been checked.
[[nodiscard]] Response get_status(const Ask& ask);
[[nodiscard]] Response get_findings(const Ask& ask);
[[nodiscard]] Response get_finding(const Ask& ask, std::string_view code);
[[nodiscard]] Response post_decision(const Ask& ask, std::string_view code, rules::Action action);
[[nodiscard]] Response get_appeals(const Ask& ask);
[[nodiscard]] Response post_appeal(const Ask& ask);
[[nodiscard]] Response get_appeal(const Ask& ask, std::string_view id);
[[nodiscard]] Response patch_appeal(const Ask& ask, std::string_view id);
[[nodiscard]] Response get_teachers(const Ask& ask);
[[nodiscard]] Response get_sources(const Ask& ask);
[[nodiscard]] Response post_pull(const Ask& ask, std::string_view source);
[[nodiscard]] Response post_document(const Ask& ask, std::string_view source);
[[nodiscard]] Response get_document(const Ask& ask, std::string_view id);
[[nodiscard]] Response get_outbox(const Ask& ask);
[[nodiscard]] Response post_release(const Ask& ask);
[[nodiscard]] Response get_keeping(const Ask& ask);
[[nodiscard]] Response get_backlog(const Ask& ask);
[[nodiscard]] Response get_contradictions(const Ask& ask);
[[nodiscard]] Response get_excuses(const Ask& ask);
[[nodiscard]] Response post_excuse(const Ask& ask);
[[nodiscard]] Response get_meetings(const Ask& ask);
[[nodiscard]] Response post_meeting(const Ask& ask);
[[nodiscard]] Response get_meeting(const Ask& ask, std::string_view id);
[[nodiscard]] Response patch_meeting(const Ask& ask, std::string_view id);
[[nodiscard]] Response get_minutes(const Ask& ask, std::string_view id);
[[nodiscard]] Response get_silences(const Ask& ask);
[[nodiscard]] Response post_silence(const Ask& ask);
[[nodiscard]] Response post_silence_end(const Ask& ask, std::string_view id);
[[nodiscard]] Response get_mode(const Ask& ask);
[[nodiscard]] Response post_mode(const Ask& ask);
[[nodiscard]] Response post_test_mail(const Ask& ask);
[[nodiscard]] Response get_report(const Ask& ask, std::string_view name);

}  // namespace elzhur::web::api
