#include "daemon/web/paper.hpp"

#include <variant>

#include <fmt/format.h>

#include "alerts/encode.hpp"
#include "daemon/web/crypto.hpp"
#include "daemon/web/page_files.hpp"
#include "daemon/web/sign_in.hpp"

namespace elzhur::web {
namespace {

using appeals::Cell;

/// The browser takes this one style and no other.
const std::string& policy() {
  static const std::string k_policy = [] {
    const Sha256 digest = sha256(page_file("paper.css"));
    const std::string bytes(digest.begin(), digest.end());
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; img-src 'self'; form-action 'none'; frame-ancestors "
        "'none'; "
        "base-uri 'none'",
        alerts::base64(bytes));
  }();
  return k_policy;
}

std::string lines_markup(const std::vector<std::string>& lines, std::string_view of_class) {
  if (lines.empty()) return {};
  std::string out = fmt::format("<div class=\"{}\">\n", of_class);
  for (const std::string& line : lines) out += fmt::format("<p>{}</p>\n", escape_html(line));
  return out + "</div>\n";
}

std::string_view class_of(const Cell& cell) {
  if (std::holds_alternative<std::int64_t>(cell)) return " class=\"n\"";
  return std::holds_alternative<journal::Date>(cell) ? " class=\"d\"" : "";
}

void add_row(std::string& out, const std::vector<Cell>& cells, std::string_view of_class) {
  out += fmt::format("<tr{}>", of_class);
  for (const Cell& cell : cells)
    out += fmt::format("<td{}>{}</td>", class_of(cell), escape_html(appeals::cell_text(cell)));
  out += "</tr>\n";
}

}  // namespace

std::string table_markup(const appeals::Sheet& sheet) {
  // What is narrow and holds figures alone has its title upright beside it.
  constexpr int k_narrow = 8;
  std::string out = "<table class=\"list\">\n<thead><tr>";
  for (const appeals::SheetColumn& column : sheet.columns) {
    out += fmt::format("<th scope=\"col\"{}><span>{}</span></th>",
                       column.width < k_narrow ? " class=\"tall\"" : "", escape_html(column.title));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : sheet.rows) add_row(out, row, "");
  if (!sheet.totals.empty()) add_row(out, sheet.totals, " class=\"total\"");
  out += "</tbody>\n</table>\n";
  if (sheet.rows.empty() && sheet.totals.empty()) out += "<p>За этот период записей нет.</p>\n";
  return out;
}

Paper paper_of(const appeals::Sheet& sheet, bool is_wide) {
  Paper paper;
  paper.title = sheet.title;
  paper.draft = sheet.draft;
  paper.is_wide = is_wide;
  paper.markup =
      fmt::format("<h1>{}</h1>\n{}{}{}", escape_html(sheet.title), lines_markup(sheet.lead, "lead"),
                  table_markup(sheet), lines_markup(sheet.foot, "foot"));
  return paper;
}

Response paper_answer(const Paper& paper) {
  Response response;
  // The head of an outer table is the one thing that every browser repeats on every page.
  const std::string draft =
      paper.draft.empty()
          ? std::string()
          : fmt::format("<thead><tr><td class=\"draft\">{}</td></tr></thead>\n", escape_html(paper.draft));
  response.body = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" "
      "href=\"/static/icon.svg\" type=\"image/svg+xml\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body class=\"{}\">\n<table class=\"sheet\" role=\"presentation\">\n{}"
      "<tbody><tr><td>\n{}</td></tr></tbody>\n</table>\n</body>\n</html>\n",
      escape_html(paper.title), page_file("paper.css"), paper.is_wide ? "wide" : "upright", draft,
      paper.markup);
  response.headers.emplace_back("Content-Security-Policy", policy());
  return response;
}

}  // namespace elzhur::web
