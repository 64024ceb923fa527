// The real export, held against an independent reader (xlrd) and against re-saves of itself in other formats.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "connectors/formats/archive.hpp"
#include "connectors/formats/limits.hpp"
#include "tests/connectors/reading.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::connectors {
namespace {

using journal::Document;
using journal::Field;

std::string helper() { return (tests::source_dir() / "tests/connectors/real_export.py").string(); }

std::string export_path() { return tests::data_path("real/lesson-planning-2018.zip").string(); }

std::map<std::string, Document> read_export() {
  std::map<std::string, Document> documents;
  const auto read =
      for_each_member(tests::read_bytes(export_path()), Limits{}, [&](const ArchiveMember& member) {
        documents.emplace(member.name, tests::read_ok(member.bytes));
        return true;
      });
  EXPECT_TRUE(read);
  return documents;
}

/// One line per lesson, as the helper writes them.
std::vector<std::string> lines_of(const Document& document, const std::string& name, bool with_place) {
  std::vector<std::string> lines;
  for (const auto& block : document.blocks) {
    for (const auto& lesson : block.lessons) {
      std::vector<std::string> teachers;
      for (const std::uint32_t teacher : lesson.teachers) teachers.push_back(document.people.at(teacher));
      std::string line =
          fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", name, block.scope.class_name, block.scope.group,
                      block.scope.subject, journal::format_date(lesson.date), lesson.ordinal,
                      fmt::join(teachers, ", "), fill_state_name(lesson.field(Field::topic).state),
                      fill_state_name(lesson.field(Field::homework).state));
      if (with_place) line += fmt::format("\t{}\t{}", block.sheet, lesson.row);
      lines.push_back(std::move(line));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(RealExport, EveryLessonAndStateIsAsAnIndependentReaderSeesIt) {
  const auto expected = tests::run_process({tests::python().string(), helper(), "lessons", export_path()});
  ASSERT_EQ(expected.status, 0) << expected.err;
  std::vector<std::string> lines;
  for (const auto& [name, document] : read_export()) {
    const auto own = lines_of(document, name, true);
    lines.insert(lines.end(), own.begin(), own.end());
  }
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines.size(), 2900U);
  EXPECT_EQ(lines, lines_in(expected.out));
}

TEST(RealExport, BlocksAreWholeSortedAndEachScopeIsThereOnce) {
  for (const auto& [name, document] : read_export()) {
    EXPECT_EQ(document.rows, document.lessons()) << name;
    for (std::size_t i = 0; i < document.blocks.size(); ++i) {
      const auto& block = document.blocks[i];
      if (i > 0) {
        EXPECT_LT(document.blocks[i - 1].scope, block.scope);
      }
      EXPECT_EQ(block.dates, (journal::DateRange{block.lessons.front().date, block.lessons.back().date}));
      for (std::size_t k = 1; k < block.lessons.size(); ++k) {
        const auto& before = block.lessons[k - 1];
        EXPECT_LT(std::pair(before.date, before.ordinal),
                  std::pair(block.lessons[k].date, block.lessons[k].ordinal));
      }
    }
  }
}

TEST(RealExport, ResavedInOtherFormatsItSaysTheSame) {
  const tests::TempDir dir;
  const auto made =
      tests::run_process({tests::python().string(), helper(), "resave", export_path(), dir.path().string()});
  ASSERT_EQ(made.status, 0) << made.err;
  const auto documents = read_export();
  for (const auto& [name, original] : documents) {
    const auto expected = lines_of(original, "", false);
    // Planning sheets as they are; and one row per lesson with real dates, merged headers or other
    // separators.
    for (const char* ending : {".planning.xlsx", ".xlsx", ".csv", ".1251.csv", ".tab.csv", ".html"}) {
      const auto file = dir.path() / (name + ending);
      const Document again = tests::read_ok(tests::read_bytes(file));
      EXPECT_EQ(lines_of(again, "", false), expected) << file;
    }
  }
}

}  // namespace
}  // namespace elzhur::connectors
