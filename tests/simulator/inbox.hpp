// The letters that the mail sink keeps, the page that shows them and the folder they may also go to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"
#include "tests/simulator/site.hpp"
#include "tests/simulator/smtp_session.hpp"

namespace elzhur::simulator {

inline constexpr std::size_t k_inbox_mails_max = 500;
inline constexpr std::size_t k_inbox_bytes_max = std::size_t{64} << 20U;

struct KeptMail {
  std::uint64_t id = 0;  ///< From 1, in the order of arrival.
  journal::Instant received{};
  HandedMail handed{};
};

/// For one thread.
class Inbox {
 public:
  /// `maildir`: a folder that every letter is also written to; empty: none.
  explicit Inbox(std::string maildir = {}) : maildir_(std::move(maildir)) {}

  /// Makes the folders of the maildir. Fails with ErrorKind::storage.
  [[nodiscard]] journal::Result<void> open();
  /// Beyond a limit the oldest letters go, and dropped() counts them. Fails with ErrorKind::storage when the
  /// folder cannot take it; then it is not kept either.
  [[nodiscard]] journal::Result<void> keep(HandedMail mail, journal::Instant received);
  void clear();

  /// Oldest first.
  [[nodiscard]] const std::deque<KeptMail>& mails() const { return mails_; }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
  [[nodiscard]] const KeptMail* find(std::uint64_t id) const;

 private:
  std::string maildir_;
  std::deque<KeptMail> mails_;
  std::size_t bytes_ = 0;
  std::uint64_t last_id_ = 0;
  std::uint64_t dropped_ = 0;
};

/// GET /inbox, /inbox.json, /inbox/letter?mail=N, /inbox/attachment?mail=N&part=K, and DELETE /inbox; nothing
/// for any other request.
[[nodiscard]] std::optional<SiteAnswer> answer_inbox(Inbox& inbox, const journal::TimeZone& zone,
                                                     const SiteRequest& request);

}  // namespace elzhur::simulator
