#include "tests/simulator/xml.hpp"

#include <expat.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/simulator/api_asking.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

/// "result/student/day@name=20260914" for every element and attribute; empty when it is not well-formed.
std::vector<std::string> outline(const std::string& xml) {
  struct State {
    std::string path;
    std::vector<std::string> found;
  } state;
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetUserData(parser, &state);
  XML_SetElementHandler(
      parser,
      [](void* user, const XML_Char* name, const XML_Char** attributes) {
        auto& at = *static_cast<State*>(user);
        at.path += "/" + std::string(name);
        at.found.push_back(at.path);
        for (; *attributes != nullptr; attributes += 2) {
          at.found.push_back(at.path + "@" + attributes[0] + "=" + attributes[1]);
        }
      },
      [](void* user, const XML_Char* /*name*/) {
        auto& at = *static_cast<State*>(user);
        at.path.erase(at.path.rfind('/'));
      });
  const bool fine = XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return fine ? state.found : std::vector<std::string>{};
}

bool has(const std::vector<std::string>& found, const std::string& wanted) {
  return std::ranges::find(found, wanted) != found.end();
}

TEST(Xml, ComesWhenTheFormatIsMissingOrXml) {
  const Asking asking;
  for (const char* format : {"", "xml"}) {
    const SiteAnswer answer = asking.ask("getschedule", {{"class", "7А"}, {"out_format", format}});
    EXPECT_TRUE(answer.content_type.starts_with("text/xml"));
    EXPECT_FALSE(outline(answer.body).empty()) << format;
  }
  EXPECT_TRUE(asking.bare("/apiv3/getrules", {}).body.starts_with("<?xml"));
}

TEST(Xml, EveryMethodIsWellFormed) {
  const Asking asking;
  for (const char* method :
       {"getrules", "getperiods", "getmessagereceivers", "getmessages", "getboardnotices", "getschedule",
        "gethomework", "getdiary", "getmarks", "getfinalassessments", "getupdates", "getprofileuserinfo",
        "auth", "nosuchmethod"}) {
    const SiteAnswer answer =
        asking.ask(method, {{"student", "1300"}, {"days", "20260901-20260930"}, {"out_format", "xml"}});
    const auto found = outline(answer.body);
    EXPECT_TRUE(has(found, "/response/state")) << method;
    EXPECT_TRUE(has(found, "/response/error")) << method;
    EXPECT_TRUE(has(found, "/response/result")) << method;
  }
}

TEST(Xml, AttributesTakeThePlaceOfKeysAndElementsAreInTheSingular) {
  const Asking asking;
  const auto pupils = outline(
      asking.ask("getschedule", {{"student", "1300"}, {"days", "20260916"}, {"out_format", "xml"}}).body);
  EXPECT_TRUE(has(pupils, "/response/result/student@name=1300"));
  EXPECT_TRUE(has(pupils, "/response/result/student/day@name=20260916"));
  EXPECT_TRUE(has(pupils, "/response/result/student/day@alert=today"));
  EXPECT_TRUE(has(pupils, "/response/result/student/day/item@num=8"));
  const auto of_class =
      outline(asking.ask("getschedule", {{"class", "7А"}, {"days", "20260917"}, {"out_format", "xml"}}).body);
  EXPECT_TRUE(has(of_class, "/response/result/day@name=20260917"));
  EXPECT_TRUE(has(of_class, "/response/result/day/item@grp=1"));
}

TEST(Xml, SpecialSignsSurvive) {
  Json answer;
  answer["response"] = {{"state", 200}, {"error", nullptr}};
  answer["response"]["result"]["items"] =
      Json::array({{{"name", "Петров\tОлег"}, {"value", "<p>§ 5 & \"6\"</p>\n"}}});
  const auto found = outline(render_xml(answer));
  EXPECT_TRUE(has(found, "/response/result/item@name=Петров\tОлег"));
  EXPECT_TRUE(has(found, "/response/result/item@value=<p>§ 5 & \"6\"</p>\n"));
}

TEST(Xml, ListsOfTextsAndEmptyMapsHaveTheirShapes) {
  Json answer;
  answer["response"] = {{"state", 400}, {"error", "нет"}};
  answer["response"]["result"] = {{"roles", Json::array({"teacher"})}, {"students", Json::object()}};
  EXPECT_EQ(render_xml(answer),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><state>400</state><error>нет</error>"
            "<result><role>teacher</role></result></response>\n");
}

}  // namespace
}  // namespace elzhur::simulator
