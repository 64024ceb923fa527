// What the files of the desk share.
#pragma once

#include "daemon/app/desk.hpp"
#include "daemon/config/policy.hpp"
#include "rules/roster.hpp"

namespace elzhur::app {

[[nodiscard]] web::DocumentView document_view(const store::DocumentRow& row);

struct StoreDesk::People {
  std::vector<rules::Person> persons;  ///< As the store has them.
  rules::Roster roster;                ///< With the spellings, and the staff of the configuration.
  config::StaffIds staff;
};

}  // namespace elzhur::app
