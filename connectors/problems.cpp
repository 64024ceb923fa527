#include "connectors/problems.hpp"

#include <utility>

#include <fmt/format.h>

namespace elzhur::connectors {

void Problems::add(const Place& place, std::string_view text) {
  if (full()) return;
  std::string where(place.sheet);
  const auto append = [&](std::string_view name, std::size_t number) {
    if (number == 0) return;
    where += fmt::format("{}{} {}", where.empty() ? "" : ", ", name, number);
  };
  append("строка", place.row);
  append("столбец", place.column);
  texts_.push_back(where.empty() ? std::string(text) : fmt::format("{}: {}", where, text));
}

void Problems::set_only(std::string text) {
  if (only_) return;
  texts_.assign(1, std::move(text));
  only_ = true;
}

std::string Problems::text() const {
  std::string all;
  std::size_t told = 0;
  for (const std::string& text : texts_) {
    if (told > 0 && all.size() + text.size() > k_problems_bytes_max) break;
    if (told > 0) all += "; ";
    all += text;
    ++told;
  }
  if (told < texts_.size() || (full() && !only_)) {
    all += fmt::format("; показаны первые {}, исправьте и проверьте остальные строки так же", told);
  }
  return all;
}

}  // namespace elzhur::connectors
