#include "connectors/elzhur_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace elzhur::connectors {
namespace {

using journal::FillState;

struct Case {
  const char* text;
  FillState state;
};

TEST(ElzhurText, TagsAreNoTextButWhatStandsBetweenThemIs) {
  const TextClassifier classifier({"без задания"});
  for (const Case& one : {Case{"§ 5", FillState::filled},
                          Case{"<p>§ 5</p>", FillState::filled},
                          Case{"<p></p>", FillState::empty},
                          Case{"<p>&nbsp;<br/></p>", FillState::empty},
                          Case{"&#160;&#xA0;", FillState::empty},
                          Case{"<div style=\"color: red\"> . </div>", FillState::placeholder},
                          Case{"<b>&mdash;</b>", FillState::placeholder},
                          Case{"<p>Без задания.</p>", FillState::declared},
                          Case{"<style>p {color: red}</style>", FillState::empty},
                          Case{"<!-- nothing -->", FillState::empty},
                          Case{"<img src=\"a.png\">", FillState::filled},
                          Case{"<a href=\"https://school.example/1\"></a>", FillState::filled},
                          Case{"<p><iframe></iframe></p>", FillState::filled},
                          Case{"<5>", FillState::filled},
                          Case{"x < 5", FillState::filled},
                          Case{"<", FillState::placeholder},
                          Case{"<p", FillState::filled},
                          Case{"<тема>", FillState::filled},
                          Case{"<script>alert(1)", FillState::filled},
                          Case{"<!-- open", FillState::filled},
                          Case{"&unknown;", FillState::filled},
                          Case{"", FillState::empty}}) {
    EXPECT_EQ(classify_html(one.text, classifier), one.state) << one.text;
  }
}

TEST(ElzhurText, TimeGrowsWithTheTextAndNoFaster) {
  const TextClassifier classifier({});
  for (const std::string_view piece : {"<", "<!--", "&", "<a", "<script>", "<style></style>"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    EXPECT_NE(classify_html(text, classifier), FillState::unknown);
  }
}

TEST(ElzhurText, StrongerStateSaysMoreAndEmptinessLeast) {
  constexpr FillState k_order[] = {FillState::empty, FillState::unknown, FillState::placeholder,
                                   FillState::declared, FillState::filled};
  for (const FillState a : k_order) {
    for (const FillState b : k_order) EXPECT_EQ(stronger(a, b), stronger(b, a));
  }
  EXPECT_EQ(stronger(FillState::empty, FillState::unknown), FillState::unknown);
  EXPECT_EQ(stronger(FillState::filled, FillState::unknown), FillState::filled);
}

}  // namespace
}  // namespace elzhur::connectors
