// The port of the page and of the API: what they read, and what people decide there. The application
// implements it over the store; tests in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/message.hpp"
#include "alerts/mode.hpp"
#include "alerts/silence.hpp"
#include "alerts/situation.hpp"
#include "appeals/appeal.hpp"
#include "appeals/meeting.hpp"
#include "journal/calendar.hpp"
#include "journal/document.hpp"
#include "journal/error.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"
#include "rules/finding.hpp"
#include "rules/ledger.hpp"
#include "rules/policy.hpp"
#include "rules/report.hpp"

namespace elzhur::web {

/// A source as people see it. Texts are Russian.
struct SourceView {
  std::string id{};
  std::string kind{};  ///< "elzhur_api", "elzhur_report", "directory".
  std::optional<journal::Instant> last_accepted_at{};
  std::optional<journal::Instant> last_asked_at{};
  std::optional<journal::Instant> next_due_at{};
  std::optional<journal::Instant> failing_since{};
  std::string reason{};  ///< Why the last pull failed or was refused; empty: it was good.
  std::vector<std::string> notes{};  ///< What a source cannot tell: «темы неизвестны: нет ученика …».
};

struct DocumentView {
  journal::DocumentId id{};
  std::string source{};
  std::string name{};
  std::string format{};
  std::string sha256{};
  std::uint64_t size_bytes = 0;
  journal::AsOf as_of;
  journal::Instant received_at{};
  bool accepted = false;
  std::string reason{};
  std::size_t rows = 0;
  std::size_t lessons = 0;
};

/// Which mode is in force, and by whose word.
struct ModeView {
  bool is_working = false;     ///< False: observe.
  bool is_configured = false;  ///< Whether the configuration says working.
  /// What a person said last, unless that was to follow the configuration: it goes before it.
  std::optional<alerts::ModeChange> by_person{};
};

/// A silence with what people read of it.
struct SilenceView {
  alerts::Silence silence{};
  bool is_in_force = false;
  std::string teacher{};        ///< The name of scope.teacher.
  std::string finding{};        ///< «F-2026-000123» of scope.finding.
  std::int64_t holds_back = 0;  ///< Live findings that are about it now; 0 when it is not in force.
};
/// Silences in one list.
inline constexpr std::size_t k_silences_shown_max = 500;

/// What became of the order of a letter that tests the mail.
struct CheckView {
  std::string recipient{};
  bool is_queued = false;
  std::string why_not{};     ///< Russian; empty when it is queued.
  std::string message_id{};  ///< Of the queued one.
};

/// What the page leads with.
struct Overview {
  journal::Instant at{};
  std::string school_name{};
  bool is_working = false;  ///< False: mode observe.
  ModeView mode{};          ///< With the same is_working.
  std::optional<journal::Date> watch_from{};
  std::optional<journal::Instant> last_cycle_at{};
  std::string trouble{};  ///< What is wrong with the program itself, Russian; empty: nothing.
  std::vector<SourceView> sources{};
  rules::LessonTotals week{};  ///< The last seven days that are over.
  rules::LessonTotals term{};  ///< From the first day watched in the school year, to yesterday.
  rules::FindingFlow since_yesterday{};
  std::int64_t backlog = 0;
  std::int64_t unmatched_names = 0;
  alerts::AppealsWaiting appeals{};
  std::int64_t outbox_pending = 0;
  std::int64_t silences = 0;  ///< In force.
  /// After a restore nothing is sent before a person agrees (Desk::release_outbox).
  std::optional<journal::Instant> outbox_held_since{};
};

struct FindingFilter {
  std::vector<rules::FindingState> states{};  ///< Empty: the live ones.
  std::string rule{};
  std::optional<journal::PersonId> teacher{};  ///< Among the owners.
  std::string class_name{};
  std::optional<journal::Date> from{};
  std::optional<journal::Date> to{};
  journal::FindingId after{};  ///< Ids greater than this: the cursor.
  std::size_t limit = 1000;    ///< 1..k_findings_page_max.
};
inline constexpr std::size_t k_findings_page_max = 1000;

/// One step of a story, oldest first.
struct FindingStep {
  journal::Instant at{};
  std::optional<rules::FindingState> before{};
  rules::FindingState after = rules::FindingState::open;
  std::string person{};  ///< Empty: evidence.
  std::string reason{};
};

/// One stretch of what was seen of the field.
struct SeenView {
  journal::FillState state = journal::FillState::unknown;
  journal::AsOf first;  ///< Of the first sight that showed it.
  journal::AsOf last;   ///< Of the newest, renewals included.
  std::optional<journal::Instant> reported{};
  bool contradicted = false;
  DocumentView first_document{};
  DocumentView last_document{};
};

struct TellingView {
  std::string recipient{};
  std::string stage{};
  journal::Instant told_at{};
  alerts::MessageState state = alerts::MessageState::queued;
};

struct ExcuseView {
  std::int64_t id = 0;
  rules::Excuse excuse{};
  std::string author{};
  journal::Instant added_at{};
};

/// «Откуда это видно?»: everything that made a finding.
struct FindingStory {
  rules::FindingView view;
  std::string kind{};      ///< "topic", ...: of the rule.
  std::string severity{};  ///< "info", ...: of the rule.
  std::string basis{};     ///< The clause; empty: the rule only observes.
  std::string due_rule{};  ///< The deadline of the rule in words: «в день урока до 23:59».
  /// Empty as well when the deadline was not counted from the day of the lesson.
  std::vector<journal::Date> counted_days{};
  std::optional<journal::Instant> appeared_at{};  ///< rules::LessonRecord::appeared_at
  std::optional<rules::Absence> absence{};        ///< rules::LessonRecord::absence
  std::vector<SeenView> seen{};
  std::vector<FindingStep> steps{};
  std::vector<TellingView> tellings{};
  std::vector<ExcuseView> excuses{};  ///< That touch its owners, class or day.
  std::vector<appeals::Appeal> appeals{};
  std::vector<SilenceView> silences{};  ///< In force, that are about it.
};

struct TeacherView {
  journal::PersonId id{};
  std::string name{};
  std::string post{};
  rules::LessonTotals term{};
  std::int64_t open_lessons = 0;  ///< Lessons with a live finding.
};

struct UnmatchedName {
  std::string spelling{};
  std::int64_t lessons = 0;
  std::vector<rules::Person> candidates{};  ///< Several: who is meant is not known.
};

/// What one sight showed of an entry.
struct SightView {
  journal::FillState state = journal::FillState::unknown;
  journal::AsOf as_of;
  std::string source{};
  std::string document{};  ///< Its name.
};

/// What sources disagree about: nothing is proved by it, so nobody is asked about it.
struct ContradictionView {
  rules::FieldOfLesson place{};
  journal::Scope scope;
  journal::Date date{};
  std::optional<int> number{};
  std::vector<rules::Person> owners{};
  SightView standing{};
  std::vector<SightView> others{};  ///< Empty: whatever said otherwise agrees by now.
};

/// That data was removed because its time was over.
struct ActView {
  std::int64_t id = 0;
  journal::Instant at{};
  std::string what{};  ///< "findings", "access_log", "message_bodies", "evidence", "evidence_files".
  std::string rule{};  ///< "findings: 2 school_years".
  std::int64_t count = 0;
  journal::Instant first{};
  journal::Instant last{};
};

/// How the store is kept: backups, and letters held after a restore.
struct KeepingView {
  bool makes_backups = false;
  std::optional<journal::Instant> last_done_at{};  ///< The last night that was done whole.
  std::optional<journal::Instant> failing_since{};
  std::string trouble{};  ///< Why the last one failed, Russian; empty: it did not.
};

struct MessageView {
  alerts::MessageId id{};
  std::string recipient{};
  std::string kind{};
  std::string reason{};
  std::string subject{};
  alerts::MessageState state = alerts::MessageState::queued;
  int attempts = 0;
  journal::Instant queued_at{};
  std::optional<journal::Instant> next_attempt_at{};
  std::string last_answer{};
};

/// Shares of a week, Monday first: for the charts. Of days that are over.
struct WeekView {
  journal::Date monday{};
  rules::LessonTotals lessons{};
};
/// Of days that are over.
struct FieldWeek {
  journal::Date monday{};
  journal::Field field = journal::Field::topic;
  std::int64_t filled = 0;  ///< Declared «без задания» included.
  std::int64_t known = 0;   ///< Of so many that were seen and had to be filled.
};

/// The lessons that one teacher alone may owe, over a period.
struct PeriodTeacher {
  journal::PersonId id{};
  std::string name{};
  std::string post{};
  rules::LessonTotals lessons{};
  rules::OwnerWork work{};
};

/// A stretch of time over which ElZhur could not be used.
struct OutageView {
  journal::Instant from{};
  journal::Instant to{};
  std::string reason{};  ///< Empty: seen by this program itself.
};

/// What papers about a period are made from.
struct PeriodView {
  journal::DateRange dates{};  ///< As far as watched, to yesterday at most; last < first: nothing of it was.
  rules::LessonTotals lessons{};
  std::vector<WeekView> weeks{};          ///< The first and the last may be parts of weeks.
  std::vector<FieldWeek> field_weeks{};   ///< The same.
  std::vector<PeriodTeacher> teachers{};  ///< With a lesson in the period, by the alphabet.
  rules::OwnerWork all{};                 ///< Of every lesson; without the scopes.
  std::vector<OutageView> outages{};      ///< That touch the period, by beginning.
};

/// What an uploaded file is: read, and what of it; or refused, and why. Nothing was changed yet by asking.
struct Verdict {
  bool is_accepted = false;
  std::vector<DocumentView> documents{};
  std::vector<std::string> problems{};  ///< Russian, with sheet, row and column.
  std::int64_t findings_opened = 0;
  std::int64_t findings_resolved = 0;
  std::string
      token{};  ///< Brings the same file in by accept_upload; empty when there is nothing to bring in.
};

/// A place in a list of fields of lessons as the text of an address, and back; nothing for any other text.
[[nodiscard]] std::string field_cursor(const rules::FieldOfLesson& place);
[[nodiscard]] std::optional<rules::FieldOfLesson> parse_field_cursor(std::string_view text);

/// Any thread. Reading throws rules::StoreFailure when the database fails; actions return bad_input with a
/// text for the person in Russian, storage when the database fails: nothing has changed then.
class Desk {
 public:
  virtual ~Desk() = default;

