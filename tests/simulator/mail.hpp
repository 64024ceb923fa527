// A received letter (RFC 5322, MIME) as a person reads it. Pure and total: what cannot be decoded is shown as
// it stands. Not a mail program: it knows what the letters of a monitor use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::simulator {

inline constexpr std::size_t k_mail_parts_max = 100;
inline constexpr int k_mail_depth_max = 8;
inline constexpr std::size_t k_mail_headers_max = 500;

struct MailAttachment {
  std::string name;  ///< Without folders; «вложение» when it has none.
  std::string type;  ///< "text/csv", lower case.
  std::string bytes;
};

struct ReadMail {
  std::string subject;
  std::string from;
  std::string to;
  std::string date;
  std::string message_id;
  std::string in_reply_to;
  std::string kind;  ///< Of the header X-Elzhur-Kind.
  std::string text;  ///< The first text/plain part, valid UTF-8 with LF.
  std::string html;  ///< The first text/html part.
  std::vector<MailAttachment> attachments;
  bool is_cut = false;  ///< Too many headers, too many or too deep parts: the rest is left out.
};

[[nodiscard]] ReadMail read_mail(std::string_view bytes);

/// RFC 2047: encoded words of UTF-8, B and Q; folding removed.
[[nodiscard]] std::string decoded_header(std::string_view value);
/// Stops at padding; characters outside of the alphabet are skipped.
[[nodiscard]] std::string base64_decoded(std::string_view text);
/// Quoted-printable, soft line breaks removed; `underscore_is_space`: as in a header.
[[nodiscard]] std::string quoted_printable_decoded(std::string_view text, bool underscore_is_space = false);
/// A parameter of a header field ("filename" of `attachment; filename*=utf-8''%D0%B0.csv`), RFC 2231 sections
/// and charset included; empty when it is not there.
[[nodiscard]] std::string header_parameter(std::string_view field, std::string_view name);

}  // namespace elzhur::simulator
