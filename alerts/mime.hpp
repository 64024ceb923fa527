// A letter as the bytes that SMTP carries (RFC 5322, MIME). Not for what it says: letters.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alerts/situation.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::alerts {

inline constexpr std::size_t k_address_bytes_max = 254;  ///< RFC 5321.
inline constexpr std::size_t k_mailbox_name_bytes_max = 200;
inline constexpr std::size_t k_references_max = 20;  ///< Of more the first and the newest are kept.

/// True for a bare address that any server takes: one «@», plain ASCII without quotes, a host of letters,
/// digits, hyphens and dots.
[[nodiscard]] bool is_address(std::string_view text);

/// "ЭлЖур-монитор <elzhur@school.example>", "\"Name\" <a@b>" or "a@b". Fails with ErrorKind::config and what
/// is wrong; a name is one line of valid UTF-8.
[[nodiscard]] journal::Result<Mailbox> parse_mailbox(std::string_view text);

struct Attachment {
  std::string name{};  ///< «список до запуска.csv».
  std::string type{};  ///< "text/csv; charset=utf-8".
  std::string bytes{};
};

struct Mail {
  Mailbox from{};
  Mailbox to{};
  std::string subject{};
  std::string message_id{};               ///< Without angle brackets, as the next two.
  std::string in_reply_to{};              ///< Empty: begins a thread.
  std::vector<std::string> references{};  ///< Oldest first.
  std::string kind{};
  std::string reason{};
  std::string text{};
  std::string html{};
  std::vector<Attachment> attachments{};
};

/// The name of a message that never changes: equal for equal arguments, and for no others.
[[nodiscard]] std::string make_message_id(const Settings& settings, std::string_view recipient,
                                          std::string_view occasion);

/// The whole message with CRLF: multipart/alternative, in multipart/mixed when something is attached; ASCII,
/// no line beyond 998 bytes. No text of a Mail can add a header. Same input, same bytes. Requires: both
/// addresses are is_address; the type of an attachment is one line.
[[nodiscard]] std::string render_mail(const Mail& mail, const journal::TimeZone& zone, journal::Instant date);

}  // namespace elzhur::alerts
