// Puts messages into a maildir: mail without a server. What reads it there is not our business.
#pragma once

#include <filesystem>

#include "alerts/message.hpp"

namespace elzhur::net {

/// A message's file is named after its Message-ID, so that a repeat after a crash replaces itself instead of
/// being there twice; one that a reader has moved to cur/ is not delivered again. File and folder are on the
/// disk before a message counts as accepted. A failure of the file system is retry_later. Lines end with LF,
/// as a maildir has them. One thread.
class MaildirMailer : public alerts::Mailer {
 public:
  /// Touches nothing. The folder and tmp/, new/, cur/ in it are made when the first message comes.
  explicit MaildirMailer(std::filesystem::path folder);

  [[nodiscard]] alerts::DeliveryReport send(const alerts::OutgoingMessage& message) override;

 private:
  std::filesystem::path folder_;
};

}  // namespace elzhur::net
