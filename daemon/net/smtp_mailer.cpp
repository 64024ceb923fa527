#include "daemon/net/smtp_mailer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "alerts/mime.hpp"
#include "alerts/words.hpp"

namespace elzhur::net {
namespace {

using alerts::DeliveryReport;

/// How far a delivery has come, told by the commands that went out.
enum class Phase : std::uint8_t { connecting, sender, recipient, data, handed_over };

/// What the callbacks of one delivery see and note.
struct Delivery {
  std::string_view bytes;
  std::size_t given = 0;
  Phase phase = Phase::connecting;
  std::string answer;  ///< The server's first refusal, or else its newest line.
};

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  const bool is_numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_numeric && host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3;
}

bool is_host(std::string_view host) {
  const auto is_fine = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  };
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), is_fine);
}

std::size_t read_bytes(char* out, std::size_t size, std::size_t count, void* user) {
  auto& delivery = *static_cast<Delivery*>(user);
  const std::size_t piece = std::min(size * count, delivery.bytes.size() - delivery.given);
  std::memcpy(out, delivery.bytes.data() + delivery.given, piece);
  delivery.given += piece;
  if (delivery.given == delivery.bytes.size()) delivery.phase = Phase::handed_over;
  return piece;
}

/// Every line of the server comes here. A refusal is kept: what follows is the good-bye.
std::size_t note_answer(char* line, std::size_t size, std::size_t count, void* user) {
  auto& delivery = *static_cast<Delivery*>(user);
  const bool is_refusal =
      !delivery.answer.empty() && (delivery.answer[0] == '4' || delivery.answer[0] == '5');
  if (!is_refusal) delivery.answer.assign(line, std::min(size * count, k_smtp_answer_bytes_max));
  return size * count;
}

std::size_t drop_bytes(char*, std::size_t size, std::size_t count, void*) { return size * count; }

/// Looks at the beginnings of our commands only: sign-in goes through here too.
int note_command(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
  auto& delivery = *static_cast<Delivery*>(user);
  if (type != CURLINFO_HEADER_OUT) return 0;
  const std::string_view command(bytes, size);
  if (command.starts_with("MAIL FROM")) delivery.phase = Phase::sender;
  if (command.starts_with("RCPT TO")) delivery.phase = Phase::recipient;
  if (command.starts_with("DATA")) delivery.phase = Phase::data;
  return 0;
}

int watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* stop = static_cast<const StopSignal*>(user);
  return stop != nullptr && stop->is_stopped() ? 1 : 0;
}

std::string redacted(std::string text, const journal::Secret& secret) {
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret.reveal()); at != std::string::npos;
       at = text.find(secret.reveal())) {
    text.replace(at, secret.reveal().size(), "***");
  }
  return text;
}

bool start_library() {
  static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_started;
}

/// What must be mended before anything can be sent; empty: nothing.
std::string problem_of(const SmtpOptions& options) {
  if (!is_host(options.host)) return "mail.smtp.host: no host name or address";
  if (options.port == 0) return "mail.smtp.port: a number from 1 to 65535 is needed";
  if (!alerts::is_address(options.from)) return "mail.from: the address must look like user@host";
  if (options.tls == SmtpTls::none && !is_loopback(options.host)) {
    return "mail.smtp.tls: none is only for a server on this machine (127.0.0.1, ::1, localhost)";
  }
  std::error_code error;
  if (!options.ca_file.empty() && !std::filesystem::is_regular_file(options.ca_file, error)) {
    return "mail.smtp.ca_file: there is no such file";
  }
  return {};
}

/// Codes that speak of who we are, not of the message: 530 sign in first, 534, 535 and 538 sign-in refused.
bool is_about_sign_in(long code) { return code == 530 || code == 534 || code == 535 || code == 538; }

DeliveryReport::Outcome classify(CURLcode result, long code, Phase phase) {
  if (result == CURLE_OK) return DeliveryReport::Outcome::accepted;
  const bool is_refusal = result == CURLE_SEND_ERROR || result == CURLE_WEIRD_SERVER_REPLY ||
                          result == CURLE_RECV_ERROR || result == CURLE_UPLOAD_FAILED;
  const bool is_about_message = phase >= Phase::recipient;
  if (is_refusal && is_about_message && code >= 500 && code <= 599 && !is_about_sign_in(code)) {
    return DeliveryReport::Outcome::rejected;
  }
  return DeliveryReport::Outcome::retry_later;
}

DeliveryReport report_of(CURLcode result, long code, const char* error, const Delivery& delivery,
                         const journal::Secret& password) {
  DeliveryReport report;
  report.outcome = classify(result, code, delivery.phase);
  const std::string answer = alerts::one_line(delivery.answer, k_smtp_answer_bytes_max);
  if (report.outcome == DeliveryReport::Outcome::accepted) {
    report.text = answer;
  } else {
    report.text = error[0] != '\0' ? std::string(error) : std::string(curl_easy_strerror(result));
    if (!answer.empty()) report.text += fmt::format("; the server said: {}", answer);
    report.may_have_arrived = code < 400 && delivery.phase == Phase::handed_over;
    if (report.may_have_arrived)
      report.text += "; the message was handed over whole and may have been accepted";
  }
  report.text = redacted(alerts::one_line(report.text, 2 * k_smtp_answer_bytes_max), password);
  return report;
}

}  // namespace

