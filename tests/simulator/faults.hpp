// How the simulated site misbehaves: which fault meets which request, and what it makes of the answer. Pure;
// server.hpp carries the result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

/// The names that POST /sim/faults takes are those of the enumerators.
enum class FaultKind : std::uint8_t {
  http_400,              ///< The developer is not authorised.
  http_403,              ///< No access for this account.
  http_429,              ///< With Retry-After.
  http_500,              ///< In the envelope.
  http_503_html,         ///< A page instead of JSON.
  maintenance_html_200,  ///< The same, and called a success.
  truncated,             ///< Half of the bytes, and as many declared: HTTP is whole, the document is not.
  broken_off,            ///< Half of the bytes, all declared, then the connection ends.
  half,                  ///< A valid document with half of its days, lessons, classes or rows.
  empty,                 ///< A valid envelope with an empty result; a table without rows.
  empty_days,            ///< A valid answer that knows of no day, class or substitution.
  slow,                  ///< The bytes come one after another over `duration`.
  hang,                  ///< Nothing comes for `duration`, then the connection ends.
  reset,                 ///< The connection ends at once, without an answer.
  skewed_date,           ///< The header Date is off by `duration`.
  last_month,            ///< The days of four weeks ago instead of those asked for.
  stale,                 ///< The journal as it stood `duration` ago.
  garbage,               ///< Bytes that are nothing.
};
[[nodiscard]] std::string_view fault_name(FaultKind kind);

inline constexpr std::size_t k_faults_max = 100;
inline constexpr journal::Seconds k_fault_duration_max{400 * 86400};

struct Fault {
  FaultKind kind = FaultKind::http_500;
  /// In simulated time: from `from` until just before `until`.
  std::optional<journal::Instant> from{};
  std::optional<journal::Instant> until{};
  int share = 100;           ///< Of the requests that it may meet, in 100.
  std::string method{};      ///< Lower case: "gethomework", "report.fill", "ajaxauthorize"; empty: every.
  std::string class_name{};  ///< Empty: every.
  /// What it means depends on the kind; http_429: Retry-After.
  journal::Seconds duration{};

  bool operator==(const Fault&) const = default;
};

/// {"kind": "half", "from": "2026-11-23T18:30:00+03:00", "until": ..., "share": 50, "method": "gethomework",
/// "class": "7А", "seconds": 30}; all but the kind may be left out. Fails with ErrorKind::bad_input and what
/// is wrong, unknown members included.
[[nodiscard]] journal::Result<Fault> parse_fault(std::string_view json);
/// The same form, as a member of a JSON list.
[[nodiscard]] std::string render_faults(const std::vector<Fault>& faults);

/// What is asked, as far as faults look at it.
struct Asked {
  std::string method;      ///< Last segment of the path, lower case.
  std::string class_name;  ///< The class, or that of the first pupil; empty when the request names neither.
};

/// The faults that are set. The same requests in the same order meet the same faults.
class FaultPlan {
 public:
  explicit FaultPlan(std::uint64_t seed) : seed_(seed) {}

  /// Fails with ErrorKind::bad_input when there are k_faults_max already.
  [[nodiscard]] journal::Result<void> add(Fault fault);
  void clear() { faults_.clear(); }
  [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }
  /// Those that meet this request, in the order they were set.
  [[nodiscard]] std::vector<Fault> meet(const Asked& asked, journal::Instant at);

 private:
  std::uint64_t seed_;
  std::uint64_t requests_ = 0;
  std::vector<Fault> faults_;
};

enum class Share : std::uint8_t { all, half, none };

/// A request as a faulty site takes it.
struct Asking {
  SiteRequest request{};
  journal::Instant at{};    ///< The journal is shown as it stood then.
  Share rows = Share::all;  ///< Of the lines of a table.
};
/// Before the answer: last_month, stale, and what a table loses.
[[nodiscard]] Asking misdirect(const Fault& fault, Asking asking);

enum class Manner : std::uint8_t {
  whole,
  dribbled,    ///< Over `duration`.
  held,        ///< Nothing for `duration`, then the end.
  broken_off,  ///< The first half only, though all is declared.
  dropped,     ///< Nothing at all.
};

/// An answer and how it goes over the wire.
struct Delivery {
  SiteAnswer answer{};
  Manner manner = Manner::whole;
  journal::Seconds duration{};
  journal::Seconds date_shift{};
};
/// After the answer: everything else. `is_api`: errors come in the envelope, else as pages.
[[nodiscard]] Delivery spoil(const Fault& fault, Delivery delivery, bool is_api);

/// A JSON or XML answer of the API with half of what it lists; anything else is left as it is.
[[nodiscard]] std::string halved(std::string_view body);

}  // namespace elzhur::simulator
