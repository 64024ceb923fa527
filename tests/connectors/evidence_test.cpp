#include "connectors/evidence.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "connectors/sha256.hpp"
#include "tests/connectors/reading.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::connectors {
namespace {

namespace fs = std::filesystem;
using journal::Block;
using journal::Document;
using journal::Instant;
using journal::LessonSeen;

template <typename Number>
Number any_number(Number from, Number to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(from, to));
}

std::string any_text() {
  return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("aя\t\n\r\\- 1ё\0", 13)));
}

Instant any_instant() {
  return Instant{journal::Seconds(any_number<std::int64_t>(-99'999'999'999, 999'999'999'999))};
}

std::optional<Instant> maybe_instant() {
  return any_number(0, 3) == 0 ? std::optional(any_instant()) : std::nullopt;
}

journal::Date any_date() { return journal::Date{std::chrono::days(any_number(-1'000'000, 10'000'000))}; }

LessonSeen any_lesson(std::uint32_t people) {
  LessonSeen lesson;
  lesson.date = any_date();
  lesson.ordinal = any_number(1, 9);
  if (any_number(0, 2) == 0) lesson.number = any_number(0, 30);
  for (std::uint32_t i = any_number(0U, 4U); i > 0 && people > 0; --i)
    lesson.teachers.push_back(any_number(0U, people));
  if (people > 0 && any_number(0, 2) == 0) lesson.substitute = any_number(0U, people);
  lesson.substituted_by_unknown = any_number(0, 2) == 0;
  for (auto& field : lesson.fields)
    field = {static_cast<journal::FillState>(any_number(0, 6)), maybe_instant()};
  lesson.last_change = maybe_instant();
  lesson.row = any_number(0U, UINT32_MAX);
  return lesson;
}

Document any_document() {
  Document document;
  document.source_id = any_text();
  document.name = any_text();
  document.format = any_text();
  document.sha256 = any_text();
  document.size_bytes = any_number<std::uint64_t>(0, UINT64_MAX);
  document.as_of = {any_instant(), any_instant()};
  document.live = any_number(0, 2) == 0;
  document.rows = any_number<std::size_t>(0, SIZE_MAX);
  for (int i = any_number(0, 5); i > 0; --i) document.people.push_back(any_text());
  for (int i = any_number(0, 5); i > 0; --i) {
    Block block;
    block.scope = {any_text(), any_text(), any_text()};
    block.dates = {any_date(), any_date()};
    block.fields = journal::FieldSet(static_cast<std::uint8_t>(any_number(0, 16)));
    block.sheet = any_text();
    for (int k = any_number(0, 6); k > 0; --k) {
      block.lessons.push_back(any_lesson(static_cast<std::uint32_t>(document.people.size())));
    }
    document.blocks.push_back(std::move(block));
  }
  return document;
}

bool equal(const Document& a, const Document& b) {
  return a.source_id == b.source_id && a.name == b.name && a.format == b.format && a.sha256 == b.sha256 &&
         a.size_bytes == b.size_bytes && a.as_of == b.as_of && a.live == b.live && a.people == b.people &&
         a.blocks == b.blocks && a.rows == b.rows;
}

RC_GTEST_PROP(Evidence, NothingOfADocumentIsLost, ()) {
  const Document document = any_document();
  const std::string text = render_evidence(document);
  const auto back = parse_evidence(text);
  if (!back) RC_FAIL(back.error().text);
  RC_ASSERT(equal(*back, document));
  RC_ASSERT(render_evidence(*back) == text);
}

RC_GTEST_PROP(Evidence, DamagedTextsAreRefusedOrReadButNeverFatal, ()) {
  std::string text = render_evidence(any_document());
  for (int i = any_number(1, 6); i > 0; --i) {
    text[any_number<std::size_t>(0, text.size())] = static_cast<char>(any_number(0, 256) - 128);
  }
  text.resize(any_number<std::size_t>(0, text.size() + 1));
  (void)parse_evidence(text);
}

