#include "daemon/store/core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace elzhur::store {

std::optional<IdRange> id_range(journal::ScopeId scope, journal::DateRange dates) {
  const journal::Date first = std::max(dates.first, journal::Date{std::chrono::days{0}});
  const journal::Date last =
      std::min(dates.last, journal::Date{std::chrono::days{journal::k_lesson_day_max}});
  if (last < first) return std::nullopt;
  return IdRange{static_cast<std::int64_t>(journal::make_lesson_id(scope, first, 1)),
                 static_cast<std::int64_t>(journal::make_lesson_id(scope, last, journal::k_ordinal_max))};
}

void IdText::add(std::int64_t id) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), id);
  ELZHUR_CHECK(end.ec == std::errc{});
  if (!text_.empty()) text_ += ',';
  text_.append(digits.data(), end.ptr);
}

std::vector<std::int64_t> parse_id_text(std::string_view text) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::int64_t number = 0;
    const auto read = std::from_chars(at, end, number);
    const bool last = read.ptr == end;
    if (read.ec != std::errc{} || (!last && (*read.ptr != ',' || read.ptr + 1 == end))) {
      fail_damaged("a list of ids is not one");
    }
    numbers.push_back(number);
    at = last ? end : read.ptr + 1;
  }
  return numbers;
}

std::int64_t pack_states(const FillStates& states) {
  std::int64_t packed = 0;
  for (std::size_t i = 0; i < states.size(); ++i) packed |= static_cast<std::int64_t>(states[i]) << (4 * i);
  return packed;
}

FillStates unpack_states(std::int64_t packed) {
  FillStates states{};
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::int64_t state = (packed >> (4 * i)) & 15;
    if (state > static_cast<std::int64_t>(journal::FillState::not_required))
      fail_damaged("a sighting has no such state");
    states[i] = static_cast<journal::FillState>(state);
  }
  return states;
}

void fail_damaged(std::string_view what) {
  throw rules::StoreFailure(fmt::format("store: the file is damaged ({}): restore a backup", what));
}

}  // namespace elzhur::store
