#include "daemon/app/desk.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/app/desk_words.hpp"
#include "tests/daemon/app/desk_fixture.hpp"

namespace elzhur::tests {
namespace {

using rules::FindingState;

class Desk : public DeskFixture {};

TEST_F(Desk, ShowsWhatACycleFoundAndWhatItStandsOn) {
  const std::uint64_t before = desk->version();
  folder.write("inbox/7.csv", table());
  run_cycle();
  EXPECT_NE(desk->version(), before);
  EXPECT_EQ(desk->version(), desk->version());
  EXPECT_EQ(desk->findings({}).size(), 2U);
  const web::FindingStory story = first_story();
  EXPECT_EQ(story.kind, "topic");
  EXPECT_EQ(story.basis, "п. 3.2");
  EXPECT_EQ(story.due_rule, "в день урока до 23:59");
  ASSERT_EQ(story.seen.size(), 1U);
  EXPECT_EQ(story.seen[0].state, journal::FillState::empty);
  EXPECT_EQ(story.seen[0].first_document.name, "7.csv");
  ASSERT_EQ(story.steps.size(), 1U);
  EXPECT_EQ(story.steps[0].after, FindingState::open);
  EXPECT_EQ(desk->finding_by_code(rules::finding_code(story.view.finding)), story.view.finding.id);
  EXPECT_EQ(desk->finding_by_code("F-2026-"), std::nullopt);
  EXPECT_EQ(desk->finding_by_code("F-2026-1x"), std::nullopt);
}

TEST_F(Desk, TellsOfALessonThatWasOutOfTheTimetable) {
  const std::string rest = std::string(k_desk_header) +
                           "03.11.2026;7А;;Алгебра;Иванова Анна Петровна;Дроби;\n"
                           "05.11.2026;7А;;Алгебра;Иванова Анна Петровна;Дроби;\n";
  const std::string moved = "04.11.2026;7А;;Алгебра;Иванова Анна Петровна;;\n";
  const auto look = [&](const char* name, const std::string& content) {
    folder.write(std::string("inbox/") + name + ".csv", content);
    run_cycle();
    clock.advance(std::chrono::hours(20));
  };
  clock.set(*journal::parse_instant("2026-11-04T12:00:00+03:00"));
  const journal::Instant seen = clock.now();
  look("1", rest + moved);
  look("2", rest);
  look("3", rest + "05.11.2026;7А;;История;Сидоров Пётр Ильич;Рим;\n");
  const journal::Instant returned = clock.now();
  look("4", k_desk_header + moved + rest.substr(std::string_view(k_desk_header).size()));
  EXPECT_TRUE(desk->findings({}).empty()) << "the deadline counts from the return";
  clock.advance(std::chrono::hours(24));
  look("5", rest + moved + "06.11.2026;7А;;Алгебра;Иванова Анна Петровна;Дроби;\n");
  const web::FindingStory story = first_story();
  EXPECT_EQ(story.absence, (rules::Absence{seen, returned}));
  EXPECT_TRUE(story.counted_days.empty());
}

TEST_F(Desk, NumbersOfAllPlacesAgree) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  const web::Overview overview = desk->overview();
  EXPECT_EQ(overview.school_name, "Школа № 1");
  EXPECT_EQ(overview.term.held, 3);
  EXPECT_EQ(overview.term.unfilled, 2);
  EXPECT_EQ(overview.term, overview.week);
  EXPECT_EQ(overview.since_yesterday.opened, 2);
  EXPECT_EQ(overview.last_cycle_at, clock.now());
  ASSERT_EQ(overview.sources.size(), 1U);
  EXPECT_EQ(overview.sources[0].last_accepted_at, clock.now());
  const auto weeks = desk->weeks();
  ASSERT_EQ(weeks.size(), 1U);
  EXPECT_EQ(weeks[0].monday, journal::make_date(2026, 11, 2));
  EXPECT_EQ(weeks[0].lessons, overview.term);
  const auto fields = desk->field_weeks();
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].field, journal::Field::topic);
  EXPECT_EQ(fields[0].filled, 1);
  EXPECT_EQ(fields[0].known, 3);
  const auto teachers = desk->teachers();
  ASSERT_EQ(teachers.size(), 2U);
  EXPECT_EQ(teachers[0].post, "учитель математики");
  EXPECT_EQ(teachers[0].open_lessons, 2);
  EXPECT_EQ(teachers[1].term.filled, 1);
}

