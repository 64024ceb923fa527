// One conversation of the mail sink, line by line, apart from sockets: RFC 5321 without relaying, TLS or
// users.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::simulator {

inline constexpr std::size_t k_mail_bytes_max = std::size_t{10} << 20U;
inline constexpr std::size_t k_recipients_max = 100;
inline constexpr std::size_t k_bad_commands_max = 20;  ///< Then the conversation ends.

/// A letter as it was handed over.
struct HandedMail {
  std::string from;
  std::vector<std::string> to;
  std::string bytes;  ///< With CRLF, dots unstuffed.
};

class SmtpSession {
 public:
  struct Step {
    std::string reply{};  ///< With CRLF; empty while data comes in.
    bool closes = false;
    /// A whole letter: keep it, then say taken() or refused().
    std::optional<HandedMail> mail{};
  };

  [[nodiscard]] static std::string greeting();
  [[nodiscard]] static std::string taken();
  [[nodiscard]] static std::string refused();

  /// One line without its CRLF.
  [[nodiscard]] Step take(std::string_view line);

 private:
  Step take_data(std::string_view line);
  Step take_mail(std::string_view argument);
  Step take_recipient(std::string_view argument);
  Step take_data_command();
  Step bad(std::string reply);
  void forget();

  HandedMail mail_{};
  bool is_greeted_ = false;
  bool has_sender_ = false;
  bool is_data_ = false;
  bool is_too_large_ = false;
  std::size_t bad_commands_ = 0;
};

}  // namespace elzhur::simulator
