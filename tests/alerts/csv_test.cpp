#include "alerts/csv.hpp"

#include <gtest/gtest.h>

namespace elzhur::alerts {
namespace {

TEST(Csv, CellsAreQuotedWhenTheyMust) {
  const std::vector<std::vector<std::string>> rows{{"a", "b;c", "d\"e", "f\ng"}};
  EXPECT_EQ(render_csv(rows),
            "\xEF\xBB\xBF"
            "a;\"b;c\";\"d\"\"e\";\"f\ng\"\r\n");
}

TEST(Csv, NothingBecomesAFormula) {
  const std::vector<std::vector<std::string>> rows{{"=1+1", "+7", "-3", "@x", "\tx", "a=b", ""}};
  EXPECT_EQ(render_csv(rows), "\xEF\xBB\xBF'=1+1;'+7;'-3;'@x;'\tx;a=b;\r\n");
}

TEST(Csv, NamesSayWhatIsWrongWithThem) {
  const std::vector<std::string> unmatched{"Чужой И. И."};
  const std::vector<std::string> ambiguous{"Иванова А. П."};
  EXPECT_EQ(names_csv(unmatched, ambiguous),
            "\xEF\xBB\xBFИмя в выгрузке;Что не так\r\nЧужой И. И.;нет в списке сотрудников\r\n"
            "Иванова А. П.;подходит нескольким людям\r\n");
}

}  // namespace
}  // namespace elzhur::alerts
