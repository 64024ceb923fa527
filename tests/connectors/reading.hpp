// Short ways for tests to read a document from text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "connectors/read_document.hpp"
#include "connectors/sha256.hpp"
#include "journal/document.hpp"

namespace elzhur::tests {

inline const journal::TimeZone& moscow() {
  static const auto* const k_zone = new journal::TimeZone(*journal::TimeZone::load("Europe/Moscow"));
  return *k_zone;
}

inline journal::Instant at(std::string_view rfc3339) { return journal::parse_instant(rfc3339).value(); }

inline const journal::Instant k_received = at("2019-06-01T12:00:00+03:00");

inline const connectors::TextClassifier& classifier() {
  static const auto* const k_classifier = new connectors::TextClassifier({"без задания", "не задано", "нет"});
  return *k_classifier;
}

inline journal::Result<journal::Document> read(std::string_view bytes, std::string_view name = "файл",
                                               std::vector<connectors::AsOfClaim> claims = {},
                                               journal::Instant received = k_received) {
  return connectors::read_document(
      bytes, {"inbox", std::string(name), connectors::sha256_hex(bytes), std::move(claims), received},
      {&moscow(), &classifier(), connectors::Limits{}});
}

/// The document; a refusal fails the test with its text.
inline journal::Document read_ok(std::string_view bytes) {
  auto document = read(bytes);
  if (!document) {
    ADD_FAILURE() << document.error().text;
    return {};
  }
  return std::move(*document);
}

/// The text of the refusal; an accepted document fails the test.
inline std::string refusal(std::string_view bytes) {
  const auto document = read(bytes);
  if (document) {
    ADD_FAILURE() << "accepted, with " << document->lessons() << " lessons";
    return {};
  }
  EXPECT_EQ(document.error().kind, journal::ErrorKind::bad_input);
  return document.error().text;
}

}  // namespace elzhur::tests
