// Lists that go on, and letters held after a restore.
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/web/api_site.hpp"

namespace elzhur::tests {
namespace {

TEST(ApiLists, EveryListComesInPagesWithoutLossOrRepeat) {
  ApiSite site;
  for (const auto& [address, list, id] :
       {std::tuple("/outbox", "messages", "subject"), std::tuple("/sources", "documents", "name"),
        std::tuple("/keeping", "acts", "what"), std::tuple("/backlog", "lines", "subject"),
        std::tuple("/contradictions", "contradictions", "subject")}) {
    std::vector<std::string> whole;
    const Json all = site.read(address);
    for (const Json& item : all[list]) whole.push_back(item[id]);
    ASSERT_GE(whole.size(), 2U) << address;
    std::vector<std::string> pieces;
    std::string cursor;
    for (std::size_t i = 0; i <= whole.size(); ++i) {
      const Json page = site.read(std::string(address) + "?limit=1" + cursor);
      for (const Json& item : page[list]) pieces.push_back(item[id]);
      if (page["next"].is_null()) break;
      cursor = "&cursor=" + page["next"].get<std::string>();
    }
    EXPECT_EQ(pieces, whole) << address;
  }
}

TEST(ApiLists, HeldLettersGoWhenAPersonSaysHow) {
  ApiSite site;
  site.desk.held_since = site.desk.at;
  EXPECT_EQ(site.read("/outbox")["held_since"], "2026-11-24T13:00:00Z");
  EXPECT_EQ(refused_fields(site.send("POST", "/outbox/release", Json::object())), "queued_before");
  EXPECT_EQ(refused_fields(site.send("POST", "/outbox/release", {{"queued_before", "x"}})), "queued_before");
  EXPECT_EQ(site.send("POST", "/outbox/release", {{"queued_before", "send"}}).status, 200);
  EXPECT_EQ(site.desk.done.back(), "release send by Завуч");
  EXPECT_EQ(site.send("POST", "/outbox/release", {{"queued_before", "send"}}).status, 422);
  EXPECT_TRUE(site.read("/outbox")["held_since"].is_null());
  ApiSite other({web::Right::operate, web::Right::names, web::Right::settle});
  other.desk.held_since = other.desk.at;
  EXPECT_EQ(other.send("POST", "/outbox/release", {{"queued_before", "send"}}).status, 403);
  EXPECT_TRUE(other.desk.done.empty());
}

}  // namespace
}  // namespace elzhur::tests