TEST_F(Desk, DayThatIsNotOverFlattersNoNumber) {
  // Of today's lessons the filled one alone would count: the others still have time.
  folder.write("inbox/7.csv", table() + "06.11.2026;7А;;Алгебра;Иванова Анна Петровна;Корни;п. 7\n" +
                                  "06.11.2026;8Б;;История;Сидоров Пётр Ильич;;\n");
  run_cycle();
  EXPECT_EQ(desk->overview().week.held, 3);
  EXPECT_EQ(desk->overview().term.filled, 1);
  EXPECT_EQ(desk->teachers()[0].term.filled, 0);
  EXPECT_EQ(desk->weeks().at(0).lessons.held, 3);
  const web::PeriodView period = desk->period(std::nullopt, journal::make_date(2026, 11, 30), true);
  EXPECT_EQ(period.dates.last, journal::make_date(2026, 11, 5));
  EXPECT_EQ(period.lessons.held, 3);
  EXPECT_EQ(period.all.lessons, 3);
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(desk->overview().term.filled, 2);
  EXPECT_EQ(desk->overview().term, desk->overview().week);
}

TEST_F(Desk, DecisionOnAnOldVersionIsRefusedAndAGoodOneWakesTheCycle) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  const rules::Finding finding = first_story().view.finding;
  ASSERT_TRUE(desk->settle(finding.id, {rules::Action::confirm, "Завуч", "", finding.version}));
  EXPECT_EQ(pulls.size(), 1U);
  EXPECT_FALSE(desk->settle(finding.id, {rules::Action::dispute, "Завуч", "", finding.version}));
  EXPECT_EQ(first_story().view.finding.confirmed_by, "Завуч");
  EXPECT_EQ(first_story().steps.back().person, "Завуч");
}

TEST_F(Desk, ExcuseWorksInTheNextCycleAndStandsInTheStory) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  rules::Excuse excuse;
  excuse.of = rules::Excuse::Of::teacher;
  excuse.teacher = journal::PersonId{1};
  excuse.dates = {journal::make_date(2026, 11, 3), journal::make_date(2026, 11, 3)};
  excuse.reason = "отпуск";
  ASSERT_TRUE(desk->add_excuse(excuse, "Завуч"));
  EXPECT_EQ(pulls.size(), 1U);
  clock.advance(journal::Seconds(5));
  run_cycle();
  EXPECT_EQ(desk->findings({}).size(), 1U);
  web::FindingFilter excused;
  excused.states = {FindingState::excused};
  const auto found = desk->findings(excused);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(desk->story(found[0].finding.id)->excuses.size(), 1U);
  EXPECT_TRUE(first_story().excuses.empty()) << "of another day";
}

TEST_F(Desk, NameThatFitsNobodyIsAskedUntilAPersonSaysWhoItIs) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  const auto names = desk->unmatched();
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0].spelling, "Сидоров Пётр Ильич");
  EXPECT_EQ(names[0].lessons, 1);
  EXPECT_FALSE(desk->match_name("Сидоров Пётр Ильич", journal::PersonId{99}, "Завуч"));
  EXPECT_FALSE(desk->match_name("Кто-то", journal::PersonId{1}, "Завуч"));
  const auto of_staff = desk->person_of("Иванова Анна Петровна");
  ASSERT_TRUE(of_staff);
  ASSERT_TRUE(desk->match_name("Сидоров Пётр Ильич", *of_staff, "Завуч"));
  EXPECT_TRUE(desk->unmatched().empty());
  EXPECT_EQ(pulls.back(), (std::vector<std::string>{"inbox"}));
  EXPECT_EQ(desk->person_of("Сидоров Пётр Ильич"), of_staff);
}

TEST_F(Desk, NameThatMayMeanSeveralIsAskedAndOnceSaidMeansOne) {
  const std::string rows =
      std::string(k_desk_header) + "03.11.2026;7А;;Алгебра;Иванова Анна Петровна;;п. 5\n" +
      "03.11.2026;8Б;;Алгебра;Иванова Алла Павловна;;п. 5\n" + "03.11.2026;9В;;Алгебра;Иванова А. П.;;п. 5\n";
  folder.write("inbox/7.csv", rows);
  run_cycle();
  auto names = desk->unmatched();
  const auto asked = std::find_if(names.begin(), names.end(),
                                  [](const web::UnmatchedName& n) { return n.spelling == "Иванова А. П."; });
  ASSERT_NE(asked, names.end());
  EXPECT_EQ(asked->lessons, 1);
  ASSERT_EQ(asked->candidates.size(), 2U);
  ASSERT_TRUE(desk->match_name("Иванова А. П.", asked->candidates[1].id, "Завуч"));
  clock.advance(journal::Seconds(60));
  folder.write("inbox/8.csv", rows + "04.11.2026;9В;;Алгебра;Иванова А. П.;;п. 6\n");
  run_cycle();
  web::FindingFilter of_class;
  of_class.class_name = "9В";
  const auto found = desk->findings(of_class);
  ASSERT_EQ(found.size(), 2U);
  for (const rules::FindingView& view : found) EXPECT_EQ(view.owners.size(), 1U);
}

