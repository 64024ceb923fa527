// What keeping a store for years needs: the outbox held after a restore, and rows removed when their time is
// over, each removal with an act. Decides no dates: retention in daemon/app does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/core.hpp"
#include "journal/time.hpp"

namespace elzhur::store {

/// So many rows go in one transaction: nobody waits long for it.
inline constexpr std::int64_t k_removed_in_one_step = 500;

/// The note that holds the outbox: since when.
inline constexpr std::string_view k_outbox_held_note = "outbox_held";

/// What was removed, by which rule, and when. `first` and `last`: of the times that the rule counts from.
struct Act {
  std::int64_t id = 0;
  journal::Instant at{};
  std::string
      what{};  ///< "findings", "access_log", "message_bodies", "evidence", "evidence_files", "silences"
  std::string rule{};  ///< "findings: 2 school_years"
  std::int64_t count = 0;
  journal::Instant first{};
  journal::Instant last{};

  bool operator==(const Act&) const = default;
};

/// By which rule something is removed, and when that began: the steps of one removal are one act.
struct Reason {
  journal::Instant at{};
  std::string rule{};
};

/// From any thread. Every call is a transaction of its own. Failures of the database throw StoreFailure.
class Keeper {
 public:
  explicit Keeper(Core& core) : core_(core) {}

  /// While it is held no message is claimed for sending, whatever queues it.
  void hold_outbox(journal::Instant now);
  [[nodiscard]] std::optional<journal::Instant> outbox_held_since();
  /// How many messages wait to be sent.
  [[nodiscard]] std::int64_t waiting_messages();
  /// Lets the messages go.
  void release_outbox();
  /// Gives up what was queued until the outbox was held (it may have been sent by the store that was lost),
  /// and lets the rest go. How many were given up.
  std::int64_t drop_held_messages();

  /// Keeps a text under a name; an empty one removes it.
  void note(std::string_view key, std::string_view value);
  [[nodiscard]] std::string noted(std::string_view key);

  /// The first day whose lessons may still become findings; nothing: any. Findings of earlier days may be
  /// gone, so that their lessons must never be judged as new ones.
  [[nodiscard]] std::optional<journal::Date> kept_from();
  /// Each removes one step, notes it in the act of `why`, and says what it removed; count 0: nothing is left
  /// to remove. Closed before `closed_before`, of lessons before kept_from(), in no entry of the appeal log:
  /// with history and tellings.
  [[nodiscard]] Act remove_findings(journal::Instant closed_before, const Reason& why);
  /// Silences that ended before.
  [[nodiscard]] Act remove_silences(journal::Instant ended_before, const Reason& why);
  [[nodiscard]] Act remove_accesses(journal::Instant before, const Reason& why);
  /// The texts of messages that were settled and queued before. That they were sent stays known.
  [[nodiscard]] Act remove_message_bodies(journal::Instant queued_before, const Reason& why);
  /// The evidence of documents received before, unless a finding names the document: that the bytes were read
  /// stays known, what they showed does not.
  [[nodiscard]] Act forget_evidence(journal::Instant received_before, const Reason& why);
  /// Files of evidence that no document refers to and that are older than `older_than`. `files`: by their
  /// path. Under the writer's lock, so that no cycle refers to one meanwhile.
  [[nodiscard]] Act remove_evidence_files(const std::vector<std::filesystem::path>& files,
                                          journal::Instant older_than, const Reason& why);

  /// Oldest first.
  [[nodiscard]] std::vector<Act> acts();

 private:
  Core& core_;
};

}  // namespace elzhur::store
