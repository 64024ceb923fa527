#include "alerts/mime.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "alerts/encode.hpp"
#include "journal/check.hpp"
#include "journal/hash.hpp"
#include "journal/names.hpp"

namespace elzhur::alerts {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Dots stand neither at the ends nor side by side.
bool is_dotted(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

std::string_view host_of(const Mailbox& from) {
  return std::string_view(from.address).substr(from.address.find('@') + 1);
}

std::string hex_digest(std::uint64_t salt, std::initializer_list<std::string_view> parts) {
  journal::Digest digest;
  digest.add(salt);
  for (const std::string_view part : parts) digest.add(part);
  return fmt::format("{:016x}", digest.value());
}

/// "Mon, 23 Nov 2026 18:30:00 +0300".
std::string rfc5322_date(const journal::TimeZone& zone, journal::Instant instant) {
  static constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const journal::LocalTime local = zone.to_local(instant);
  const auto date = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day ymd{std::chrono::sys_days{date.time_since_epoch()}};
  const auto second = (local - date).count();
  const auto offset = (local.time_since_epoch() - instant.time_since_epoch()).count() / 60;
  const auto minutes = std::abs(offset);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}",
                     k_days.at(journal::weekday_of(date).c_encoding()), static_cast<unsigned>(ymd.day()),
                     k_months.at(static_cast<unsigned>(ymd.month()) - 1), static_cast<int>(ymd.year()),
                     second / 3600, second / 60 % 60, second % 60, offset < 0 ? '-' : '+', minutes / 60,
                     minutes % 60);
}

void add_header(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format("{}: {}\r\n", name, value);
}

void add_text_header(std::string& out, std::string_view name, std::string_view value) {
  add_header(out, name, encode_header_text(value, name.size() + 2));
}

/// The address stands in a line of its own: a long name cannot push it beyond the limit.
void add_mailbox_header(std::string& out, std::string_view name, const Mailbox& mailbox) {
  if (mailbox.name.empty()) {
    add_header(out, name, mailbox.address);
    return;
  }
  std::string shown = encode_header_text(mailbox.name, name.size() + 2);
  if (shown.rfind("=?", 0) != 0) {
    // An ASCII phrase: quoted, so that no character of it means anything.
    std::string quoted;
    for (const char c : shown) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    shown = "\"" + quoted + "\"";
  }
  add_header(out, name, fmt::format("{}\r\n <{}>", shown, mailbox.address));
}

/// What may stand between angle brackets. Ours always may; a foreign character is dropped.
std::string clean_id(std::string_view id) {
  std::string out;
  for (const char c : id) {
    if (is_alnum(c) || std::string_view("@.-_+:").find(c) != std::string_view::npos) out += c;
  }
  return out;
}

std::string reference_list(const std::vector<std::string>& ids) {
  std::string out;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    // The first names the thread, the last ones place the letter in it.
    if (i != 0 && i + k_references_max - 1 < ids.size()) continue;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("<{}>", clean_id(ids[i]));
  }
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::string text_part(std::string_view type, std::string_view text) {
  return fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", type,
                     base64_lines(with_crlf(valid_utf8(text))));
}

std::string attachment_part(const Attachment& attachment) {
  ELZHUR_CHECK(attachment.type.find_first_of("\r\n") == std::string::npos);
  return fmt::format(
      "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment{}\r\n\r\n{}",
      attachment.type, encode_parameter("filename", attachment.name), base64_lines(attachment.bytes));
}

/// A multipart entity of parts, its Content-Type header first. "_" is no base64: the boundary is in no part.
std::string multipart(std::string_view subtype, std::string_view boundary,
                      const std::vector<std::string>& parts) {
  std::string out = fmt::format("Content-Type: multipart/{};\r\n boundary=\"{}\"\r\n\r\n", subtype, boundary);
  for (const std::string& part : parts) out += fmt::format("--{}\r\n{}", boundary, part);
  out += fmt::format("--{}--\r\n", boundary);
  return out;
}

}  // namespace