TEST_F(Desk, UploadIsJudgedWithoutATraceAndComesInWhenAccepted) {
  const auto verdict = desk->look_at_upload("../7.csv", table());
  ASSERT_TRUE(verdict) << verdict.error().text;
  EXPECT_TRUE(verdict->is_accepted);
  EXPECT_EQ(verdict->findings_opened, 2);
  EXPECT_TRUE(desk->findings({}).empty());
  EXPECT_TRUE(desk->documents(10, {}).empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder / "inbox"));
  ASSERT_TRUE(desk->accept_upload(verdict->token, "Завуч"));
  EXPECT_EQ(pulls.back(), (std::vector<std::string>{"inbox"}));
  EXPECT_EQ(read_bytes(folder / "inbox/7.csv"), table());
  EXPECT_FALSE(desk->accept_upload(verdict->token, "Завуч")) << "once only";
  run_cycle();
  EXPECT_EQ(desk->findings({}).size(), 2U);
  const auto again = desk->look_at_upload("7.csv", table());
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->is_accepted);
  EXPECT_NE(again->problems.at(0).find("уже прочитан"), std::string::npos);
}

TEST_F(Desk, WrongUploadSaysWhereAndOldOnesAreForgotten) {
  const auto wrong = desk->look_at_upload(
      "7.csv", std::string(k_desk_header) + "35.11.2026;7А;;Алгебра;Иванова Анна Петровна;;п. 5\n");
  ASSERT_TRUE(wrong);
  EXPECT_FALSE(wrong->is_accepted);
  EXPECT_TRUE(wrong->token.empty());
  EXPECT_NE(wrong->problems.at(0).find("строка 2"), std::string::npos) << wrong->problems.at(0);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < app::k_uploads_max; ++i) {
    const auto kept = desk->look_at_upload("7.csv", table());
    ASSERT_TRUE(kept) << i;
    tokens.push_back(kept->token);
  }
  EXPECT_FALSE(desk->look_at_upload("7.csv", table())) << "too many wait";
  clock.advance(app::k_upload_kept);
  EXPECT_FALSE(desk->accept_upload(tokens[0], "Завуч"));
  EXPECT_TRUE(desk->look_at_upload("7.csv", table()));
}

TEST_F(Desk, LooksAtNamesAreNotedOnceAnHour) {
  for (int i = 0; i < 3; ++i) desk->note_access("Завуч", "список");
  clock.advance(app::k_access_every);
  desk->note_access("Завуч", "список");
  desk->note_access("Директор", "список");
  store::Readers readers(setup->config.store.path, 1);
  EXPECT_EQ(readers.take().pages().accesses(10).size(), 3U);
}

TEST_F(Desk, WhatSourcesDisagreeAboutIsListedWithBothSights) {
  folder.write("inbox/7.csv", table());
  // Of another set of fields, and so another channel: it sees the topic that the first does not.
  folder.write("inbox/8.csv",
               "Дата урока;Класс;Группа;Предмет;Учитель;Тема урока;Домашнее задание;Отметки\n"
               "03.11.2026;7А;;Алгебра;Иванова Анна Петровна;Дроби;п. 5;3\n");
  run_cycle();
  const auto all = desk->contradictions(10, {});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].scope.class_name, "7А");
  EXPECT_EQ(all[0].date, journal::make_date(2026, 11, 3));
  EXPECT_EQ(all[0].place.field, journal::Field::topic);
  ASSERT_EQ(all[0].owners.size(), 1U);
  EXPECT_EQ(all[0].standing.state, journal::FillState::filled);
  EXPECT_EQ(all[0].standing.document, "8.csv");
  EXPECT_EQ(all[0].standing.as_of.latest, clock.now());
  ASSERT_EQ(all[0].others.size(), 1U);
  EXPECT_EQ(all[0].others[0].state, journal::FillState::empty);
  EXPECT_EQ(all[0].others[0].document, "7.csv");
  EXPECT_EQ(all[0].others[0].source, "inbox");
  EXPECT_TRUE(desk->contradictions(10, all[0].place).empty());
}

