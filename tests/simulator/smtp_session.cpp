#include "tests/simulator/smtp_session.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Step = SmtpSession::Step;

Step reply(std::string text) {
  Step step;
  step.reply = std::move(text) + "\r\n";
  return step;
}

struct Path {
  std::string address;
  std::string_view rest;  ///< Parameters behind it.
};

/// "FROM:<a@b> SIZE=10" behind MAIL, for `word` "from:".
std::optional<Path> take_path(std::string_view argument, std::string_view word) {
  if (ascii_lower(argument.substr(0, word.size())) != word) return std::nullopt;
  argument.remove_prefix(word.size());
  while (!argument.empty() && argument.front() == ' ') argument.remove_prefix(1);
  if (argument.empty() || argument.front() != '<') return std::nullopt;
  const std::size_t end = argument.find('>');
  if (end == std::string_view::npos || end > 256) return std::nullopt;
  return Path{valid_utf8(argument.substr(1, end - 1)), argument.substr(end + 1)};
}

/// Calls `take` for each parameter behind a path, in upper or lower case as written.
template <typename Take>
bool all_parameters(std::string_view rest, Take take) {
  while (!rest.empty()) {
    if (rest.front() == ' ') {
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (!take(ascii_lower(rest.substr(0, end)))) return false;
    rest.remove_prefix(end);
  }
  return true;
}

}  // namespace

std::string SmtpSession::greeting() { return "220 elzhur-sim ESMTP\r\n"; }
std::string SmtpSession::taken() { return "250 2.0.0 Kept\r\n"; }
std::string SmtpSession::refused() { return "451 4.3.0 Cannot keep it now\r\n"; }

void SmtpSession::forget() {
  mail_ = {};
  has_sender_ = is_data_ = is_too_large_ = false;
}

Step SmtpSession::bad(std::string text) {
  Step step = reply(std::move(text));
  if (++bad_commands_ >= k_bad_commands_max) {
    step.reply += "421 4.7.0 Too many errors\r\n";
    step.closes = true;
  }
  return step;
}

Step SmtpSession::take(std::string_view line) {
  if (is_data_) return take_data(line);
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string verb = ascii_lower(line.substr(0, space));
  const std::string_view argument = line.substr(std::min(space + 1, line.size()));
  if (verb == "ehlo" || verb == "helo") {
    forget();
    is_greeted_ = true;
    if (verb == "helo") return reply("250 elzhur-sim");
    return reply(fmt::format("250-elzhur-sim\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {}",
                             k_mail_bytes_max));
  }
  if (verb == "quit") {
    Step step = reply("221 2.0.0 Bye");
    step.closes = true;
    return step;
  }
  if (verb == "noop") return reply("250 2.0.0 OK");
  if (verb == "rset") {
    forget();
    return reply("250 2.0.0 OK");
  }
  if (verb == "vrfy") return reply("252 2.1.5 Send it and see");
  if (verb != "mail" && verb != "rcpt" && verb != "data") return bad("500 5.5.2 Unknown command");
  if (!is_greeted_) return bad("503 5.5.1 EHLO first");
  if (verb == "mail") return take_mail(argument);
  if (verb == "rcpt") return take_recipient(argument);
  return take_data_command();
}

Step SmtpSession::take_mail(std::string_view argument) {
  if (has_sender_) return bad("503 5.5.1 A letter has begun already");
  const auto path = take_path(argument, "from:");
  if (!path) return bad("501 5.5.4 MAIL FROM:<address> is expected");
  bool is_too_large = false;
  const bool known = all_parameters(path->rest, [&](const std::string& parameter) {
    if (parameter == "body=8bitmime" || parameter == "body=7bit") return true;
    if (parameter.rfind("size=", 0) != 0) return false;
    std::size_t size = 0;
    const char* const end = parameter.data() + parameter.size();
    const auto [stopped, error] = std::from_chars(parameter.data() + 5, end, size);
    is_too_large = error == std::errc::result_out_of_range || size > k_mail_bytes_max;
    return stopped == end && parameter.size() > 5;
  });
  if (is_too_large) return reply("552 5.3.4 Too large");
  if (!known) return bad("555 5.5.4 Unknown parameter");
  mail_.from = path->address;
  has_sender_ = true;
  return reply("250 2.1.0 OK");
}

Step SmtpSession::take_recipient(std::string_view argument) {
  if (!has_sender_) return bad("503 5.5.1 MAIL first");
  const auto path = take_path(argument, "to:");
  if (!path || path->address.empty()) return bad("501 5.5.4 RCPT TO:<address> is expected");
  if (!all_parameters(path->rest, [](const std::string&) { return false; })) {
    return bad("555 5.5.4 Unknown parameter");
  }
  if (mail_.to.size() >= k_recipients_max) return reply("452 4.5.3 Too many recipients");
  mail_.to.push_back(path->address);
  return reply("250 2.1.5 OK");
}

Step SmtpSession::take_data_command() {
  if (mail_.to.empty()) return bad("503 5.5.1 RCPT first");
  is_data_ = true;
  return reply("354 End with a dot on a line of its own");
}

Step SmtpSession::take_data(std::string_view line) {
  if (line == ".") {
    if (is_too_large_) {
      forget();
      return reply("552 5.3.4 Too large");
    }
    Step step;
    step.mail = std::exchange(mail_, {});
    forget();
    return step;
  }
  if (!line.empty() && line.front() == '.') line.remove_prefix(1);
  if (mail_.bytes.size() + line.size() + 2 > k_mail_bytes_max) {
    is_too_large_ = true;
    mail_.bytes.clear();
  }
  if (!is_too_large_) mail_.bytes.append(line).append("\r\n");
  return {};
}

}  // namespace elzhur::simulator