  /// Another number whenever anything that reading shows may be another, the passing of time apart. Cheap:
  /// what was made of an answer may be kept as long as it stays.
  [[nodiscard]] virtual std::uint64_t version() = 0;
  [[nodiscard]] virtual journal::Instant now() = 0;
  [[nodiscard]] virtual const journal::TimeZone& zone() = 0;
  [[nodiscard]] virtual Overview overview() = 0;
  [[nodiscard]] virtual std::vector<rules::FindingView> findings(const FindingFilter& filter) = 0;
  [[nodiscard]] virtual std::optional<FindingStory> story(journal::FindingId id) = 0;
  [[nodiscard]] virtual std::optional<journal::FindingId> finding_by_code(std::string_view code) = 0;
  [[nodiscard]] virtual std::vector<rules::RuleSpec> rules() = 0;
  [[nodiscard]] virtual std::vector<TeacherView> teachers() = 0;
  [[nodiscard]] virtual std::vector<UnmatchedName> unmatched() = 0;
  /// Lists come in pages: at most `limit`, behind the last of the page before.
  [[nodiscard]] virtual std::vector<rules::BacklogLine> backlog(std::size_t limit,
                                                                const rules::FieldOfLesson& after) = 0;
  [[nodiscard]] virtual std::vector<ContradictionView> contradictions(std::size_t limit,
                                                                      const rules::FieldOfLesson& after) = 0;
  /// The newest first; `before`: ids smaller than this, 0 for all. The same below.
  [[nodiscard]] virtual std::vector<DocumentView> documents(std::size_t limit,
                                                            journal::DocumentId before) = 0;
  [[nodiscard]] virtual std::optional<DocumentView> document(journal::DocumentId id) = 0;
  /// SHA-256 of the bytes of these documents, by id; those that are gone are left out.
  [[nodiscard]] virtual std::map<journal::DocumentId, std::string> hashes_of(
      std::span<const journal::DocumentId> documents) = 0;
  [[nodiscard]] virtual std::vector<MessageView> messages(std::size_t limit, alerts::MessageId before) = 0;
  [[nodiscard]] virtual std::vector<ActView> acts(std::size_t limit, std::int64_t before) = 0;
  [[nodiscard]] virtual KeepingView keeping() = 0;
  [[nodiscard]] virtual std::vector<WeekView> weeks() = 0;
  [[nodiscard]] virtual std::vector<FieldWeek> field_weeks() = 0;
  /// From `from` on, else from where weeks() begins; to `to`, else to today. `with_work`: the work of
  /// teachers and in all, which costs a pass over all lessons of the period; else empty.
  [[nodiscard]] virtual PeriodView period(std::optional<journal::Date> from, std::optional<journal::Date> to,
                                          bool with_work) = 0;
  [[nodiscard]] virtual std::vector<ExcuseView> excuses() = 0;
  /// Those in force first, then the newest that ended; at most k_silences_shown_max.
  [[nodiscard]] virtual std::vector<SilenceView> silences() = 0;
  /// Who may get letters, as configured.
  [[nodiscard]] virtual std::vector<alerts::RecipientSpec> recipients() = 0;
  [[nodiscard]] virtual std::vector<appeals::Appeal> appeals(int year) = 0;
  [[nodiscard]] virtual std::optional<appeals::Appeal> appeal(appeals::AppealId id) = 0;

