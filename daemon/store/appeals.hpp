// The appeal log over SQLite.
#pragma once

#include <vector>

#include "appeals/appeal.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/rows.hpp"

namespace elzhur::store {

class SqlAppeals final : public appeals::AppealLog {
 public:
  explicit SqlAppeals(Core& core) : core_(core) {}

  journal::Result<appeals::Appeal> add(appeals::Appeal appeal, const journal::TimeZone& zone,
                                       std::string_view by) override;
  journal::Result<appeals::Appeal> update(appeals::Appeal appeal, journal::Instant now,
                                          std::string_view by) override;
  std::vector<appeals::Appeal> list(int year) override;
  std::optional<appeals::Appeal> find(appeals::AppealId id) override;

  /// Every version of an entry, oldest first; the number is that of the entry.
  [[nodiscard]] std::vector<AppealVersion> history(appeals::AppealId id);

 private:
  [[nodiscard]] appeals::Appeal read(const Use& use);
  [[nodiscard]] journal::Result<void> check_findings(const appeals::Appeal& appeal);
  void save_findings(const appeals::Appeal& appeal);
  void note(const appeals::Appeal& appeal, journal::Instant at, std::string_view by);

  Core& core_;
};

}  // namespace elzhur::store
