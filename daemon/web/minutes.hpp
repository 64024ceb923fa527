// The minutes (протокол) of a meeting as a paper: what the secretary wrote, and beside it the figures of the
// period, without a name. Says and decides nothing itself.
#pragma once

#include <string>

#include "daemon/web/desk.hpp"
#include "daemon/web/paper.hpp"

namespace elzhur::web {

/// «Протокол № 2 заседания рабочей группы по ведению электронного журнала».
[[nodiscard]] std::string minutes_title(const appeals::Meeting& meeting);
/// «15:40».
[[nodiscard]] std::string clock_words(journal::Seconds since_midnight);
/// «за — 3, против — 0, воздержались — 1».
[[nodiscard]] std::string votes_words(const appeals::Votes& votes);

/// Throws rules::StoreFailure as the desk does.
[[nodiscard]] Paper minutes_of(Desk& desk, const appeals::Meeting& meeting);

}  // namespace elzhur::web