struct SmtpMailer::Connection {
  explicit Connection(std::shared_ptr<StopSignal> told_to_stop)
      : stop(std::move(told_to_stop)), curl(start_library() ? curl_easy_init() : nullptr) {}
  ~Connection() {
    hang_up_if_stopped();
    // Says QUIT on an open connection: the callbacks of the last delivery must be gone.
    if (curl != nullptr) {
      curl_easy_reset(curl);
      curl_easy_cleanup(curl);
    }
    curl_slist_free_all(recipients);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK) has_failed = true;
  }

  /// The library waits up to two minutes for the answer to QUIT, and nothing else ends that wait.
  void hang_up_if_stopped() const {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl == nullptr || !stop || !stop->is_stopped()) return;
    if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK || socket == CURL_SOCKET_BAD)
      return;
    ::shutdown(socket, SHUT_RDWR);
  }

  std::shared_ptr<StopSignal> stop;
  CURL* curl;
  curl_slist* recipients = nullptr;
  bool has_failed = false;  ///< An option was not taken: nothing may be sent without it.
};

SmtpMailer::SmtpMailer(SmtpOptions options)
    : options_(std::move(options)), connection_(std::make_unique<Connection>(options_.stop)) {}

SmtpMailer::~SmtpMailer() = default;

bool SmtpMailer::prepare(const std::string& address, void* delivery) {
  Connection& to = *connection_;
  curl_easy_reset(to.curl);  // Options only: the connection stays.
  curl_slist_free_all(to.recipients);
  to.recipients = curl_slist_append(nullptr, fmt::format("<{}>", address).c_str());
  to.has_failed = to.recipients == nullptr;
  const bool is_ipv6 = options_.host.find(':') != std::string::npos && options_.host.front() != '[';
  const std::string url = fmt::format("{}://{}:{}/{}", options_.tls == SmtpTls::implicit ? "smtps" : "smtp",
                                      is_ipv6 ? "[" + options_.host + "]" : options_.host, options_.port,
                                      options_.from.substr(options_.from.find('@') + 1));
  to.set(CURLOPT_URL, url.c_str());
  to.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  to.set(CURLOPT_NOSIGNAL, 1L);
  to.set(CURLOPT_PROXY, "");  // A proxy of the environment is for web pages.
  to.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_time_max.count()));
  to.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_time_max.count()));
  // The wait for the answer to the message is bounded by this alone: the total does not reach it.
  const auto answer_seconds = std::chrono::ceil<std::chrono::seconds>(options_.total_time_max).count();
  to.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(answer_seconds));
  if (options_.tls == SmtpTls::starttls) to.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  to.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) to.set(CURLOPT_CAINFO, options_.ca_file.c_str());
  if (!options_.username.empty()) {
    std::string password(options_.password.reveal());
    to.set(CURLOPT_USERNAME, options_.username.c_str());
    to.set(CURLOPT_PASSWORD, password.c_str());
    journal::Secret::wipe(password);  // The library has its own copy.
  }
  to.set(CURLOPT_MAIL_FROM, fmt::format("<{}>", options_.from).c_str());
  to.set(CURLOPT_MAIL_RCPT, to.recipients);
  to.set(CURLOPT_UPLOAD, 1L);
  to.set(CURLOPT_READFUNCTION, &read_bytes);
  to.set(CURLOPT_READDATA, delivery);
  to.set(CURLOPT_HEADERFUNCTION, &note_answer);
  to.set(CURLOPT_HEADERDATA, delivery);
  to.set(CURLOPT_WRITEFUNCTION, &drop_bytes);
  to.set(CURLOPT_NOPROGRESS, 0L);
  to.set(CURLOPT_XFERINFOFUNCTION, &watch);
  to.set(CURLOPT_XFERINFODATA, static_cast<void*>(options_.stop.get()));
  to.set(CURLOPT_VERBOSE, 1L);
  to.set(CURLOPT_DEBUGFUNCTION, &note_command);
  to.set(CURLOPT_DEBUGDATA, delivery);
  return !to.has_failed;
}

alerts::DeliveryReport SmtpMailer::send(const alerts::OutgoingMessage& message) {
  const auto later = [](std::string text) {
    return DeliveryReport{DeliveryReport::Outcome::retry_later, std::move(text)};
  };
  if (std::string problem = problem_of(options_); !problem.empty()) return later(std::move(problem));
  if (!alerts::is_address(message.address))
    return {DeliveryReport::Outcome::rejected, "no address to send to"};
  Delivery delivery;
  delivery.bytes = message.rfc5322;
  if (connection_->curl == nullptr || !prepare(message.address, &delivery)) {
    return later("the mail library cannot be started");
  }
  std::array<char, CURL_ERROR_SIZE> error{};
  connection_->set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(delivery.bytes.size()));
  connection_->set(CURLOPT_ERRORBUFFER, error.data());
  const CURLcode result = curl_easy_perform(connection_->curl);
  long code = 0;
  curl_easy_getinfo(connection_->curl, CURLINFO_RESPONSE_CODE, &code);
  // Nothing may point into this call's objects afterwards.
  curl_easy_setopt(connection_->curl, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(connection_->curl, CURLOPT_DEBUGFUNCTION, nullptr);
  curl_easy_setopt(connection_->curl, CURLOPT_VERBOSE, 0L);
  return report_of(result, code, error.data(), delivery, options_.password);
}

}  // namespace elzhur::net
