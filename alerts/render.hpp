// Templates to text and HTML. Only for the letters of this room: it shows the template library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

namespace elzhur::alerts {

/// What a template may name: texts, booleans, lists of further views. Every name that a template asks for
/// must be there, an absent part as `false` or an empty list.
using View = kainjow::mustache::data;

struct TemplateFile {
  std::string_view name;  ///< "list.html".
  std::string_view text;
};
/// All of alerts/templates, built into the program, by name.
[[nodiscard]] const std::vector<TemplateFile>& template_files();

struct Rendered {
  std::string text{};
  std::vector<std::string> missing{};  ///< Names that the template asked for and the view did not have.
};
/// Values are HTML-escaped when `escape`. A template with an error gives an empty text and the error as
/// `missing`.
[[nodiscard]] Rendered render_template(std::string_view source, const View& view, bool escape);

/// "<name>.text": never more than one empty line, none at the ends, one line break last. A missing name is a
/// bug of ours (ELZHUR_CHECK).
[[nodiscard]] std::string render_text(std::string_view name, const View& view);
/// "<name>.html" inside "layout.html".
[[nodiscard]] std::string render_html(std::string_view name, std::string_view title, const View& view);

}  // namespace elzhur::alerts
