#include "connectors/gate.hpp"

#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::connectors {
namespace {

/// Compares without division: exact at the limit.
bool exceeds(std::size_t part, std::size_t whole, unsigned percent) {
  return std::uint64_t{part} * 100 > std::uint64_t{whole} * percent;
}

}  // namespace

std::optional<std::string> gate(const Comparison& comparison, const GateLimits& limits) {
  ELZHUR_CHECK(comparison.missing <= comparison.known);
  ELZHUR_CHECK(comparison.emptied <= comparison.filled_before);
  if (comparison.known >= limits.known_min &&
      exceeds(comparison.missing, comparison.known, limits.missing_percent_max)) {
    return fmt::format(
        "файл похож на неполный: за этот период известно уроков — {}, в файле нет из них {} (больше {} %). "
        "Файл не учтён, ничего не изменено. Выгрузите отчёт заново",
        comparison.known, comparison.missing, limits.missing_percent_max);
  }
  if (comparison.filled_before >= limits.filled_min &&
      exceeds(comparison.emptied, comparison.filled_before, limits.emptied_percent_max)) {
    return fmt::format(
        "файл похож на неполный: раньше было заполнено записей — {}, в файле из них пусто {} (больше {} %). "
        "Файл не учтён, ничего не изменено. Выгрузите отчёт заново",
        comparison.filled_before, comparison.emptied, limits.emptied_percent_max);
  }
  return std::nullopt;
}

}  // namespace elzhur::connectors
