#include "daemon/store/meetings.hpp"

#include <gtest/gtest.h>

#include "daemon/store/readers.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

class Meetings : public OpenedStore {
 protected:
  static appeals::Meeting meeting_on(journal::Date date) {
    appeals::Meeting meeting;
    meeting.date = date;
    meeting.starts = std::chrono::hours(15);
    meeting.place = "кабинет 12";
    meeting.chair = "Орлова О. В.";
    meeting.secretary = "Смирнов С. В.";
    meeting.present = {"Орлова О. В.", "Смирнов С. В."};
    meeting.absent = {"Лебедев Л. Л."};
    meeting.period = appeals::usual_period(date);
    meeting.agenda = {{"Первый", "слушали", "выступили", appeals::Votes{3, 1, 0}},
                      {"Второй", "", "", std::nullopt}};
    meeting.resolutions = {{2, "Сделать", "Смирнов", date + std::chrono::days(30), false},
                           {1, "И это", "", std::nullopt, true}};
    meeting.annexes = "таблица";
    return meeting;
  }
  appeals::Meeting add(journal::Date date) {
    const auto added = store->meetings().add(meeting_on(date), at(1'000), "Смирнов");
    EXPECT_TRUE(added) << (added ? "" : added.error().text);
    return added.value_or(appeals::Meeting{});
  }
};

TEST_F(Meetings, IsReadAsItWasWritten) {
  const appeals::Meeting added = add(day(0));
  EXPECT_EQ(added.number, 1);
  EXPECT_EQ(added.year, 2026);
  EXPECT_EQ(store->meetings().find(added.id), added);
  reopen();
  EXPECT_EQ(store->meetings().find(added.id), added);
  store::Readers readers(file);
  EXPECT_EQ(readers.take().meetings().list(2026), std::vector{added});
}

TEST_F(Meetings, NumbersCountWithinTheYearWithoutGaps) {
  EXPECT_EQ(add(day(0)).number, 1);
  EXPECT_FALSE(store->meetings().add({}, at(0), "Смирнов"));
  EXPECT_EQ(add(day(1)).number, 2);
  EXPECT_EQ(add(journal::make_date(2027, 1, 20)).number, 1);
  EXPECT_EQ(store->meetings().list(2026).size(), 2U);
}

TEST_F(Meetings, ChangeKeepsEveryFormerVersion) {
  appeals::Meeting meeting = add(day(0));
  const appeals::Meeting first = meeting;
  meeting.resolutions.front().is_done = true;
  meeting.agenda.pop_back();
  meeting.resolutions = {{1, "Одно", "", std::nullopt, true}};
  const auto updated = store->meetings().update(meeting, at(2'000), "Завуч");
  ASSERT_TRUE(updated) << updated.error().text;
  EXPECT_EQ(updated->version, 2);
  const auto history = store->meetings().history(meeting.id);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].meeting, first);
  EXPECT_EQ(history[0].written_by, "Смирнов");
  EXPECT_EQ(history[1].meeting, *updated);
  EXPECT_EQ(history[1].written_by, "Завуч");
  EXPECT_EQ(history[1].written_at, at(2'000));
}

TEST_F(Meetings, SameTextAgainIsNoNewVersion) {
  const appeals::Meeting meeting = add(day(0));
  ASSERT_TRUE(store->meetings().update(meeting, at(2'000), "Завуч"));
  EXPECT_EQ(store->meetings().history(meeting.id).size(), 1U);
}

TEST_F(Meetings, OldVersionAnotherYearAndStrangersAreRefused) {
  appeals::Meeting meeting = add(day(0));
  meeting.annexes = "другое";
  ASSERT_TRUE(store->meetings().update(meeting, at(2'000), "Завуч"));
  EXPECT_FALSE(store->meetings().update(meeting, at(3'000), "Завуч")) << "its version is not the newest";
  meeting.version = 2;
  meeting.date = journal::make_date(2027, 1, 1);
  EXPECT_FALSE(store->meetings().update(meeting, at(3'000), "Завуч"));
  meeting.id = appeals::MeetingId{99};
  EXPECT_FALSE(store->meetings().update(meeting, at(3'000), "Завуч"));
  EXPECT_EQ(store->meetings().history(appeals::MeetingId{1}).size(), 2U);
}

TEST_F(Meetings, VersionsAreClosedToEveryHand) {
  add(day(0));
  store::Connection connection(file, store::Connection::Access::read_write);
  EXPECT_THROW(connection.execute("UPDATE meeting_version SET chair = 'x'"), rules::StoreFailure);
  EXPECT_THROW(connection.execute("DELETE FROM meeting_version"), rules::StoreFailure);
}

TEST_F(Meetings, OneBeforeAndLastAreFoundByTheirDays) {
  const appeals::Meeting early = add(day(0));
  const appeals::Meeting late = add(day(20));
  EXPECT_EQ(store->meetings().before(late), early);
  EXPECT_EQ(store->meetings().before(early), std::nullopt);
  EXPECT_EQ(store->meetings().last(day(19)), early);
  EXPECT_EQ(store->meetings().last(day(20)), late);
  EXPECT_EQ(store->meetings().last(day(-1)), std::nullopt);
}

}  // namespace
}  // namespace elzhur::tests
