// The whole simulated site apart from sockets: every request in, its answer and the way it travels out.
#pragma once

#include <string>

#include "journal/error.hpp"
#include "tests/simulator/clock.hpp"
#include "tests/simulator/control.hpp"
#include "tests/simulator/faults.hpp"
#include "tests/simulator/inbox.hpp"
#include "tests/simulator/request.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"
#include "tests/simulator/web.hpp"

namespace elzhur::simulator {

struct SiteOptions {
  SchoolOptions school{};
  Accounts accounts{};
  HomeworkDate homework_date = HomeworkDate::assigned;
  std::string maildir{};  ///< Empty: letters stay in memory.
};

/// For one thread; `clock` must outlive it. Faults meet the API and the web side, never /sim/ and /inbox.
class SiteApp {
 public:
  SiteApp(const SiteOptions& options, SimulatedClock& clock);

  /// Total. Every answer has its header Date by the simulated clock.
  [[nodiscard]] Delivery answer(const RawRequest& raw);
  /// Fails with ErrorKind::storage.
  [[nodiscard]] journal::Result<void> keep_mail(HandedMail mail);

  [[nodiscard]] const School& school() const { return school_; }
  [[nodiscard]] Inbox& inbox() { return inbox_; }

 private:
  [[nodiscard]] SiteAnswer answer_control(const SiteRequest& request, const std::string& body);
  [[nodiscard]] SiteAnswer answer_clock(const SiteRequest& request, const std::string& body);
  [[nodiscard]] SiteAnswer answer_faults(const SiteRequest& request, const std::string& body);
  [[nodiscard]] Delivery answer_site(const SiteRequest& request, journal::Instant now);
  [[nodiscard]] Asked asked_of(const SiteRequest& request) const;

  School school_;
  Accounts accounts_;
  HomeworkDate homework_date_;
  SimulatedClock& clock_;
  FaultPlan faults_;
  Sessions sessions_;
  RequestCounts counts_;
  Inbox inbox_;
};

}  // namespace elzhur::simulator
