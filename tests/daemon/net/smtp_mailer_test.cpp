#include "daemon/net/smtp_mailer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <thread>

#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::net {
namespace {

using Outcome = alerts::DeliveryReport::Outcome;
using std::chrono::milliseconds;

constexpr std::string_view k_password = "тайна";

/// The server of tests/support/smtp_sink.py and options that reach it.
class Sink {
 public:
  explicit Sink(std::vector<std::string> arguments = {"--auth"}) : process_(command(std::move(arguments))) {
    EXPECT_TRUE(process_.wait_for_output("\n", milliseconds{20'000}));
    const std::string output = process_.output();
    if (output.starts_with("port ")) std::from_chars(output.data() + 5, output.data() + output.size(), port_);
  }

  [[nodiscard]] SmtpOptions options(SmtpTls tls = SmtpTls::starttls) const {
    SmtpOptions options;
    options.host = "localhost";
    options.port = port_;
    options.tls = tls;
    options.username = "elzhur";
    options.password = journal::Secret(std::string(k_password));
    options.ca_file = folder_ / "certificate.pem";
    options.from = "elzhur@school.example";
    options.connect_time_max = milliseconds{5'000};
    options.total_time_max = milliseconds{10'000};
    return options;
  }
  [[nodiscard]] std::string file(const std::string& name) const { return tests::read_bytes(folder_ / name); }
  [[nodiscard]] bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

 private:
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    std::vector<std::string> all{tests::python().string(),
                                 (tests::source_dir() / "tests/support/smtp_sink.py").string(),
                                 folder_.path().string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  tests::TempDir folder_;
  tests::BackgroundProcess process_;
  std::uint16_t port_ = 0;
};

alerts::OutgoingMessage sample(const std::string& body = "body\r\n") {
  alerts::OutgoingMessage message;
  message.address = "admin@school.example";
  message.message_id = "0123@school.example";
  message.rfc5322 = "From: elzhur@school.example\r\nSubject: x\r\n\r\n" + body;
  return message;
}

TEST(SmtpMailer, MessageArrivesWholeOverTlsAndSignedIn) {
  const Sink sink;
  SmtpMailer mailer(sink.options());
  const auto message = sample("first\r\n.\r\n..two dots\r\nlast\r\n");
  const auto report = mailer.send(message);
  EXPECT_EQ(report.outcome, Outcome::accepted) << report.text;
  EXPECT_EQ(report.text, "250 kept");
  EXPECT_EQ(sink.file("0.eml"), message.rfc5322);
  EXPECT_EQ(sink.file("0.envelope"), "elzhur@school.example admin@school.example tls authenticated");
}

TEST(SmtpMailer, ConnectionIsKeptForTheNextMessage) {
  const Sink sink;
  SmtpMailer mailer(sink.options());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(mailer.send(sample()).outcome, Outcome::accepted);
  EXPECT_TRUE(sink.has("4.eml"));
  EXPECT_EQ(sink.file("connections"), "connection\n");
}

TEST(SmtpMailer, ImplicitTlsWorks) {
  const Sink sink({"--tls", "implicit"});
  auto options = sink.options(SmtpTls::implicit);
  options.username.clear();
  SmtpMailer mailer(options);
  const auto report = mailer.send(sample());
  EXPECT_EQ(report.outcome, Outcome::accepted) << report.text;
  EXPECT_EQ(sink.file("0.envelope"), "elzhur@school.example admin@school.example tls anonymous");
}

TEST(SmtpMailer, WithoutTlsOnlyThisMachineIsSpokenTo) {
  const Sink sink({"--tls", "none"});
  auto options = sink.options(SmtpTls::none);
  options.username.clear();
  SmtpMailer mailer(options);
  EXPECT_EQ(mailer.send(sample()).outcome, Outcome::accepted);
  options.host = "mail.school.example";
  const auto report = SmtpMailer(options).send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later);
  EXPECT_NE(report.text.find("mail.smtp.tls"), std::string::npos);
}

TEST(SmtpMailer, ServerThatOffersNoTlsGetsNothing) {
  const Sink sink({"--tls", "none"});
  SmtpMailer mailer(sink.options());
  EXPECT_EQ(mailer.send(sample()).outcome, Outcome::retry_later);
  EXPECT_FALSE(sink.has("0.eml"));
}

TEST(SmtpMailer, CertificateOfAnotherIsRefused) {
  const Sink sink;
  auto options = sink.options();
  options.ca_file.clear();
  const auto report = SmtpMailer(options).send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later);
  EXPECT_FALSE(sink.has("0.eml"));
}

TEST(SmtpMailer, WrongPasswordLosesNoMailAndIsInNoText) {
  const Sink sink;
  auto options = sink.options();
  options.password = journal::Secret(std::string("wrong-secret"));
  const auto report = SmtpMailer(options).send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later);
  EXPECT_NE(report.text.find("535"), std::string::npos) << report.text;
  EXPECT_EQ(report.text.find("wrong-secret"), std::string::npos);
  EXPECT_EQ(report.text.find("d3Jvbmctc2VjcmV0"), std::string::npos);
}

TEST(SmtpMailer, AnswersOfTheServerDecide) {
  struct Row {
    const char* reply;
    Outcome outcome;
    const char* why;
  };
  for (const Row& row : {Row{"RCPT=550 no such user", Outcome::rejected, "the recipient is refused for good"},
                         Row{"RCPT=450 try later", Outcome::retry_later, "the recipient is refused for now"},
                         Row{"DATA=554 no", Outcome::rejected, "the message is refused for good"},
                         Row{"DATA=451 greylisted", Outcome::retry_later, "the message is refused for now"},
                         Row{"MAIL=553 not your address", Outcome::retry_later, "the sender is our mistake"},
                         Row{"RCPT=530 sign in first", Outcome::retry_later, "the sign-in is our mistake"}}) {
    const Sink sink({"--auth", "--reply", row.reply});
    const auto report = SmtpMailer(sink.options()).send(sample());
    EXPECT_EQ(report.outcome, row.outcome) << row.why << ": " << report.text;
    const std::string_view answer = std::string_view(row.reply).substr(5);
    EXPECT_NE(report.text.find(answer), std::string::npos) << row.why << ": " << report.text;
    EXPECT_FALSE(report.may_have_arrived) << row.why;
  }
}

TEST(SmtpMailer, SilenceAfterTheMessageMayMeanThatItArrived) {
  for (const char* way : {"--drop-after-data", "--silent-after-data"}) {
    const Sink sink({"--auth", way});
    auto options = sink.options();
    options.total_time_max = milliseconds{1'500};
    const auto report = SmtpMailer(options).send(sample());
    EXPECT_EQ(report.outcome, Outcome::retry_later) << way << report.text;
    EXPECT_TRUE(report.may_have_arrived) << way << report.text;
  }
}

TEST(SmtpMailer, DeliveryUnderWayIsGivenUpWhenToldToStop) {
  const Sink sink({"--auth", "--silent-after-data"});
  auto options = sink.options();
  options.total_time_max = std::chrono::hours(1);
  options.stop = std::make_shared<StopSignal>();
  alerts::DeliveryReport report;
  std::thread sending([&] { report = SmtpMailer(options).send(sample()); });
  StopSignal nobody;
  for (int i = 0; i < 2000 && !sink.has("silent"); ++i) (void)nobody.wait(milliseconds(10));
  options.stop->stop();
  sending.join();
  EXPECT_EQ(report.outcome, Outcome::retry_later) << report.text;
  EXPECT_TRUE(report.may_have_arrived) << report.text;
}

TEST(SmtpMailer, NothingIsHandedOverAfterTheStop) {
  const Sink sink;
  auto options = sink.options();
  options.stop = std::make_shared<StopSignal>();
  options.stop->stop();
  const auto report = SmtpMailer(options).send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later) << report.text;
  EXPECT_FALSE(report.may_have_arrived) << report.text;
  EXPECT_FALSE(sink.has("0.eml"));
}

TEST(SmtpMailer, NobodyListeningIsTriedAgain) {
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = 1;
  options.from = "elzhur@school.example";
  const auto report = SmtpMailer(options).send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later);
  EXPECT_FALSE(report.may_have_arrived);
}

TEST(SmtpMailer, AddressesCannotAddCommands) {
  const Sink sink;
  SmtpMailer mailer(sink.options());
  auto message = sample();
  message.address = "a@b>\r\nRCPT TO:<victim@school.example";
  EXPECT_EQ(mailer.send(message).outcome, Outcome::rejected);
}

}  // namespace
}  // namespace elzhur::net