TEST(Evidence, ADocumentReadFromATableIsReadableForAPerson) {
  const Document document = tests::read_ok(
      "Дата;Урок;Класс;Предмет;Учитель;Тема;ДЗ;Последнее изменение\n"
      "14.09.2018;3;7А;Алгебра;Иванова Анна Петровна;ТАЙНА;;15.09.2018 10:00\n");
  const std::string text = render_evidence(document);
  EXPECT_NE(text.find("block\t7А\t\tАлгебра\t2018-09-14\t2018-09-14\t3\t\n"), std::string::npos) << text;
  EXPECT_NE(text.find("lesson\t2018-09-14\t1\t3\t1\t0\t-\t0\tfe??\t-\t-\t-\t-\t2018-09-15T07:00:00Z\t2\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("ТАЙНА"), std::string::npos);
}

TEST(Evidence, TextsThatAreNoEvidenceAreRefused) {
  for (const char* text : {"", "\n", "elzhur-evidence/1", "elzhur-evidence/2\n", "{}"}) {
    EXPECT_FALSE(parse_evidence(text)) << text;
  }
  const std::string good = render_evidence(Document{});
  EXPECT_TRUE(parse_evidence(good));
  EXPECT_FALSE(parse_evidence(good + "end\n"));
  EXPECT_FALSE(parse_evidence(good.substr(0, good.size() - 1)));
}

TEST(Evidence, HashesAreThoseOfTheStandard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Evidence, FilesAreNamedByTheirContentAndReadBack) {
  const tests::TempDir dir;
  const EvidenceFiles files(dir.path() / "evidence");
  const auto hash = files.save("привет");
  ASSERT_TRUE(hash) << hash.error().text;
  EXPECT_EQ(*hash, sha256_hex("привет"));
  const fs::path file = dir.path() / "evidence" / hash->substr(0, 2) / (*hash + ".zst");
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
  EXPECT_EQ(files.load(*hash), "привет");
}

TEST(Evidence, SavingAgainChangesNothing) {
  const tests::TempDir dir;
  const EvidenceFiles files(dir.path());
  const std::string hash = files.save("a").value();
  const fs::path file = dir.path() / hash.substr(0, 2) / (hash + ".zst");
  const auto before = fs::last_write_time(file);
  EXPECT_EQ(files.save("a"), hash);
  EXPECT_EQ(fs::last_write_time(file), before);
}

TEST(Evidence, DamageIsNoticedAndHealedBySavingAgain) {
  const tests::TempDir dir;
  const EvidenceFiles files(dir.path());
  const std::string text(100'000, 'x');
  const std::string hash = files.save(text).value();
  const fs::path file = dir.path() / hash.substr(0, 2) / (hash + ".zst");
  const std::string whole = tests::read_bytes(file);
  std::string flipped = whole;
  flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
  for (const std::string& bad :
       {std::string(), whole.substr(0, whole.size() / 2), flipped, whole + "x", std::string("text")}) {
    tests::write_bytes(file, bad);
    const auto loaded = files.load(hash);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, journal::ErrorKind::storage);
    EXPECT_EQ(files.save(text), hash);
    EXPECT_EQ(files.load(hash), text);
  }
}

TEST(Evidence, OnlyHashesAreNames) {
  const tests::TempDir dir;
  const EvidenceFiles files(dir.path());
  EXPECT_FALSE(files.load("../../etc/passwd"));
  EXPECT_FALSE(files.load(""));
  EXPECT_FALSE(files.load(std::string(64, 'f')));
}

TEST(Evidence, SeveralThreadsMaySaveTheSame) {
  const tests::TempDir dir;
  const EvidenceFiles files(dir.path());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&files] {
      for (int k = 0; k < 20; ++k) EXPECT_TRUE(files.save("text " + std::to_string(k)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(dir.path()))
    count += entry.is_regular_file() ? 1U : 0U;
  EXPECT_EQ(count, 20U);
}

TEST(Evidence, AFolderThatCannotBeMadeIsAFailureOfStorage) {
  const tests::TempDir dir;
  tests::write_bytes(dir.path() / "file", "");
  const auto saved = EvidenceFiles(dir.path() / "file" / "evidence").save("a");
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, journal::ErrorKind::storage);
}

}  // namespace
}  // namespace elzhur::connectors
