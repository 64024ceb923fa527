#include "daemon/web/multipart.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace elzhur::web {
namespace {

const std::string k_type = "multipart/form-data; boundary=X";

std::string part(const std::string& disposition, const std::string& bytes) {
  return "--X\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + bytes + "\r\n";
}

journal::Result<MultipartForm> parse(std::string body, const std::string& type = k_type) {
  return parse_multipart(type, std::move(body));
}

TEST(Multipart, FieldsAndFilesAreToldApart) {
  const std::string bytes = std::string("PK\x03\x04\r\n--Y\r\n\0", 12) + "binary";
  const auto form =
      parse(part("name=\"form_token\"", "abc") +
            part("name=\"file\"; filename=\"Выгрузка.zip\"\r\nContent-Type: application/zip", bytes) +
            part("name=\"second\"; filename=\"b.csv\"", "1;2") + "--X--\r\n");
  ASSERT_TRUE(form) << form.error().text;
  EXPECT_EQ(form->fields, (Pairs{{"form_token", "abc"}}));
  ASSERT_EQ(form->files.size(), 2U);
  EXPECT_EQ(form->files[0].field, "file");
  EXPECT_EQ(form->files[0].name, "Выгрузка.zip");
  EXPECT_EQ(form->files[0].bytes, bytes);
  EXPECT_EQ(form->files[1].bytes, "1;2");
}

TEST(Multipart, WhicheverFileIsTheLargestEachHasItsBytes) {
  for (const std::size_t largest : {0U, 1U, 2U}) {
    std::string body;
    for (std::size_t i = 0; i < 3; ++i)
      body += part("name=\"f\"; filename=\"f\"",
                   std::string(i == largest ? 5000 : 10 + i, static_cast<char>('a' + i)));
    const auto form = parse(body + "--X--");
    ASSERT_TRUE(form);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(form->files[i].bytes, std::string(i == largest ? 5000 : 10 + i, static_cast<char>('a' + i)));
  }
}

TEST(Multipart, ABrowsersEmptyFileFieldIsNoFile) {
  const auto form = parse(part("name=\"file\"; filename=\"\"", "") + "--X--\r\n");
  ASSERT_TRUE(form) << form.error().text;
  EXPECT_TRUE(form->files.empty());
  EXPECT_EQ(parse(part("name=\"file\"; filename=\"empty.csv\"", "") + "--X--")->files.size(), 1U);
}

TEST(Multipart, NamesOfFilesAreNoPaths) {
  const auto name_of = [](const std::string& name) {
    return parse(part("name=\"f\"; filename=\"" + name + "\"", "x") + "--X--")->files.front().name;
  };
  EXPECT_EQ(name_of("../../etc/passwd"), "passwd");
  EXPECT_EQ(name_of("C:\\Users\\a\\7а.xls"), "7а.xls");
  EXPECT_EQ(name_of("a\tb\xFF.xls"), "a_b_.xls");
  EXPECT_LE(name_of(std::string(1000, 'a')).size(), k_file_name_bytes_max);
  EXPECT_EQ(name_of("/"), "");
}

TEST(Multipart, WhatIsNoSuchFormIsRefused) {
  const std::string good = part("name=\"a\"", "1") + "--X--";
  ASSERT_TRUE(parse(good));
  for (const std::string& bad :
       {std::string(), std::string("--X"), std::string("--X--x").substr(0, 4), part("name=\"a\"", "1"),
        std::string("--X\r\nno head"), std::string("--X\r\n\r\n\r\n1\r\n--X--"),
        part("nothing", "1") + "--X--", part("name=\"a\"", "\xFF") + "--X--", "--Xjunk" + good,
        std::string("text without any")}) {
    EXPECT_FALSE(parse(bad)) << bad;
  }
  EXPECT_FALSE(parse(good, "multipart/form-data"));
  EXPECT_FALSE(parse(good, "multipart/form-data; boundary=\"\""));
  EXPECT_FALSE(parse(good, "multipart/form-data; boundary=" + std::string(71, 'X')));
}

TEST(Multipart, PartsAndFieldsHaveTheirLimits) {
  std::string body;
  for (std::size_t i = 0; i < k_form_parts_max; ++i) body += part("name=\"a\"", "1");
  EXPECT_TRUE(parse(body + "--X--"));
  EXPECT_FALSE(parse(body + part("name=\"a\"", "1") + "--X--"));
  EXPECT_TRUE(parse(part("name=\"a\"", std::string(k_form_field_bytes_max, 'x')) + "--X--"));
  EXPECT_FALSE(parse(part("name=\"a\"", std::string(k_form_field_bytes_max + 1, 'x')) + "--X--"));
}

RC_GTEST_PROP(Multipart, AnyBytesAreTakenOrRefusedWithoutHarm, (const std::string& bytes)) {
  (void)parse("--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"" + bytes);
  (void)parse("--X\r\n" + bytes + "\r\n--X--");
  (void)parse(bytes);
}

}  // namespace
}  // namespace elzhur::web