bool is_address(std::string_view text) {
  if (text.size() > k_address_bytes_max) return false;
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view local = text.substr(0, at);
  const std::string_view host = text.substr(at + 1);
  const auto is_local = [](char c) {
    return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  };
  const auto is_host = [](char c) { return is_alnum(c) || c == '-' || c == '.'; };
  return local.size() <= 64 && is_dotted(local) && is_dotted(host) &&
         std::all_of(local.begin(), local.end(), is_local) && std::all_of(host.begin(), host.end(), is_host);
}

journal::Result<Mailbox> parse_mailbox(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return journal::failure(journal::ErrorKind::config,
                            fmt::format("no mailbox (\"Name <user@host>\"): {}", what));
  };
  if (text.size() > k_mailbox_name_bytes_max + k_address_bytes_max) return wrong("the text is too long");
  const bool has_controls = std::any_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (has_controls || valid_utf8(text) != text) return wrong("it must be one line of valid UTF-8");
  Mailbox mailbox;
  const std::size_t open = text.find('<');
  if (open == std::string_view::npos) {
    mailbox.address = journal::normalise_text(text);
  } else {
    const std::size_t close = text.find('>', open);
    if (close == std::string_view::npos) return wrong("'>' is missing");
    if (!journal::normalise_text(text.substr(close + 1)).empty())
      return wrong("nothing may stand behind '>'");
    mailbox.name = journal::normalise_text(text.substr(0, open));
    if (mailbox.name.size() >= 2 && mailbox.name.front() == '"' && mailbox.name.back() == '"') {
      mailbox.name = mailbox.name.substr(1, mailbox.name.size() - 2);
    }
    mailbox.address = std::string(text.substr(open + 1, close - open - 1));
  }
  if (mailbox.name.size() > k_mailbox_name_bytes_max) return wrong("the name is too long");
  if (!is_address(mailbox.address)) return wrong("the address must look like user@host, in Latin letters");
  return mailbox;
}

std::string make_message_id(const Settings& settings, std::string_view recipient, std::string_view occasion) {
  // Twice 64 bits: no two messages of a school's life meet.
  return fmt::format("{}{}@{}", hex_digest(1, {settings.instance_id, recipient, occasion}),
                     hex_digest(2, {settings.instance_id, recipient, occasion}), host_of(settings.from));
}

std::string render_mail(const Mail& mail, const journal::TimeZone& zone, journal::Instant date) {
  ELZHUR_CHECK(is_address(mail.from.address) && is_address(mail.to.address));
  std::string out;
  add_mailbox_header(out, "From", mail.from);
  add_mailbox_header(out, "To", mail.to);
  add_text_header(out, "Subject", mail.subject);
  add_header(out, "Date", rfc5322_date(zone, date));
  add_header(out, "Message-ID", fmt::format("<{}>", clean_id(mail.message_id)));
  if (!mail.in_reply_to.empty())
    add_header(out, "In-Reply-To", fmt::format("<{}>", clean_id(mail.in_reply_to)));
  if (!mail.references.empty()) add_header(out, "References", reference_list(mail.references));
  add_header(out, "Auto-Submitted", "auto-generated");
  add_header(out, "List-Id", fmt::format("<elzhur-monitor.{}>", host_of(mail.from)));
  add_header(out, "X-Elzhur-Kind", clean_id(mail.kind));
  add_text_header(out, "X-Elzhur-Reason", mail.reason);
  add_header(out, "MIME-Version", "1.0");
  const std::string stem = hex_digest(3, {mail.message_id});
  std::string alternative =
      multipart("alternative", fmt::format("=_elzhur_{}_a", stem),
                {text_part("text/plain", mail.text), text_part("text/html", mail.html)});
  if (mail.attachments.empty()) return out + alternative;
  std::vector<std::string> parts{std::move(alternative)};
  for (const Attachment& attachment : mail.attachments) parts.push_back(attachment_part(attachment));
  return out + multipart("mixed", fmt::format("=_elzhur_{}_m", stem), parts);
}

}  // namespace elzhur::alerts