  /// Of a year, by number.
  [[nodiscard]] virtual std::vector<appeals::Meeting> meetings(int year) = 0;
  [[nodiscard]] virtual std::optional<appeals::Meeting> meeting(appeals::MeetingId id) = 0;
  /// The one before, whatever its year.
  [[nodiscard]] virtual std::optional<appeals::Meeting> meeting_before(const appeals::Meeting& meeting) = 0;
  /// The newest on or before that day.
  [[nodiscard]] virtual std::optional<appeals::Meeting> last_meeting(journal::Date day) = 0;
  /// Every version, oldest first.
  [[nodiscard]] virtual std::vector<appeals::MeetingVersion> meeting_history(appeals::MeetingId id) = 0;

  /// `decision.person` is the visitor's name.
  [[nodiscard]] virtual journal::Result<rules::Finding> settle(journal::FindingId id,
                                                               const rules::Decision& decision) = 0;
  [[nodiscard]] virtual journal::Result<ExcuseView> add_excuse(const rules::Excuse& excuse,
                                                               std::string_view author) = 0;
  /// `silence.author` is the visitor's name; id and times are given by the desk. Letters leave it out from
  /// the next cycle on.
  [[nodiscard]] virtual journal::Result<SilenceView> add_silence(const alerts::Silence& silence) = 0;
  /// Ends it now; the next cycle, which is at once, tells what is still open.
  [[nodiscard]] virtual journal::Result<SilenceView> end_silence(alerts::SilenceId id,
                                                                 std::string_view by) = 0;
  /// In force from the next cycle on, which is at once.
  [[nodiscard]] virtual journal::Result<ModeView> change_mode(alerts::ModeOrder order,
                                                              std::string_view reason,
                                                              std::string_view by) = 0;
  /// Queues a letter that tests the mail, to this recipient or to all. The same order twice is one letter;
  /// one that comes too soon after the last is refused. bad_input when nothing is queued.
  [[nodiscard]] virtual journal::Result<std::vector<CheckView>> check_mail(std::string_view recipient,
                                                                           std::string_view order,
                                                                           std::string_view by) = 0;
  [[nodiscard]] virtual journal::Result<appeals::Appeal> add_appeal(appeals::Appeal appeal,
                                                                    std::string_view by) = 0;
  [[nodiscard]] virtual journal::Result<appeals::Appeal> update_appeal(appeals::Appeal appeal,
                                                                       std::string_view by) = 0;
  [[nodiscard]] virtual journal::Result<appeals::Meeting> add_meeting(appeals::Meeting meeting,
                                                                      std::string_view by) = 0;
  [[nodiscard]] virtual journal::Result<appeals::Meeting> update_meeting(appeals::Meeting meeting,
                                                                         std::string_view by) = 0;
  [[nodiscard]] virtual journal::Result<void> match_name(std::string_view spelling, journal::PersonId person,
                                                         std::string_view by) = 0;
  /// Reads the file as the inbox would and says what it would change.
  [[nodiscard]] virtual journal::Result<Verdict> look_at_upload(std::string_view name,
                                                                std::string_view bytes) = 0;
  /// Hands the file of that token to the inbox and has the next cycle run at once.
  [[nodiscard]] virtual journal::Result<void> accept_upload(std::string_view token, std::string_view by) = 0;
  /// All sources, or one, as soon as the running cycle has ended.
  [[nodiscard]] virtual journal::Result<void> pull(std::string_view source, std::string_view by) = 0;
  /// Lets the letters go that a restore holds; `drop`: those that were queued before it are given up, because
  /// they may have been sent. How many go. bad_input: nobody holds them.
  [[nodiscard]] virtual journal::Result<std::int64_t> release_outbox(bool drop, std::string_view by) = 0;
  /// Who looked at names or took them out: kept.
  virtual void note_access(std::string_view person, std::string_view what) = 0;
};

}  // namespace elzhur::web
