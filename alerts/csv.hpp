// Lists as CSV that a school's spreadsheet program opens with a double click: UTF-8 with BOM, `;`, CRLF.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/open_list.hpp"
#include "alerts/situation.hpp"

namespace elzhur::alerts {

/// Rows of cells. A cell that a spreadsheet would take for a formula (= + - @ TAB first) gets an apostrophe
/// in front; quotes, `;` and line breaks are quoted.
[[nodiscard]] std::string render_csv(std::span<const std::vector<std::string>> rows);

/// «Учитель;Дата;Урок;Класс;Группа;Предмет;Нет».
[[nodiscard]] std::string backlog_csv(std::span<const rules::BacklogLine> lines);
/// The same with due, clause and when it was seen missing.
[[nodiscard]] std::string open_list_csv(const OpenList& list, const rules::Policy& policy, int year);
/// «Имя в выгрузке;Что не так».
[[nodiscard]] std::string names_csv(std::span<const std::string> unmatched,
                                    std::span<const std::string> ambiguous);

}  // namespace elzhur::alerts
