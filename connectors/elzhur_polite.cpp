#include "connectors/elzhur_polite.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace elzhur::connectors {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool is_broken(int status) { return status >= 500 && status <= 599; }

/// Only the other side's trouble: nobody here can mend it.
bool is_silence(HttpTrouble trouble) {
  return trouble == HttpTrouble::connect || trouble == HttpTrouble::timeout || trouble == HttpTrouble::cut;
}

std::string text_of(HttpTrouble trouble) {
  switch (trouble) {
    case HttpTrouble::connect:
      return "ЭлЖур недоступен: нет соединения";
    case HttpTrouble::timeout:
      return "ЭлЖур недоступен: не ответил вовремя";
    case HttpTrouble::cut:
      return "ЭлЖур недоступен: соединение прервано";
    case HttpTrouble::tls:
      return "подлинность сайта не подтверждена (TLS): проверьте base_url и ca_file";
    case HttpTrouble::too_large:
      return "ответ слишком велик";
    case HttpTrouble::other:
      return "запрос не выполнен: подробности в журнале программы";
  }
  return {};
}

}  // namespace

PoliteClient::PoliteClient(HttpClient& client, PoliteOptions options)
    : client_(client), options_(std::move(options)) {
  options_.requests_per_minute = std::max(options_.requests_per_minute, 1);
}

void PoliteClient::begin(journal::Instant now) {
  now_ = now;
  started_ = client_.monotonic();
  given_up_.reset();
  silent_in_a_row_ = 0;
  broken_in_a_row_ = 0;
  fast_ = slow_ = seconds{0};
  is_skewed_ = is_good_ = is_refused_ = is_trouble_ = false;
  const journal::Date today = options_.zone.date_of(now);
  if (day_ != today) {
    day_ = today;
    used_today_ = 0;
  }
}

PoliteFailure PoliteClient::give_up(PullStatus status, std::string reason) {
  given_up_ = PoliteFailure{status, std::move(reason)};
  return *given_up_;
}

bool PoliteClient::wait(milliseconds duration) {
  if (duration <= milliseconds{0} || client_.wait(duration)) return true;
  give_up(PullStatus::failed, "опрос прерван: программа останавливается");
  return false;
}

bool PoliteClient::prepare() {
  if (given_up_) return false;
  if (used_today_ >= options_.requests_per_day) {
    give_up(PullStatus::failed,
            fmt::format("запросы на сегодня исчерпаны (requests_per_day: {})", options_.requests_per_day));
    return false;
  }
  if (last_sent_) {
    const milliseconds pause = milliseconds{std::chrono::minutes{1}} / options_.requests_per_minute;
    if (!wait(*last_sent_ + pause - client_.monotonic())) return false;
  }
  last_sent_ = client_.monotonic();
  ++used_today_;
  return true;
}

void PoliteClient::check_clock(const HttpAnswer& answer) {
  if (!answer.date) return;
  const journal::AsOf ours = by_our_clock(answer.sent, answer.done);
  seconds apart{0};
  if (*answer.date < ours.earliest) {
    apart = ours.earliest - *answer.date;
    fast_ = std::max(fast_, apart);
  }
  if (*answer.date > ours.latest) {
    apart = *answer.date - ours.latest;
    slow_ = std::max(slow_, apart);
  }
  if (apart <= k_skew_max) return;
  is_skewed_ = true;
  give_up(PullStatus::rejected,
          fmt::format("часы этой машины и ЭлЖура расходятся на {} с: проверьте службу точного времени",
                      apart.count()));
}

std::optional<PoliteFailure> PoliteClient::after_failure(const HttpFailure& failure, int attempt) {
  if (failure.trouble == HttpTrouble::tls) {
    return give_up(PullStatus::rejected, text_of(failure.trouble));
  }
  if (!is_silence(failure.trouble)) return PoliteFailure{PullStatus::failed, text_of(failure.trouble)};
  if (attempt < k_tries_max) {
    if (!wait(seconds{1 << (attempt - 1)})) return given_up_;
    return std::nullopt;
  }
  note_trouble();
  PoliteFailure outcome{PullStatus::failed, text_of(failure.trouble)};
  if (++silent_in_a_row_ >= k_silent_in_a_row_max) return give_up(outcome.status, outcome.reason);
  return outcome;
}

bool PoliteClient::after_busy(const HttpAnswer& answer, int attempt) {
  const bool asks_to_wait = answer.retry_after && (answer.status == 429 || answer.status == 503);
  if (asks_to_wait) {
    if (*answer.retry_after <= k_retry_after_max && attempt < k_tries_max) {
      return wait(std::max(*answer.retry_after, seconds{1}));
    }
    give_up(PullStatus::failed, fmt::format("ЭлЖур просит подождать {} с", answer.retry_after->count()));
    return false;
  }
  if (answer.status == 429) {
    give_up(PullStatus::failed, "ЭлЖур просит спрашивать реже (код 429): уменьшите requests_per_minute");
    return false;
  }
  return attempt < k_tries_max && wait(seconds{1 << (attempt - 1)});
}

tl::expected<HttpAnswer, PoliteFailure> PoliteClient::send(const HttpRequest& request) {
  for (int attempt = 1;; ++attempt) {
    if (!prepare()) return tl::make_unexpected(*given_up_);
    auto answer = client_.send(request);
    if (!answer) {
      if (auto outcome = after_failure(answer.error(), attempt))
        return tl::make_unexpected(*std::move(outcome));
      continue;
    }
    silent_in_a_row_ = 0;
    check_clock(*answer);
    if (is_skewed_) return tl::make_unexpected(*given_up_);
    if (answer->status != 429 && !is_broken(answer->status)) {
      broken_in_a_row_ = 0;
      return *std::move(answer);
    }
    if (after_busy(*answer, attempt)) continue;
    if (is_broken(answer->status)) note_trouble();
    if (given_up_) return tl::make_unexpected(*given_up_);
    if (++broken_in_a_row_ >= k_broken_in_a_row_max) {
      give_up(PullStatus::failed, fmt::format("ЭлЖур временно не работает (код {})", answer->status));
    }
    return *std::move(answer);
  }
}

Reach PoliteClient::reach() const {
  if (is_good_) return Reach::reached;
  if (is_trouble_) return Reach::unreachable;
  return is_refused_ ? Reach::reached : Reach::not_asked;
}

journal::AsOf PoliteClient::by_our_clock(milliseconds sent, milliseconds done) const {
  return {now_ + std::chrono::floor<seconds>(sent - started_),
          now_ + std::chrono::ceil<seconds>(done - started_)};
}

journal::AsOf PoliteClient::as_of(milliseconds sent, milliseconds done) const {
  const journal::AsOf ours = by_our_clock(sent, done);
  // Whose clock is right nobody knows, so what is tolerated is doubt about the time.
  return {ours.earliest - fast_, ours.latest + slow_};
}

}  // namespace elzhur::connectors
