// Asking ElZhur without being a burden: pauses, a daily budget, back-off, what the server asks for, and the
// clock of the other side. Over the HttpClient port. Not for what answers mean.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "connectors/http.hpp"
#include "connectors/source.hpp"
#include "journal/document.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

inline constexpr int k_tries_max = 3;
/// Asked to wait for longer, the pull is given up.
inline constexpr std::chrono::seconds k_retry_after_max{30};
/// Requests in a row that found nobody (each after its tries): the pull is given up.
inline constexpr int k_silent_in_a_row_max = 2;
/// Requests in a row that ended in 5xx (each after its tries): the pull is given up.
inline constexpr int k_broken_in_a_row_max = 6;
/// Clocks further apart than this make every time of the pull worthless.
inline constexpr std::chrono::seconds k_skew_max{60};

struct PoliteOptions {
  journal::TimeZone zone;
  int requests_per_minute = 60;   ///< At least 1.
  int requests_per_day = 20'000;  ///< Of the school's days; counted in memory.
};

/// What became of a request that got no answer.
struct PoliteFailure {
  PullStatus status = PullStatus::failed;  ///< failed or rejected.
  std::string reason{};                    ///< Russian; no address, no secret.
};

/// One pull after another, on one thread.
class PoliteClient {
 public:
  PoliteClient(HttpClient& client, PoliteOptions options);

  /// A pull begins at this instant.
  void begin(journal::Instant now);

  /// Pauses, sends, tries again where only the other side's trouble stood in the way. The answer may have any
  /// status; 5xx when the last try still had it.
  [[nodiscard]] tl::expected<HttpAnswer, PoliteFailure> send(const HttpRequest& request);

  /// Nothing more will be sent in this pull: every later send() fails with this at once.
  [[nodiscard]] const std::optional<PoliteFailure>& given_up() const { return given_up_; }
  /// The clocks disagree: nothing of this pull counts, and given_up() says why.
  [[nodiscard]] bool is_skewed() const { return is_skewed_; }

  /// What the caller made of an answer, for reach().
  void note_good() { is_good_ = true; }
  void note_access_refused() { is_refused_ = true; }
  void note_trouble() { is_trouble_ = true; }
  [[nodiscard]] Reach reach() const;

  /// The span of instants between two readings of the client's clock within this pull.
  [[nodiscard]] journal::AsOf as_of(std::chrono::milliseconds sent, std::chrono::milliseconds done) const;

 private:
  [[nodiscard]] journal::AsOf by_our_clock(std::chrono::milliseconds sent,
                                           std::chrono::milliseconds done) const;
  using Milliseconds = std::chrono::milliseconds;

  /// False after giving up.
  [[nodiscard]] bool prepare();
  /// What to do after a failed try; nothing: try again.
  [[nodiscard]] std::optional<PoliteFailure> after_failure(const HttpFailure& failure, int attempt);
  /// True: waited, try again.
  [[nodiscard]] bool after_busy(const HttpAnswer& answer, int attempt);
  [[nodiscard]] bool wait(Milliseconds duration);
  void check_clock(const HttpAnswer& answer);
  PoliteFailure give_up(PullStatus status, std::string reason);

  HttpClient& client_;
  PoliteOptions options_;
  journal::Instant now_{};
  Milliseconds started_{};
  std::optional<Milliseconds> last_sent_{};
  std::optional<PoliteFailure> given_up_{};
  std::optional<journal::Date> day_{};
  int used_today_ = 0;
  int silent_in_a_row_ = 0;
  int broken_in_a_row_ = 0;
  bool is_skewed_ = false;
  /// How far our clock was seen before and behind the other side's in this pull.
  std::chrono::seconds fast_{0};
  std::chrono::seconds slow_{0};
  bool is_good_ = false;
  bool is_refused_ = false;
  bool is_trouble_ = false;
};

}  // namespace elzhur::connectors
