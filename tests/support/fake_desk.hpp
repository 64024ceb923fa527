// The desk in memory: a small school with a few open questions, for tests of the page and of the API.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/web/desk.hpp"

namespace elzhur::tests {

/// 24.11.2026, 16:00 in Simferopol. Decisions really decide (rules::decide, appeals::check) and change what
/// is read afterwards. Any thread; the public members only while nobody calls.
class FakeDesk final : public web::Desk {
 public:
  /// «МБОУ «Ивановская средняя школа»»: four teachers, five findings (ids 1 to 5, of every state but
  /// excused, withdrawn and unknown), two sources of which one fails, weeks, two appeals, an excuse, a
  /// letter, two silences of which one is over, three recipients.
  FakeDesk();

  std::uint64_t version() override { return version_; }
  journal::Instant now() override { return at; }
  const journal::TimeZone& zone() override { return zone_; }
  web::Overview overview() override;
  std::vector<rules::FindingView> findings(const web::FindingFilter& filter) override;
  std::optional<web::FindingStory> story(journal::FindingId id) override;
  std::optional<journal::FindingId> finding_by_code(std::string_view code) override;
  std::vector<rules::RuleSpec> rules() override;
  std::vector<web::TeacherView> teachers() override;
  std::vector<web::UnmatchedName> unmatched() override;
  std::vector<rules::BacklogLine> backlog(std::size_t limit, const rules::FieldOfLesson& after) override;
  std::vector<web::ContradictionView> contradictions(std::size_t limit,
                                                     const rules::FieldOfLesson& after) override;
  std::vector<web::DocumentView> documents(std::size_t limit, journal::DocumentId before) override;
  std::optional<web::DocumentView> document(journal::DocumentId id) override;
  std::map<journal::DocumentId, std::string> hashes_of(
      std::span<const journal::DocumentId> documents) override;
  std::vector<web::MessageView> messages(std::size_t limit, alerts::MessageId before) override;
  std::vector<web::ActView> acts(std::size_t limit, std::int64_t before) override;
  web::KeepingView keeping() override;
  std::vector<web::WeekView> weeks() override;
  std::vector<web::FieldWeek> field_weeks() override;
  /// From 1 September; both teachers with lessons have numbers of their own, whatever the dates.
  web::PeriodView period(std::optional<journal::Date> from, std::optional<journal::Date> to,
                         bool with_work) override;
  std::vector<web::ExcuseView> excuses() override;
  std::vector<web::SilenceView> silences() override;
  std::vector<alerts::RecipientSpec> recipients() override;
  std::vector<appeals::Appeal> appeals(int year) override;
  std::optional<appeals::Appeal> appeal(appeals::AppealId id) override;
  std::vector<appeals::Meeting> meetings(int year) override;
  std::optional<appeals::Meeting> meeting(appeals::MeetingId id) override;
  std::optional<appeals::Meeting> meeting_before(const appeals::Meeting& meeting) override;
  std::optional<appeals::Meeting> last_meeting(journal::Date day) override;
  std::vector<appeals::MeetingVersion> meeting_history(appeals::MeetingId id) override;

  journal::Result<rules::Finding> settle(journal::FindingId id, const rules::Decision& decision) override;
  journal::Result<web::ExcuseView> add_excuse(const rules::Excuse& excuse, std::string_view author) override;
  journal::Result<web::SilenceView> add_silence(const alerts::Silence& silence) override;
  journal::Result<web::SilenceView> end_silence(alerts::SilenceId id, std::string_view by) override;
  journal::Result<web::ModeView> change_mode(alerts::ModeOrder order, std::string_view reason,
                                             std::string_view by) override;
  journal::Result<std::vector<web::CheckView>> check_mail(std::string_view recipient, std::string_view order,
                                                          std::string_view by) override;
  journal::Result<appeals::Appeal> add_appeal(appeals::Appeal appeal, std::string_view by) override;
  journal::Result<appeals::Appeal> update_appeal(appeals::Appeal appeal, std::string_view by) override;
  journal::Result<appeals::Meeting> add_meeting(appeals::Meeting meeting, std::string_view by) override;
  journal::Result<appeals::Meeting> update_meeting(appeals::Meeting meeting, std::string_view by) override;
  journal::Result<void> match_name(std::string_view spelling, journal::PersonId person,
                                   std::string_view by) override;
  /// A file whose name contains "bad" is refused.
  journal::Result<web::Verdict> look_at_upload(std::string_view name, std::string_view bytes) override;
  journal::Result<void> accept_upload(std::string_view token, std::string_view by) override;
  journal::Result<void> pull(std::string_view source, std::string_view by) override;
  journal::Result<std::int64_t> release_outbox(bool drop, std::string_view by) override;
  void note_access(std::string_view person, std::string_view what) override;

  journal::Instant at{};
  std::vector<web::FindingStory> stories{};  ///< By id.
  std::vector<rules::RuleSpec> rule_list{};
  std::vector<web::TeacherView> teacher_list{};
  std::vector<web::UnmatchedName> unmatched_list{};
  std::vector<rules::BacklogLine> backlog_list{};
  std::vector<web::DocumentView> document_list{};  ///< Newest first.
  std::vector<web::MessageView> message_list{};    ///< Newest first.
  std::vector<web::ContradictionView> contradiction_list{};
  std::vector<web::ActView> act_list{};  ///< Newest first.
  web::KeepingView keeping_now{};
  std::optional<journal::Instant> held_since{};  ///< The letters are held.
  std::vector<web::SourceView> source_list{};
  std::vector<web::ExcuseView> excuse_list{};
  std::vector<alerts::Silence> silence_list{};
  std::vector<alerts::RecipientSpec> recipient_list{};
  std::optional<alerts::ModeChange> mode_change{};
  std::vector<appeals::Appeal> appeal_list{};
  /// Every version of every meeting, in the order in which they were written.
  std::vector<appeals::MeetingVersion> meeting_versions{};
  /// Lines of Desk::period().
  web::PeriodView period_view{};
  /// What was done: "pull inbox by Завуч", "accept token-1 by ...".
  std::vector<std::string> done{};
  /// (person, what) of note_access.
  std::vector<std::pair<std::string, std::string>> accesses{};
  bool is_working = true;  ///< As configured. False: mode observe.
  /// When not empty, every reading throws rules::StoreFailure and every action fails with it.
  std::string broken{};
  /// To be called after members were changed by hand.
  void touch() { ++version_; }
  /// A copy of finding 1 under a new id: for long lists.
  void add_finding();

 private:
  std::unique_lock<std::recursive_mutex> enter();
  [[nodiscard]] std::optional<journal::Error> trouble() const;
  [[nodiscard]] web::SilenceView view_of(const alerts::Silence& silence);
  [[nodiscard]] web::ModeView mode_view() const;
  void fill_findings();
  void fill_rest();

  std::recursive_mutex mutex_;
  journal::TimeZone zone_;
  std::atomic<std::uint64_t> version_{1};
  int uploads_ = 0;
};

}  // namespace elzhur::tests
