#include "alerts/render.hpp"

#include <gtest/gtest.h>

#include <set>

namespace elzhur::alerts {
namespace {

TEST(Render, NameThatTheViewDoesNotHaveIsReported) {
  View view("known", "да");
  EXPECT_EQ(render_template("{{known}} {{due}}{{#rows}}x{{/rows}}", view, false).missing,
            (std::vector<std::string>{"due", "rows"}));
  EXPECT_TRUE(render_template("{{known}}", view, false).missing.empty());
}

TEST(Render, FalseAndEmptyListsAreNotMissing) {
  View view("yes", false);
  view.set("rows", View(View::type::list));
  view.set("empty", "");
  EXPECT_TRUE(render_template("{{#yes}}{{other}}{{/yes}}{{#rows}}{{x}}{{/rows}}{{empty}}", view, true)
                  .missing.empty());
}

TEST(Render, BrokenTemplateIsReported) {
  EXPECT_FALSE(render_template("{{#a}}", View(), false).missing.empty());
}

TEST(Render, ValuesAreEscapedOnlyInHtmlAndNeverExpandedAgain) {
  const View view("x", "<b>{{y}}</b>");
  EXPECT_EQ(render_template("{{x}}", view, true).text, "&lt;b&gt;{{y}}&lt;/b&gt;");
  EXPECT_EQ(render_template("{{x}}", view, false).text, "<b>{{y}}</b>");
}

TEST(Render, EveryLetterHasBothFormsAndNoneLoadsAnything) {
  std::set<std::string_view> names;
  for (const TemplateFile& file : template_files()) {
    names.insert(file.name);
    for (const char* foreign : {"http:", "https:", "src=", "@import", "url("}) {
      EXPECT_EQ(file.text.find(foreign), std::string_view::npos) << file.name << " " << foreign;
    }
  }
  for (const char* letter : {"started", "list", "all_filled", "digest", "withdrawal", "source_trouble",
                             "service_trouble", "test"}) {
    EXPECT_TRUE(names.contains(std::string(letter) + ".text")) << letter;
    EXPECT_TRUE(names.contains(std::string(letter) + ".html")) << letter;
  }
}

}  // namespace
}  // namespace elzhur::alerts