TEST_F(Desk, ListsGoOnBehindTheirLastLine) {
  setup->config.school.watch_from = journal::make_date(2026, 11, 6);
  folder.write("inbox/7.csv", table());
  folder.write("inbox/8.csv", std::string(k_desk_header) + "03.11.2026;10Б;;Химия;Петров П. П.;;\n");
  run_cycle();
  const auto lines = desk->backlog(10, {});
  ASSERT_EQ(lines.size(), 3U);
  rules::FieldOfLesson after{};
  for (const rules::BacklogLine& line : lines) {
    const auto one = desk->backlog(1, after);
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].lesson, line.lesson);
    after = {one[0].lesson, one[0].field};
  }
  EXPECT_TRUE(desk->backlog(1, after).empty());
  EXPECT_TRUE(desk->backlog(1, {journal::LessonId{1}, journal::Field::topic}).empty()) << "no such lesson";
  const auto documents = desk->documents(10, {});
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(desk->documents(1, documents[0].id).at(0).id, documents[1].id);
  EXPECT_TRUE(desk->documents(1, documents[1].id).empty());
}

TEST_F(Desk, HeldLettersGoWhenAPersonSaysSo) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  EXPECT_FALSE(desk->release_outbox(false, "Завуч"));
  alerts::PlannedMessage planned;
  planned.recipient = planned.kind = planned.reason = planned.occasion = planned.message_id = "list";
  {
    store::Transaction transaction = store->begin(clock.now());
    store->outbox().enqueue(planned, clock.now());
    transaction.commit();
  }
  const auto messages = desk->messages(10, {});
  ASSERT_FALSE(messages.empty());
  EXPECT_TRUE(desk->messages(10, messages.back().id).empty());
  store->keeper().hold_outbox(clock.now());
  EXPECT_EQ(desk->overview().outbox_held_since, clock.now());
  EXPECT_FALSE(desk->release_outbox(false, ""));
  EXPECT_EQ(desk->release_outbox(true, "Завуч").value_or(-1), 0);
  EXPECT_EQ(desk->overview().outbox_held_since, std::nullopt);
  EXPECT_EQ(desk->messages(10, {}).front().state, alerts::MessageState::failed);
}

TEST_F(Desk, TroubleWithBackupsIsShownUntilOneIsMade) {
  EXPECT_EQ(desk->overview().trouble, "");
  health.note_keeping("No space left on device");
  EXPECT_NE(desk->overview().trouble.find("резервная копия не сделана"), std::string::npos);
  EXPECT_EQ(desk->keeping().trouble, "No space left on device");
  EXPECT_FALSE(desk->keeping().makes_backups);
  store->keeper().note("keeping_failing", "2026-11-06T03:30:00Z");
  EXPECT_EQ(desk->keeping().failing_since, journal::parse_instant("2026-11-06T03:30:00Z"));
  (void)store->keeper().remove_accesses(clock.now(), {clock.now(), "access_log: 1 school_year"});
  EXPECT_TRUE(desk->acts(10, 0).empty());
  desk->note_access("Завуч", "страница");
  const auto removed = store->keeper().remove_accesses(clock.now() + journal::Seconds(1),
                                                       {clock.now(), "access_log: 1 school_year"});
  ASSERT_EQ(removed.count, 1);
  const auto acts = desk->acts(10, 0);
  ASSERT_EQ(acts.size(), 1U);
  EXPECT_EQ(acts[0].what, "access_log");
  EXPECT_TRUE(desk->acts(10, acts[0].id).empty());
}

TEST_F(Desk, ReloadChangesTheVersion) {
  const std::uint64_t before = desk->version();
  setup = std::make_shared<app::Setup>(app::make_setup(setup->config, {}));
  EXPECT_NE(desk->version(), before);
}

TEST(DeskWords, DeadlinesAreSaidAsPeopleSayThem) {
  using rules::DueFrom;
  using rules::SpanUnit;
  const auto at = std::chrono::hours(18);
  EXPECT_EQ(app::due_in_words({DueFrom::lesson_day, {}, at}), "в день урока до 18:00");
  EXPECT_EQ(app::due_in_words({DueFrom::next_lesson, {}, {}}), "до начала следующего урока");
  EXPECT_EQ(app::due_in_words({DueFrom::lesson_day, rules::Span{2, SpanUnit::working_days}, at}),
            "не позднее чем через 2 рабочих дня после дня урока, до 18:00");
  EXPECT_EQ(app::due_in_words({DueFrom::term_end, rules::Span{-5, SpanUnit::school_days}, {}}),
            "не позднее чем за 5 учебных дней до конца учебного периода");
  EXPECT_EQ(app::due_in_words({DueFrom::lesson_end, rules::Span{900, SpanUnit::seconds}, {}}),
            "не позднее чем через 15 минут после конца урока");
}

}  // namespace
}  // namespace elzhur::tests
