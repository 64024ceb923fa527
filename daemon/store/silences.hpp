// Silences as rows: added and ended by people, ended by cycles when they are over. What a silence holds back
// is alerts/silence.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "alerts/silence.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/reports.hpp"
#include "journal/error.hpp"

namespace elzhur::store {

/// Failures of the database throw rules::StoreFailure unless the function returns a Result.
class Silences {
 public:
  Silences(Core& core, Reports& reports) : core_(core), reports_(reports) {}

  /// A transaction of its own. bad_input, with a text for the person: what alerts::check_silence refuses, a
  /// teacher or finding that is not there, a finding that is closed, more than alerts::k_silences_max.
  [[nodiscard]] journal::Result<alerts::Silence> add(alerts::Silence silence, journal::Instant now);
  /// A person ends it now. A transaction of its own. bad_input when it is not there or not in force.
  [[nodiscard]] journal::Result<alerts::Silence> end(alerts::SilenceId id, std::string_view by,
                                                     journal::Instant now);
  /// Notes those that are over, in the transaction of a cycle. Live findings are only read when there is a
  /// silence that ends with them.
  void end_what_is_over(journal::Instant now);

  /// Not ended yet, by id.
  [[nodiscard]] std::vector<alerts::Silence> not_ended();
  /// Those not ended, then the newest ended ones, newest first; `limit` in all.
  [[nodiscard]] std::vector<alerts::Silence> list(std::size_t limit);
  [[nodiscard]] std::optional<alerts::Silence> find(alerts::SilenceId id);

 private:
  void save_end(const alerts::Silence& silence);

  Core& core_;
  Reports& reports_;
};

}  // namespace elzhur::store
