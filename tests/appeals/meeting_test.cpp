#include "appeals/meeting.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace elzhur::appeals {
namespace {

Meeting good_meeting() {
  Meeting meeting;
  meeting.date = journal::make_date(2026, 11, 24);
  meeting.starts = std::chrono::hours(15);
  meeting.ends = std::chrono::hours(16);
  meeting.chair = "Орлова О. В.";
  meeting.secretary = "Смирнов С. В.";
  meeting.present = {"Орлова О. В.", "Смирнов С. В."};
  meeting.period = quarter_of(meeting.date);
  meeting.agenda = {{"Заполнение журнала", "", "", Votes{2, 0, 0}}};
  meeting.resolutions = {{1, "Провести консультацию", "Смирнов С. В.", std::nullopt, false}};
  return meeting;
}

std::string problem_of(const std::function<void(Meeting&)>& change) {
  Meeting meeting = good_meeting();
  change(meeting);
  const auto checked = check(meeting);
  return checked ? std::string() : checked.error().text;
}

TEST(Meeting, ThatIsWholeIsTaken) {
  EXPECT_EQ(problem_of([](Meeting&) {}), "");
}

TEST(Meeting, WhatIsWrongIsSaidAtOnce) {
  const std::string problem = problem_of([](Meeting& meeting) {
    meeting.chair = "  ";
    meeting.secretary.clear();
    meeting.agenda.clear();
    meeting.resolutions.clear();
  });
  EXPECT_EQ(problem, "председатель: не заполнено; секретарь: не заполнено; повестка: не заполнено");
}

TEST(Meeting, EachMistakeHasItsWords) {
  struct Case {
    const char* words;
    std::function<void(Meeting&)> change;
  };
  const std::vector<Case> cases{
      {"окончание раньше начала", [](Meeting& m) { m.ends = std::chrono::hours(14); }},
      {"такого времени не бывает", [](Meeting& m) { m.starts = std::chrono::hours(24); }},
      {"и присутствовал, и отсутствовал", [](Meeting& m) { m.absent = {m.present.front()}; }},
      {"по одному имени в строке", [](Meeting& m) { m.present.emplace_back("Орлова\nСмирнов"); }},
      {"такого вопроса в повестке нет", [](Meeting& m) { m.resolutions.front().item = 2; }},
      {"такого вопроса в повестке нет", [](Meeting& m) { m.resolutions.front().item = 0; }},
      {"такого числа голосов", [](Meeting& m) { m.agenda.front().votes->no = -1; }},
      {"последний день раньше первого",
       [](Meeting& m) { m.period.last = m.period.first - std::chrono::days(1); }},
      {"такого года быть не может", [](Meeting& m) { m.date = journal::make_date(1999, 1, 1); }},
      {"решение: не заполнено", [](Meeting& m) { m.resolutions.front().what.clear(); }},
      {"не в кодировке UTF-8", [](Meeting& m) { m.place = "\xff"; }}};
  for (const Case& one : cases)
    EXPECT_NE(problem_of(one.change).find(one.words), std::string::npos)
        << one.words << ": " << problem_of(one.change);
}

TEST(Meeting, EveryLimitHoldsAtItsEdge) {
  EXPECT_EQ(problem_of([](Meeting& m) { m.agenda.resize(k_agenda_items_max, m.agenda.front()); }), "");
  EXPECT_NE(problem_of([](Meeting& m) { m.agenda.resize(k_agenda_items_max + 1, m.agenda.front()); }), "");
  EXPECT_EQ(problem_of([](Meeting& m) { m.resolutions.resize(k_resolutions_max, m.resolutions.front()); }),
            "");
  EXPECT_NE(
      problem_of([](Meeting& m) { m.resolutions.resize(k_resolutions_max + 1, m.resolutions.front()); }), "");
  EXPECT_EQ(problem_of([](Meeting& m) { m.present.assign(k_meeting_people_max, "Лебедев"); }), "");
  EXPECT_NE(problem_of([](Meeting& m) { m.present.assign(k_meeting_people_max + 1, "Лебедев"); }), "");
  EXPECT_EQ(problem_of([](Meeting& m) { m.annexes.assign(k_meeting_text_bytes_max, 'x'); }), "");
  EXPECT_NE(problem_of([](Meeting& m) { m.annexes.assign(k_meeting_text_bytes_max + 1, 'x'); }), "");
}

TEST(Meeting, SpeaksOfTheQuarterOrInItsFirstMonthOfTheOneBefore) {
  const auto range = [](int month, unsigned day) {
    return usual_period(journal::make_date(2026, static_cast<unsigned>(month), day));
  };
  EXPECT_EQ(range(11, 24).first, journal::make_date(2026, 10, 1));
  EXPECT_EQ(range(11, 24).last, journal::make_date(2026, 11, 24));
  EXPECT_EQ(range(10, 2).first, journal::make_date(2026, 7, 1));
  EXPECT_EQ(range(10, 2).last, journal::make_date(2026, 9, 30));
  EXPECT_EQ(range(1, 15).first, journal::make_date(2025, 10, 1));
  EXPECT_EQ(quarter_of(journal::make_date(2026, 12, 31)).last, journal::make_date(2026, 12, 31));
}

}  // namespace
}  // namespace elzhur::appeals
