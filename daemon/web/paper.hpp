// Papers for the printer and for keeping: one HTML file that needs no other, in Russian, for A4.
#pragma once

#include <string>
#include <string_view>

#include "appeals/sheet.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::web {

struct Paper {
  std::string title{};
  std::string draft{};   ///< On every page; empty: none.
  std::string markup{};  ///< Of everything beneath.
  bool is_wide = false;  ///< A page that lies.
};

/// The whole file, with the policy that lets its own style in and nothing else.
[[nodiscard]] Response paper_answer(const Paper& paper);

/// The table alone, as markup.
[[nodiscard]] std::string table_markup(const appeals::Sheet& sheet);
/// The sheet with its title, its lines and its table.
[[nodiscard]] Paper paper_of(const appeals::Sheet& sheet, bool is_wide);

}  // namespace elzhur::web
