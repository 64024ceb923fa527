#include "connectors/scope_text.hpp"

#include <gtest/gtest.h>

namespace elzhur::connectors {
namespace {

TEST(ScopeText, TheClassItselfHasNoGroup) {
  const ClassAndGroup expected{"5б", ""};
  for (const char* text :
       {"5б", "5б (5б)", "5б (5б) 2018/2019 учебный год", "5б 2018/2019 учебный год", " 5б  (5Б) ",
        "5б (5б) 2018-2019 уч. год", "5б, 2018/19 уч.г.", "(5б)", "5б (весь класс)", "5б (-)"}) {
    EXPECT_EQ(split_class(text), expected) << text;
  }
}

TEST(ScopeText, AGroupStandsInBrackets) {
  EXPECT_EQ(split_class("5б (Англ.яз) 2018/2019 учебный год"), (ClassAndGroup{"5б", "Англ.яз"}));
  EXPECT_EQ(split_class("2б (Англ.яз. Р) 2018/2019 учебный год"), (ClassAndGroup{"2б", "Англ.яз. Р"}));
  EXPECT_EQ(split_class("7а (Англ.яз (2))"), (ClassAndGroup{"7а", "Англ.яз (2)"}));
  EXPECT_EQ(split_class("10 «А» (Девочки)"), (ClassAndGroup{"10 «А»", "Девочки"}));
}

TEST(ScopeText, ASlashIsAGroupOnlyWhereTheHeaderSaysSo) {
  EXPECT_EQ(split_class("7А/1", true), (ClassAndGroup{"7А", "1"}));
  EXPECT_EQ(split_class("7А/1", false), (ClassAndGroup{"7А/1", ""}));
  EXPECT_EQ(split_class("5а/5б", true), (ClassAndGroup{"5а/5б", ""}));
}

TEST(ScopeText, StrangeBracketsDoNoHarm) {
  for (const char* text :
       {"(", ")", "()", "5б (", "5б )", "5б ((", "))((", "", " ", "2018/2019", "2018/2019 учебный год"}) {
    (void)split_class(text);
    (void)split_class(text, true);
  }
  EXPECT_EQ(split_class("2018/2019 учебный год").class_name, "");
}

TEST(ScopeText, AGroupThatSaysNothingIsTheClass) {
  EXPECT_EQ(read_group("", "7А"), "");
  EXPECT_EQ(read_group("-", "7А"), "");
  EXPECT_EQ(read_group("Весь класс", "7А"), "");
  EXPECT_EQ(read_group("7а", "7А"), "");
  EXPECT_EQ(read_group(" 1  группа ", "7А"), "1 группа");
}

}  // namespace
}  // namespace elzhur::connectors
