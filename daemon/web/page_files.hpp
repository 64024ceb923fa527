// The templates, the style sheet and the pictures of the page, built into the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elzhur::web {

struct PageFile {
  std::string_view name;  ///< "today.html", "style.css".
  std::string_view text;
};
/// All of daemon/web/templates and daemon/web/static, by name.
[[nodiscard]] const std::vector<PageFile>& page_files();

/// The text of a file; a name that does not exist is a bug of ours (ELZHUR_CHECK).
[[nodiscard]] std::string_view page_file(std::string_view name);
/// A template with every «{{> name}}» replaced by that template's text, two deep.
[[nodiscard]] const std::string& page_template(std::string_view name);
/// Of the style sheet: changes with it, so that a browser may keep it for a year.
[[nodiscard]] const std::string& style_digest();

}  // namespace elzhur::web
