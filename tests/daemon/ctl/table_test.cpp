#include "daemon/ctl/table.hpp"

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

TEST(Table, ALetterOfTwoBytesIsOneCell) {
  EXPECT_EQ(display_width("алгебра"), 7U);
  EXPECT_EQ(display_width("7А · ИЗО"), 8U);
}

TEST(Table, MarksAndInvisibleCharactersTakeNoCell) {
  EXPECT_EQ(display_width("и\u0306"), 1U);
  EXPECT_EQ(display_width("а\u200bб\u00adв"), 3U);
}

TEST(Table, WideLettersTakeTwoCells) {
  EXPECT_EQ(display_width("漢字"), 4U);
  EXPECT_EQ(display_width("😀"), 2U);
}

TEST(Table, BytesThatAreNoTextTakeACellEach) { EXPECT_EQ(display_width("\xff\xfe"), 2U); }

TEST(Table, ATextIsCutAtTheWidthAndSaysSo) {
  EXPECT_EQ(cut_to_width("алгебра", 7), "алгебра");
  EXPECT_EQ(cut_to_width("алгебра", 6), "алгеб…");
  EXPECT_EQ(cut_to_width("漢字", 3), "漢…");
  EXPECT_EQ(cut_to_width("алгебра", 1), "…");
}

TEST(Table, ColumnsAreAlignedByWhatIsSeen) {
  Table table({{"Учитель"}, {"Уроков", Align::right}, {"Срок"}});
  table.add({"Ли", "7", "23:59"});
  table.add({"Иванова", "1234567", ""});
  EXPECT_EQ(table.render(),
            "Учитель   Уроков  Срок\n"
            "Ли             7  23:59\n"
            "Иванова  1234567\n");
}

TEST(Table, AColumnWithNothingInItIsLeftOut) {
  Table table({{"а"}, {"б"}, {"в"}});
  table.add({"1", "", "3"});
  table.add({"4"});
  EXPECT_EQ(table.render(), "а  в\n1  3\n4\n");
}

TEST(Table, ACellIsOneLineWithoutWhatATerminalActsOn) {
  Table table({{"а"}});
  table.add({"один\nдва\t\x1b[31mтри"});
  EXPECT_EQ(table.render(), "а\nодин два [31mтри\n");
}

TEST(Table, ACellHasAGreatestWidth) {
  Table table({{"а"}});
  for (const std::size_t width : {k_cell_width_max - 1, k_cell_width_max, k_cell_width_max + 1})
    table.add({std::string(width, 'x')});
  const std::string all = table.render();
  EXPECT_NE(all.find("\n" + std::string(k_cell_width_max, 'x') + "\n"), std::string::npos);
  EXPECT_NE(all.find("\n" + std::string(k_cell_width_max - 1, 'x') + "…\n"), std::string::npos);
  EXPECT_EQ(all.find(std::string(k_cell_width_max + 1, 'x')), std::string::npos);
}

TEST(Table, ACardLeavesOutWhatIsEmpty) {
  EXPECT_EQ(render_card({{"Срок", "23:59"}, {"Причина", ""}, {"Учитель", "Ли"}}),
            "Срок:     23:59\nУчитель:  Ли\n");
}

}  // namespace
}  // namespace elzhur::ctl
