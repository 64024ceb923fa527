#include "daemon/app/init_texts.hpp"

#include <gtest/gtest.h>

namespace elzhur::app {
namespace {

InitInputs inputs(const char* config) {
  InitInputs made;
  made.config = config;
  made.answers.school = "Школа № 2";
  made.answers.timezone = "Europe/Moscow";
  made.answers.watch_from = journal::make_date(2026, 11, 24);
  made.answers.data = data_of(config);
  return made;
}

TEST(InitTexts, OfSeveralSchoolsEachHasItsOwnPlaces) {
  const char* const config = "/etc/elzhurd/lyceum.yaml";
  EXPECT_EQ(instance_of(config), "lyceum");
  EXPECT_EQ(data_of(config), "/var/lib/elzhurd/lyceum");
  EXPECT_EQ(credentials_of(config), "/etc/elzhurd/lyceum/credentials");
  const std::vector<NewFile> files = render_init_files(inputs(config));
  ASSERT_GT(files.size(), 1U);
  EXPECT_EQ(files[0].path, config);
  for (std::size_t i = 1; i < files.size(); ++i)
    EXPECT_EQ(files[i].path.parent_path(), "/etc/elzhurd/lyceum");
  EXPECT_NE(files[0].text.find("/run/elzhurd/lyceum/elzhurd.sock"), std::string::npos);
  EXPECT_NE(files[0].text.find("/var/lib/elzhurd/lyceum/elzhurd.db"), std::string::npos) << files[0].text;
  EXPECT_NE(files[0].text.find("listen: 127.0.0.1:98"), std::string::npos) << files[0].text;
  EXPECT_NE(files[0].text.find("lyceum/school-"), std::string::npos);
  EXPECT_NE(render_init_files(inputs("/etc/elzhurd/other.yaml"))[0].text, files[0].text);
}

TEST(InitTexts, TheOnlySchoolOfAMachineHasThePlacesOfThePackage) {
  EXPECT_EQ(instance_of("/etc/elzhurd/elzhurd.yaml"), "");
  EXPECT_EQ(instance_of("/srv/school/school.yaml"), "");
  EXPECT_EQ(data_of("/srv/school/school.yaml"), "/srv/school/data");
  EXPECT_EQ(credentials_of("/srv/school/school.yaml"), "/srv/school/credentials");
  const std::string text = render_init_files(inputs("/etc/elzhurd/elzhurd.yaml"))[0].text;
  EXPECT_EQ(text.find("web:"), std::string::npos);
  EXPECT_NE(text.find("/var/lib/elzhurd/elzhurd.db"), std::string::npos) << text;
}

}  // namespace
}  // namespace elzhur::app
