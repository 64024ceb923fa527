#include "daemon/net/curl_client.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <utility>

#include <curl/curl.h>

#include "journal/check.hpp"
#include "journal/secret.hpp"

namespace elzhur::net {
namespace {

using connectors::HttpAnswer;
using connectors::HttpFailure;
using connectors::HttpParameter;
using connectors::HttpTrouble;

/// What the callbacks of one request see and note.
struct Transfer {
  HttpAnswer answer;
  std::size_t body_bytes_max = 0;
  std::size_t header_bytes = 0;
  std::string retry_after;
  const StopSignal* stop = nullptr;
  bool is_too_large = false;
};

bool start_library() {
  static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_started;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(k_blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(k_blank) - first + 1);
}

std::optional<journal::Instant> parse_http_date(std::string_view text) {
  constexpr std::size_t k_date_bytes_max = 64;
  if (text.size() > k_date_bytes_max) return std::nullopt;
  const std::time_t at = curl_getdate(std::string(text).c_str(), nullptr);
  if (at < 0) return std::nullopt;
  return journal::Instant{journal::Seconds(at)};
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t piece = size * count;
  if (transfer.answer.body.size() + piece > transfer.body_bytes_max) {
    transfer.is_too_large = true;
    return 0;
  }
  transfer.answer.body.append(bytes, piece);
  return piece;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(bytes, size * count);
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > k_http_header_bytes_max) {
    transfer.is_too_large = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // An interim answer came before: only the last one's headers count.
    transfer.answer.date.reset();
    transfer.answer.content_type.clear();
    transfer.retry_after.clear();
    return line.size();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "date") transfer.answer.date = parse_http_date(value);
  if (name == "content-type") transfer.answer.content_type = lower(trimmed(value.substr(0, value.find(';'))));
  if (name == "retry-after") transfer.retry_after = value;
  return line.size();
}

int watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& transfer = *static_cast<const Transfer*>(user);
  return transfer.stop != nullptr && transfer.stop->is_stopped() ? 1 : 0;
}

/// Seconds, or a date held against the answer's own.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text,
                                                      std::optional<journal::Instant> date) {
  constexpr std::chrono::seconds k_longest = std::chrono::hours(24 * 30);
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc::result_out_of_range) return k_longest;
    return std::min(std::chrono::seconds(seconds), k_longest);
  }
  const auto at = parse_http_date(text);
  if (!at || !date) return std::nullopt;
  return std::clamp(std::chrono::seconds(*at - *date), std::chrono::seconds{0}, k_longest);
}

HttpTrouble trouble_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return HttpTrouble::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpTrouble::timeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return HttpTrouble::cut;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpTrouble::tls;
    default:
      return HttpTrouble::other;
  }
}

/// The host of a URL; "" when it has none, or names a user.
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.find('@') != std::string_view::npos) return {};
  if (rest.starts_with('[')) return std::string(rest.substr(1, rest.find(']') - 1));
  return lower(rest.substr(0, rest.find(':')));
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  const bool is_numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_numeric && host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3;
}

/// "https", "http" or "": what the request may travel by.
const char* protocol_of(std::string_view url) {
  const std::string host = host_of(url);
  if (host.empty()) return "";
  if (url.starts_with("https://")) return "https";
  return url.starts_with("http://") && is_loopback(host) ? "http" : "";
}

/// a=b&c=d, each side percent-encoded. The caller wipes it.
std::string encoded(CURL* curl, const std::vector<HttpParameter>& parameters) {
  std::string out;
  const auto add = [&](std::string_view text) {
    char* escaped = curl_easy_escape(curl, text.data(), static_cast<int>(text.size()));
    ELZHUR_CHECK(escaped != nullptr || text.empty());
    if (escaped != nullptr && !text.empty()) out += escaped;
    if (escaped != nullptr) std::fill_n(escaped, std::char_traits<char>::length(escaped), '\0');
    curl_free(escaped);
  };
  // A text that grows would leave its earlier copies, secrets in them, behind.
  std::size_t longest = 0;
  for (const HttpParameter& one : parameters) {
    longest += 2 + 3 * (one.name.size() + one.value.size() + one.secret.reveal().size());
  }
  out.reserve(longest);
  for (const HttpParameter& one : parameters) {
    if (!out.empty()) out += '&';
    add(one.name);
    out += '=';
    add(one.secret.empty() ? std::string_view(one.value) : one.secret.reveal());
  }
  return out;
}

}  // namespace

