// Hands messages to an SMTP server. TLS is required unless the server is this machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "alerts/message.hpp"
#include "daemon/net/stop_signal.hpp"
#include "journal/secret.hpp"

namespace elzhur::net {

enum class SmtpTls : std::uint8_t {
  starttls,  ///< smtp:// and STARTTLS, or nothing is sent.
  implicit,  ///< smtps://.
  none,      ///< Only to this machine: 127.0.0.0/8, ::1, localhost.
};

struct SmtpOptions {
  std::string host{};
  std::uint16_t port = 0;
  SmtpTls tls = SmtpTls::starttls;
  std::string username{};  ///< Empty: no sign-in.
  journal::Secret password{};
  std::filesystem::path ca_file{};  ///< Empty: the system's certificates.
  std::string from{};               ///< Envelope sender; its host is also what the server is greeted with.
  std::chrono::milliseconds connect_time_max{15'000};
  /// For one message, the connection included, and once more for the answer to it.
  std::chrono::milliseconds total_time_max{120'000};
  /// Told: the delivery under way ends within about a second, as if the server had gone silent, and the
  /// connection without good-bye.
  std::shared_ptr<StopSignal> stop{};
};

/// The server's answer as far as a person is shown it.
inline constexpr std::size_t k_smtp_answer_bytes_max = 500;

/// The connection stays open between messages. What the server says decides:
///  - it took the message: accepted;
///  - 5xx to the recipient or to the message: rejected;
///  - everything else (4xx, no connection, time out, TLS, sign-in, sender refused): retry_later. A mistake in
///  the
///    configuration must not lose mail.
/// A reply that never came after the whole message was handed over is retry_later and may_have_arrived.
/// One thread.
class SmtpMailer : public alerts::Mailer {
 public:
  /// Never fails. With options that cannot be right (no host or port, no TLS beyond this machine, a ca_file
  /// that is not there, a sender that is no address) every message is retry_later, and its text says what to
  /// mend.
  explicit SmtpMailer(SmtpOptions options);
  ~SmtpMailer() override;
  SmtpMailer(const SmtpMailer&) = delete;
  SmtpMailer& operator=(const SmtpMailer&) = delete;

  [[nodiscard]] alerts::DeliveryReport send(const alerts::OutgoingMessage& message) override;

 private:
  struct Connection;
  /// Sets every option of one delivery; false when one was not taken.
  [[nodiscard]] bool prepare(const std::string& address, void* delivery);

  SmtpOptions options_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace elzhur::net
