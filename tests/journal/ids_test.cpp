#include "journal/ids.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace elzhur::journal {
namespace {

TEST(Ids, PeopleAreShownByTheirCode) {
  EXPECT_EQ(person_code(PersonId{17}), "T017");
  EXPECT_EQ(person_code(PersonId{1234}), "T1234");
}

RC_GTEST_PROP(Ids, ALessonIdGivesItsPartsBack, ()) {
  const auto scope =
      *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 1000000), rc::gen::just(k_scope_id_max));
  const auto day = *rc::gen::oneOf(rc::gen::inRange(0, k_lesson_day_max), rc::gen::just(k_lesson_day_max));
  const auto ordinal = *rc::gen::inRange(1, k_ordinal_max + 1);
  const Date date{std::chrono::days(day)};
  const LessonIdParts parts = parts_of(make_lesson_id(ScopeId{scope}, date, ordinal));
  RC_ASSERT(static_cast<std::int64_t>(parts.scope) == scope);
  RC_ASSERT(parts.date == date);
  RC_ASSERT(parts.ordinal == ordinal);
  RC_ASSERT(static_cast<std::int64_t>(make_lesson_id(ScopeId{scope}, date, 1)) >
            lesson_id_floor(ScopeId{scope}, date));
}

}  // namespace
}  // namespace elzhur::journal
