// The desk over the store: what page and API read and decide. Reading goes through connections of its own and
// never waits for a cycle; deciding is a short transaction that does.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/app/desk_uploads.hpp"
#include "daemon/app/health.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/app/source_board.hpp"
#include "daemon/store/readers.hpp"
#include "daemon/store/store.hpp"
#include "daemon/web/desk.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// The same person's looks at the same thing are noted once in so long a time.
inline constexpr journal::Seconds k_access_every = std::chrono::hours(1);
/// More looks than this do not wait in memory while the store is busy: the next one waits for it.
inline constexpr std::size_t k_accesses_waiting_max = 200;
inline constexpr std::size_t k_access_text_bytes_max = 300;

/// Everything outlives the desk and may be used by any thread.
struct DeskNeeds {
  store::Store& store;
  const journal::Clock& clock;
  const Health& health;
  const SourceBoard& board;
  /// The setup in force: a reload replaces it.
  std::function<std::shared_ptr<const Setup>()> setup;
  /// Has a cycle run as soon as the running one has ended, with a look at these sources.
  std::function<void(const std::vector<std::string>& sources)> pull;
  /// A message was queued.
  std::function<void()> send;
};

class StoreDesk final : public web::Desk {
 public:
  /// Opens connections to the store's file. Throws rules::StoreFailure.
  explicit StoreDesk(DeskNeeds needs);
  /// Writes down the looks that still wait.
  ~StoreDesk() override;

  std::uint64_t version() override;
  journal::Instant now() override { return needs_.clock.now(); }
  const journal::TimeZone& zone() override;
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
  journal::Result<web::Verdict> look_at_upload(std::string_view name, std::string_view bytes) override;
  journal::Result<void> accept_upload(std::string_view token, std::string_view by) override;
  journal::Result<void> pull(std::string_view source, std::string_view by) override;
  journal::Result<std::int64_t> release_outbox(bool drop, std::string_view by) override;
  void note_access(std::string_view person, std::string_view what) override;

  /// Who of the persons known a written name means; nothing: nobody, or several.
  [[nodiscard]] std::optional<journal::PersonId> person_of(std::string_view name);

 private:
  /// Who is who as the next cycle will see it.
  struct People;
  [[nodiscard]] People people(store::Snapshot& snapshot, const config::Config& config);
  /// As corrected on request, else of the staff file; empty: none is known.
  [[nodiscard]] static std::string post_of(const People& known, const config::Config& config,
                                           journal::PersonId person);
  [[nodiscard]] std::optional<journal::Date> watch_from(store::Snapshot& snapshot,
                                                        const config::Config& config);
  /// From the first day watched, or of the school year, to yesterday: of a day that is not over the filled
  /// lessons alone would count, and flatter the number.
  [[nodiscard]] journal::DateRange watched(store::Snapshot& snapshot, const config::Config& config,
                                           journal::Instant now);
  [[nodiscard]] std::vector<web::SourceView> sources(store::Snapshot& snapshot, const config::Config& config);
  [[nodiscard]] std::vector<web::UnmatchedName> unmatched_in(store::Snapshot& snapshot,
                                                             const config::Config& config);
  [[nodiscard]] std::vector<web::ExcuseView> all_excuses(store::Snapshot& snapshot,
                                                         const config::Config& config);
  void add_deadline(web::FindingStory& story, store::Snapshot& snapshot, const config::Config& config);
  void add_seen(web::FindingStory& story, store::Snapshot& snapshot, journal::Field field);

  DeskNeeds needs_;
  store::Readers readers_;
  Uploads uploads_;
  std::mutex mutex_;
  std::weak_ptr<const Setup> known_setup_;  ///< Guarded by mutex_, as everything below.
  std::uint64_t setups_ = 0;
  std::list<journal::TimeZone> zones_;  ///< The newest last; a reload may bring another one.
  std::map<std::pair<std::string, std::string>, journal::Instant> noted_;
  std::vector<store::AccessRow> waiting_;
};

}  // namespace elzhur::app
