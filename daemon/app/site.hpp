// The parts of the site put together: what the server of daemon/web asks in turn. Not for the server itself
// and its thread: web_thread.hpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/app/desk.hpp"
#include "daemon/app/health.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/app/source_board.hpp"
#include "daemon/metrics/board.hpp"
#include "daemon/store/store.hpp"
#include "daemon/web/request.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// What the parts may use. Everything outlives them and may be used by any thread.
struct SiteNeeds {
  store::Store& store;
  const journal::Clock& clock;
  const Health& health;
  const SourceBoard& board;
  /// The setup in force: a reload replaces it.
  std::function<std::shared_ptr<const Setup>()> setup;
  /// Has a cycle run as soon as the running one has ended, with a look at these sources.
  std::function<void(const std::vector<std::string>& sources)> pull;
  /// A message was queued.
  std::function<void()> send;
  /// Takes the new configuration as SIGHUP does and waits for the outcome: empty when it is in force, else
  /// why not, for people.
  std::function<std::string()> reload;
  metrics::Board& metrics;
};

struct Site {
  /// Outlives the parts, which read it.
  std::unique_ptr<StoreDesk> desk{};
  /// Asked in this order; the first answer counts.
  std::vector<std::unique_ptr<web::Part>> parts{};
  /// Who of the staff a name of the users file is; nothing: nobody whom the store knows.
  std::function<std::optional<journal::PersonId>(std::string_view name)> person_of{};
};

/// Throws rules::StoreFailure when the store cannot be read.
[[nodiscard]] Site make_site(const SiteNeeds& needs);

}  // namespace elzhur::app
