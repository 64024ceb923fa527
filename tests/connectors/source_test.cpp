#include "connectors/source.hpp"

#include <gtest/gtest.h>

namespace elzhur::connectors {
namespace {

PulledDocument document(std::string name, PullStatus status) {
  PulledDocument made;
  made.name = std::move(name);
  made.sha256 = made.name;
  made.status = status;
  if (status == PullStatus::accepted) made.document.emplace();
  return made;
}

TEST(Source, TheWorstDocumentGivesTheStatusOfThePull) {
  using enum PullStatus;
  EXPECT_EQ(combined_status({}), unchanged);
  EXPECT_EQ(combined_status({document("a", unchanged)}), unchanged);
  EXPECT_EQ(combined_status({document("a", unchanged), document("b", accepted)}), accepted);
  EXPECT_EQ(combined_status({document("a", accepted), document("b", failed)}), failed);
  EXPECT_EQ(combined_status({document("a", failed), document("b", rejected)}), rejected);
}

TEST(Source, StatusesHaveTheNamesOfTheContract) {
  EXPECT_EQ(pull_status_name(PullStatus::accepted), "accepted");
  EXPECT_EQ(pull_status_name(PullStatus::unchanged), "unchanged");
  EXPECT_EQ(pull_status_name(PullStatus::rejected), "rejected");
  EXPECT_EQ(pull_status_name(PullStatus::failed), "failed");
}

TEST(Source, ARefusedDocumentTakesTheWholePullWithIt) {
  Pull pull{"inbox",
            PullStatus::accepted,
            "",
            {document("a", PullStatus::accepted), document("b", PullStatus::accepted)}};
  refuse(pull, 1, "похож на неполный");
  EXPECT_EQ(pull.status, PullStatus::rejected);
  EXPECT_EQ(pull.reason, "b: похож на неполный");
  EXPECT_FALSE(pull.documents[1].document);
  EXPECT_TRUE(pull.documents[0].document);
}

TEST(Source, TheSameBytesAreRefusedUnderEveryName) {
  Pull pull{"inbox",
            PullStatus::accepted,
            "",
            {document("a", PullStatus::accepted), document("a", PullStatus::unchanged)}};
  refuse(pull, 0, "похож на неполный");
  EXPECT_EQ(pull.documents[1].status, PullStatus::rejected);
  EXPECT_EQ(pull.documents[1].reason, "похож на неполный");
}

}  // namespace
}  // namespace elzhur::connectors
