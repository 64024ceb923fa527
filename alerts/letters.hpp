// What the letters say: facts that the planner has decided on, to subject, text and HTML. Pure. Not for who
// gets them and when: plan.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alerts/mime.hpp"
#include "alerts/open_list.hpp"
#include "alerts/situation.hpp"

namespace elzhur::alerts {

/// Above it a list is numbers by teacher with the rows attached: when an entry is gone everywhere at once,
/// the cause is rarely the teachers.
inline constexpr std::size_t k_list_lessons_max = 300;
/// The same for the named rows of a digest.
inline constexpr std::size_t k_digest_lessons_max = 100;
/// Refused files that one letter names; of the others it gives the number.
inline constexpr std::size_t k_trouble_items_max = 20;
/// Withdrawn findings that one letter describes; of the others it gives the number.
inline constexpr std::size_t k_withdrawal_items_max = 50;
/// A reason of a person or a reader, as far as a letter shows it.
inline constexpr std::size_t k_reason_bytes_max = 600;

struct Letter {
  std::string kind{};
  std::string subject{};
  std::string text{};
  std::string html{};
  std::vector<Attachment> attachments{};
};

/// To whom, from what, and when.
struct Writing {
  const Situation& situation;
  const RecipientSpec& recipient;
  journal::Instant now{};

  [[nodiscard]] const rules::Policy& policy() const { return situation.policy; }
  [[nodiscard]] journal::Date today() const { return policy().zone.date_of(now); }
  [[nodiscard]] int year() const { return journal::year_of(today()); }
};

/// Findings that a silence holds back from the reader.
struct SilencedCount {
  const Silence* silence = nullptr;
  std::int64_t count = 0;
};
/// Silences that one letter tells of; of the others it gives the number of findings.
inline constexpr std::size_t k_silenced_lines_max = 10;

/// The list of an administrator or a deputy.
struct ListFacts {
  OpenList list{};
  /// When the recipient was first told of a finding, by its id.
  std::map<std::int64_t, journal::Instant> told_at{};
  std::int64_t disputed = 0;
  std::int64_t vanished = 0;                 ///< Findings in state unknown.
  std::int64_t named_to_director = 0;        ///< Live findings whose teacher the director was told.
  std::size_t teachers_with_gaps = 0;        ///< Possible owners included.
  std::optional<rules::FindingFlow> flow{};  ///< Since the recipient's last list; nothing: this is the first.
  std::optional<journal::Instant> flow_from{};
  std::vector<SilencedCount> silenced{};
};

/// The numbers of a director, a responsible person or a member, and the names a person confirmed.
struct DigestFacts {
  journal::DateRange period{};
  Figures figures{};
  OpenList awaiting{};               ///< Confirmed, and waiting for the director.
  std::size_t awaiting_unnamed = 0;  ///< Teachers with many open lessons, not confirmed: a number only.
  OpenList confirmed{};              ///< Confirmed, the others.
  OpenList unchecked{};              ///< `names: all` only.
  std::int64_t graced = 0;           ///< Open findings whose grace is not over.
  std::vector<SilencedCount> silenced{};
};

/// One withdrawn finding as a recipient was told of it.
struct Withdrawal {
  const rules::FindingView* view = nullptr;
  journal::Instant told_at{};
};

struct WithdrawalFacts {
  std::vector<Withdrawal> items{};
  std::vector<Role> other_readers{};  ///< Who else was told, and is told now; sorted, each once.
};

/// New refusals of one source, or its failure.
struct TroubleFacts {
  const SourceReport* source = nullptr;
  std::vector<const DocumentReport*> documents{};  ///< Empty: the source itself failed.
};

[[nodiscard]] Letter started_letter(const Writing& writing);
[[nodiscard]] Letter list_letter(const Writing& writing, const ListFacts& facts);
[[nodiscard]] Letter all_filled_letter(const Writing& writing, const ListFacts& facts);
[[nodiscard]] Letter digest_letter(const Writing& writing, const DigestFacts& facts);
[[nodiscard]] Letter withdrawal_letter(const Writing& writing, const WithdrawalFacts& facts);
/// Whether mail arrives: says nothing of the school's journal.
[[nodiscard]] Letter check_letter(const Settings& settings, const RecipientSpec& recipient,
                                  const journal::TimeZone& zone, journal::Instant now,
                                  std::string_view ordered_by);
[[nodiscard]] Letter trouble_letter(const Writing& writing, const TroubleFacts& facts);
[[nodiscard]] Letter service_letter(const Writing& writing, const ServiceTrouble& trouble);

// ---- What several of them share.

/// «Добрый день, Сергей Викторович!»; to a director «Уважаемая Ольга Викторовна!» where the patronymic tells.
[[nodiscard]] std::string greeting(const RecipientSpec& recipient);
/// «На 24.11 (вт), 16:00. Журнал прочитан 24.11 в 15:58.»
[[nodiscard]] std::string read_words(const Writing& writing);
/// «администратор», «директор», ...
[[nodiscard]] std::string_view role_word(Role role);
/// Sources that fail now and files refused in this cycle, one sentence each.
[[nodiscard]] std::vector<std::string> trouble_words(const Writing& writing);
/// «было 12 + новых 9 − заполнено 11 − снято 1 = осталось 7»; nothing when the numbers do not add up: a sum
/// that a director finds wrong is worse than none.
[[nodiscard]] std::optional<std::string> flow_words(const rules::FindingFlow& flow);

}  // namespace elzhur::alerts
