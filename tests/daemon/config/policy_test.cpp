#include "daemon/config/policy.hpp"

#include <gtest/gtest.h>

#include "daemon/config/load.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::config {
namespace {

Config load(const tests::TempDir& dir, std::string_view watch_from) {
  dir.write("staff.yaml", R"(people:
  - name: Иванова Анна Петровна
    spellings: ["Смирнова Анна Петровна"]
    absences: [{from: 2026-11-30, to: 2026-12-04, reason: training}]
  - name: Петров Олег Николаевич
    absences: [{from: 2026-12-01, to: 2026-12-01}]
)");
  const auto config = load_config(
      dir.write("c.yaml", "school: {name: Ш, timezone: Europe/Moscow" + std::string(watch_from) + R"(}
sources: [{id: inbox, kind: directory, path: inbox}]
staff: {file: staff.yaml}
rules: [{id: topic, kind: topic, due: {from: lesson_day}}]
recipients: [{id: admin, role: administrator, email: a@school.example}]
)"));
  if (config) return *config;
  ADD_FAILURE() << format_diagnostics(config.error());
  return Config{.school = {"", *journal::TimeZone::load("UTC"), {}}};
}

TEST(Policy, StaffIsKnownUnderEverySpelling) {
  const tests::TempDir dir;
  rules::Roster roster({{journal::PersonId{1}, "Петров Олег Николаевич"}});
  const StaffIds ids = add_staff(load(dir, ""), roster);
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_EQ(ids[1], journal::PersonId{1});
  const auto found = roster.identify({"Смирнова Анна Петровна", "Анна Петровна Иванова"});
  EXPECT_EQ(found[0], std::vector{*ids[0]});
  EXPECT_EQ(found[1], std::vector{*ids[0]});
}

TEST(Policy, AbsencesBecomeExcusesOfTheirTeachers) {
  const tests::TempDir dir;
  const Config config = load(dir, "");
  rules::Roster roster({});
  const StaffIds ids = add_staff(config, roster);
  const auto excuses = staff_excuses(config, ids);
  ASSERT_EQ(excuses.size(), 2U);
  EXPECT_EQ(excuses[0].of, rules::Excuse::Of::teacher);
  EXPECT_EQ(excuses[0].teacher, *ids[0]);
  EXPECT_EQ(excuses[0].dates.last, journal::make_date(2026, 12, 4));
  EXPECT_EQ(excuses[0].reason, "повышение квалификации");
}

TEST(Policy, PersonWithoutAnIdIsExcusedByNobody) {
  const tests::TempDir dir;
  EXPECT_EQ(staff_excuses(load(dir, ""), {std::nullopt, journal::PersonId{7}}).size(), 1U);
}

TEST(Policy, ConfiguredFirstDayTakesThePlaceOfTheRememberedOne) {
  const tests::TempDir dir;
  const journal::Date remembered = journal::make_date(2026, 11, 24);
  EXPECT_EQ(compile_policy(load(dir, ""), remembered, {}).watch_from, remembered);
  EXPECT_EQ(compile_policy(load(dir, ", watch_from: 2018-09-01"), remembered, {}).watch_from,
            journal::make_date(2018, 9, 1));
}

TEST(Policy, EveryReasonHasANameAndAText) {
  for (const AbsenceReason reason : {AbsenceReason::absent, AbsenceReason::leave, AbsenceReason::trip,
                                     AbsenceReason::training, AbsenceReason::event}) {
    EXPECT_FALSE(absence_reason_name(reason).empty());
    EXPECT_FALSE(absence_reason_text(reason).empty());
  }
}

}  // namespace
}  // namespace elzhur::config
