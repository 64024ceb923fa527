#include "connectors/formats/archive.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "makers.hpp"
#include "tests/support/paths.hpp"

namespace elzhur::tests {
namespace {

struct Unpacked {
  std::vector<connectors::ArchiveMember> members;
  std::string error;
};

Unpacked unpack(std::string_view bytes, const connectors::Limits& limits = {}) {
  Unpacked unpacked;
  const auto done = connectors::for_each_member(bytes, limits, [&unpacked](connectors::ArchiveMember member) {
    unpacked.members.push_back(std::move(member));
    return true;
  });
  if (!done) unpacked.error = done.error().text;
  return unpacked;
}

/// The first occurrence of `from` in both the member's header and the directory becomes `to`.
std::string patch_all(std::string bytes, const std::string& from, const std::string& to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

TEST(Archive, MembersComeInOrderWithTheirTimes) {
  const Unpacked unpacked = unpack(make_zip({{"б.csv", "1"}, {"папка/а.csv", "2"}, {"папка/", ""}}));
  EXPECT_EQ(unpacked.error, "");
  ASSERT_EQ(unpacked.members.size(), 2U);
  EXPECT_EQ(unpacked.members[0].name, "б.csv");
  EXPECT_EQ(unpacked.members[1].name, "папка/а.csv");
  EXPECT_EQ(unpacked.members[1].bytes, "2");
  const auto expected = journal::LocalTime{journal::make_date(2019, 1, 31)} + std::chrono::hours{5} +
                        std::chrono::minutes{34} + std::chrono::seconds{12};
  EXPECT_EQ(unpacked.members[0].modified, expected);
}

TEST(Archive, RealExportHasItsNamesFromCp866) {
  std::ifstream file(data_path("real/lesson-planning-2018.zip"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const Unpacked unpacked = unpack(bytes);
  EXPECT_EQ(unpacked.error, "");
  ASSERT_EQ(unpacked.members.size(), 5U);
  EXPECT_EQ(unpacked.members[0].name, "2018_1а.xls");
  for (const auto& member : unpacked.members) {
    ASSERT_TRUE(member.modified);
    EXPECT_EQ(std::chrono::floor<std::chrono::days>(*member.modified), journal::make_date(2019, 1, 31));
  }
}

TEST(Archive, LitterIsPassedOver) {
  const Unpacked unpacked =
      unpack(make_zip({{"__MACOSX/._a.csv", "x"}, {"~$b.xlsx", "x"}, {"d/Thumbs.db", "x"}, {"a.csv", "1"}}));
  ASSERT_EQ(unpacked.members.size(), 1U);
  EXPECT_EQ(unpack(make_zip({{"__MACOSX/a", "x"}})).error, "архив пуст");
}

TEST(Archive, ArchiveWithinTheArchiveIsRefused) {
  EXPECT_EQ(unpack(make_zip({{"in.zip", make_zip({{"a.csv", "1"}})}})).error,
            "in.zip: архив внутри архива не читается, положите файлы из него отдельно");
  EXPECT_EQ(unpack(make_zip({{"in.xlsx", make_xlsx("")}})).error, "");
}

TEST(Archive, OtherOfficeDocumentsAreNamed) {
  EXPECT_EQ(unpack(make_zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                             {"content.xml", "<x/>"}}))
                .error,
            "это документ LibreOffice (.ods): сохраните файл как «Книга Excel (.xlsx)»");
  EXPECT_EQ(unpack(make_zip({{"[Content_Types].xml", "<x/>"}, {"word/document.xml", "<x/>"}})).error,
            "это документ Office, но не таблица: нужен файл .xlsx или .xls");
}

TEST(Archive, EveryTruncationIsRefused) {
  const std::string bytes = make_zip({{"a.csv", std::string(3000, 'x') + "1;2"}, {"b.csv", "2"}});
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    EXPECT_NE(unpack(std::string_view(bytes).substr(0, size)).error, "") << size;
  }
}

TEST(Archive, DamagedBytesAreFoundByTheChecksum) {
  std::string text;
  for (int row = 0; row < 300; ++row) text += std::to_string(row * 7919) + ";";
  std::string bytes = make_zip({{"a.csv", text}});
  const std::size_t middle = bytes.size() / 2;
  bytes[middle] = static_cast<char>(bytes[middle] ^ 0x55);
  EXPECT_NE(unpack(bytes).error, "");
}

TEST(Archive, BombIsRefusedByItsStatedSize) {
  connectors::Limits limits;
  limits.unpacked_bytes_max = 1'000'000;
  const std::string error =
      "после распаковки получается слишком много данных (больше 0 МиБ), файл не читается";
  EXPECT_EQ(unpack(make_zip({{"a.csv", std::string(1'000'000, 'x')}}), limits).error, "");
  EXPECT_EQ(unpack(make_zip({{"a.csv", std::string(1'000'001, 'x')}}), limits).error, "a.csv: " + error);
  EXPECT_EQ(
      unpack(make_zip({{"a.csv", std::string(500'001, 'x')}, {"b.csv", std::string(500'001, 'x')}}), limits)
          .error,
      error);
}

TEST(Archive, BombThatLiesAboutItsSizeIsRefused) {
  const std::string honest = make_zip({{"a.csv", std::string(40'000'000, 'x')}});
  const std::string lying = patch_all(honest, u32(40'000'000), u32(1000));
  ASSERT_NE(lying, honest);
  EXPECT_NE(unpack(lying).error, "");
}

TEST(Archive, ExpansionBeyondAnyHonestFileIsRefused) {
  EXPECT_EQ(unpack(make_zip({{"a.csv", std::string(40'000'000, 'x')}})).error,
            "a.csv: файл сжат больше чем в 300 раз: так сжаты только поддельные файлы, он не читается");
  EXPECT_EQ(unpack(make_zip({{"a.csv", std::string(10'000'000, 'x')}})).error, "");
}

TEST(Archive, LimitOfMembersHoldsAtItsEdge) {
  connectors::Limits limits;
  limits.archive_members_max = 2;
  EXPECT_EQ(unpack(make_zip({{"a", "1"}, {"b", "2"}}), limits).error, "");
  EXPECT_EQ(unpack(make_zip({{"a", "1"}, {"b", "2"}, {"c", "3"}}), limits).error, "в архиве больше 2 файлов");
  limits.archive_members_max = 1;
  std::string marks = make_zip({{"a", "1"}});
  for (int mark = 0; mark < 40; ++mark) marks.insert(0, "PK\1\2");
  EXPECT_EQ(unpack(marks, limits).error, "в архиве больше 1 файлов");
}

TEST(Archive, LimitOfAMemberHoldsAtItsEdge) {
  connectors::Limits limits;
  limits.member_bytes_max = 10;
  EXPECT_EQ(unpack(make_zip({{"a", "0123456789"}}), limits).error, "");
  EXPECT_NE(unpack(make_zip({{"a", "0123456789a"}}), limits).error, "");
}

TEST(Archive, PasswordIsNamed) {
  // Bit 0 of the flags (at 6 in a member's header, at 8 in the directory) says that a member is encrypted.
  std::string bytes = make_zip({{"a.csv", "1;2;3"}});
  bytes[6] = static_cast<char>(bytes[6] | 1);
  const std::size_t directory = bytes.find("PK\1\2");
  bytes[directory + 8] = static_cast<char>(bytes[directory + 8] | 1);
  EXPECT_EQ(unpack(bytes).error, "a.csv: файл защищён паролем: снимите пароль и сохраните файл заново");
}

TEST(Archive, ControlCharactersInNamesAreReplaced) {
  const Unpacked unpacked = unpack(make_zip({{"a\nb.csv", "1"}}));
  ASSERT_EQ(unpacked.members.size(), 1U);
  EXPECT_EQ(unpacked.members[0].name, "a?b.csv");
}

TEST(Archive, SinkMayStop) {
  int members = 0;
  const auto done = connectors::for_each_member(make_zip({{"a", "1"}, {"b", "2"}}), {},
                                                [&members](connectors::ArchiveMember) {
                                                  ++members;
                                                  return false;
                                                });
  EXPECT_TRUE(done);
  EXPECT_EQ(members, 1);
}

}  // namespace
}  // namespace elzhur::tests