struct CurlClient::Handle {
  Handle() : curl(start_library() ? curl_easy_init() : nullptr) {
    // Any cookie, even one that is over, switches the engine on for good. CURLOPT_COOKIEFILE would have to be
    // set anew after every reset, and this libcurl loses the memory of the last time then.
    if (curl != nullptr)
      set(CURLOPT_COOKIELIST, "Set-Cookie: none=; domain=invalid; expires=Thu, 01 Jan 1970 00:00:00 GMT");
  }
  ~Handle() {
    if (curl != nullptr) curl_easy_cleanup(curl);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK) has_failed = true;
  }
  /// Everything but the address and what is sent.
  void prepare(const CurlOptions& options, Transfer& transfer, const char* protocol);

  CURL* curl;
  bool has_failed = false;  ///< An option was not taken: nothing may be sent without it.
};

void CurlClient::Handle::prepare(const CurlOptions& options, Transfer& transfer, const char* protocol) {
  has_failed = false;
  curl_easy_reset(curl);  // Options only: connections and cookies stay.
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, protocol);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // The secrets of the query are for ElZhur alone.
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_time_max.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_time_max.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, options.bytes_per_second_min);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.slow_time_max.count()));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &watch);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
}

CurlClient::CurlClient(CurlOptions options)
    : options_(std::move(options)), handle_(std::make_unique<Handle>()) {
  ELZHUR_CHECK(options_.monotonic != nullptr);
}

CurlClient::~CurlClient() = default;

bool CurlClient::wait(std::chrono::milliseconds duration) {
  if (options_.stop) return options_.stop->wait(duration);
  StopSignal nobody;
  return nobody.wait(duration);
}

void CurlClient::forget_cookies() {
  if (handle_->curl != nullptr) curl_easy_setopt(handle_->curl, CURLOPT_COOKIELIST, "ALL");
}

tl::expected<HttpAnswer, HttpFailure> CurlClient::send(const connectors::HttpRequest& request) {
  const auto failed = [this](HttpTrouble trouble, const char* text) {
    return tl::make_unexpected(HttpFailure{trouble, text, monotonic()});
  };
  if (handle_->curl == nullptr) return failed(HttpTrouble::other, "the HTTP library cannot be started");
  const char* protocol = protocol_of(request.url);
  if (*protocol == '\0') {
    return failed(HttpTrouble::other, "only https, or http to this machine, is spoken");
  }
  Transfer transfer;
  transfer.body_bytes_max = options_.body_bytes_max;
  transfer.stop = options_.stop.get();
  handle_->prepare(options_, transfer, protocol);
  std::string query = encoded(handle_->curl, request.query);
  std::string form = encoded(handle_->curl, request.form);
  std::string url;
  url.reserve(request.url.size() + 1 + query.size());
  url += request.url;
  if (!query.empty()) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += query;
  }
  handle_->set(CURLOPT_URL, url.c_str());
  if (!request.form.empty()) {
    handle_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
    handle_->set(CURLOPT_POSTFIELDS, form.c_str());
  }
  if (handle_->has_failed) return failed(HttpTrouble::other, "the HTTP library did not take an option");
  transfer.answer.sent = monotonic();
  const CURLcode code = curl_easy_perform(handle_->curl);
  const auto done = monotonic();
  long status = 0;
  curl_easy_getinfo(handle_->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_reset(handle_->curl);  // Nothing may point into this call's objects, or hold its address.
  for (std::string* text : {&query, &form, &url}) journal::Secret::wipe(*text);
  if (transfer.is_too_large) return failed(HttpTrouble::too_large, "the answer is too large");
  if (code != CURLE_OK) return failed(trouble_of(code), curl_easy_strerror(code));
  transfer.answer.status = static_cast<int>(status);
  transfer.answer.done = done;
  transfer.answer.retry_after = parse_retry_after(transfer.retry_after, transfer.answer.date);
  return std::move(transfer.answer);
}

}  // namespace elzhur::net
