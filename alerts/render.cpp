#include "alerts/render.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "journal/check.hpp"

namespace elzhur::alerts {
namespace {

/// The library renders an unknown name as nothing, silently: a letter could lose a deadline unseen.
class StrictContext : public kainjow::mustache::context<std::string> {
 public:
  explicit StrictContext(const View* view) : kainjow::mustache::context<std::string>(view) {}

  const View* get(const std::string& name) const override {
    const View* found = kainjow::mustache::context<std::string>::get(name);
    if (found == nullptr) missing_.push_back(name);
    return found;
  }
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  mutable std::vector<std::string> missing_;
};

std::string_view template_text(const std::string& name) {
  for (const TemplateFile& file : template_files()) {
    if (file.name == name) return file.text;
  }
  std::fprintf(stderr, "no template %s\n", name.c_str());
  ELZHUR_CHECK(false);
  return {};
}

std::string render_checked(const std::string& name, const View& view, bool escape) {
  Rendered rendered = render_template(template_text(name), view, escape);
  for (const std::string& missing : rendered.missing) {
    std::fprintf(stderr, "template %s: nothing for %s\n", name.c_str(), missing.c_str());
  }
  ELZHUR_CHECK(rendered.missing.empty());
  return std::move(rendered.text);
}

std::string without_gaps(std::string_view text) {
  std::string out;
  std::size_t breaks = 2;  // As after an empty line: none stands at the beginning.
  for (const char c : text) {
    breaks = c == '\n' ? breaks + 1 : 0;
    if (breaks <= 2) out += c;
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out + "\n";
}

}  // namespace

Rendered render_template(std::string_view source, const View& view, bool escape) {
  kainjow::mustache::mustache parsed{std::string(source)};
  if (!parsed.is_valid()) return {"", {parsed.error_message()}};
  if (!escape) parsed.set_custom_escape([](const std::string& text) { return text; });
  StrictContext context(&view);
  std::string text = parsed.render(context);
  return {std::move(text), context.missing()};
}

std::string render_text(std::string_view name, const View& view) {
  return without_gaps(render_checked(std::string(name) + ".text", view, false));
}

std::string render_html(std::string_view name, std::string_view title, const View& view) {
  View page;
  page.set("title", std::string(title));
  page.set("body", render_checked(std::string(name) + ".html", view, true));
  return render_checked("layout.html", page, true);
}

}  // namespace elzhur::alerts
