// The timetable, and what diaries, homework and substitutions say about its lessons.
#include "connectors/elzhur_entries.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "connectors/elzhur_envelope.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::FillState;
using journal::make_date;

const journal::DateRange k_week{make_date(2026, 9, 14), make_date(2026, 9, 19)};

AnswerValue value(std::string_view json) {
  ParsedAnswer parsed = parse_answer_json(json);
  EXPECT_TRUE(parsed.value) << json;
  return parsed.value ? *std::move(parsed.value) : AnswerValue{};
}

/// Algebra on Monday, Wednesday and Friday; English in two groups on Tuesday, group 1 also on Thursday.
Timetable timetable() {
  const auto read = read_timetable(value(R"({"days": {
    "20260914": {"items": [{"name": "Алгебра", "num": 1, "teacher": "Иванова А. П."}]},
    "20260915": {"items": [{"name": "Англ. яз.", "num": 2, "teacher": "Ким Л. О.", "grp": "01"},
                           {"name": "Англ. яз.", "num": 2, "teacher": "Орлов Г. Ю.", "grp": "2"}]},
    "20260916": {"items": [{"name": "Алгебра", "num": 1, "teacher": "Иванова А. П."}]},
    "20260917": {"items": [{"name": "Англ. яз.", "num": 3, "teacher": "Ким Л. О.", "grp": "1"}]},
    "20260918": {"items": [{"name": "Алгебра", "num": 1, "teacher": "Иванова А. П."},
                           {"name": "Физика", "num": 2, "teacher": "Сидоров П. И."}]},
    "20260919": {"alert": "vacation"}}})"),
                                   "7А", k_week);
  EXPECT_TRUE(read);
  return read ? *read : Timetable{};
}

/// "14 Алгебра" or "15 Англ. яз./1" -> state.
std::map<std::string, std::string> named(const Timetable& timetable, const std::vector<FillState>& states) {
  std::map<std::string, std::string> out;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const TimetableLesson& lesson = timetable.lessons[i];
    std::string key = journal::format_date(lesson.date).substr(8) + " " + lesson.head.subject;
    if (!lesson.head.group.empty()) key += "/" + lesson.head.group;
    out[key] = fill_state_name(states[i]);
  }
  return out;
}

std::map<std::string, std::string> homework(std::string_view days, HomeworkDate meaning) {
  const Timetable lessons = timetable();
  const TextClassifier classifier({"без задания"});
  const auto states = read_homework(value(std::string(R"({"days": )") + std::string(days) + "}"), k_week,
                                    lessons, meaning, classifier);
  EXPECT_TRUE(states) << states.error();
  return states ? named(lessons, *states) : std::map<std::string, std::string>{};
}

TEST(ElzhurEntries, AssignedHomeworkBelongsToTheLessonsOfItsDay) {
  const auto states =
      homework(R"({"20260914": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "§ 5"}}}]},
    "20260915": {"items": [{"name": "Англ. яз.", "grp": "2", "homework": [{"value": "..."}]}]},
    "20260918": {"items": [{"name": "Физика", "homework": {"2": {"value": "без задания"}}}]}})",
               HomeworkDate::assigned);
  EXPECT_EQ(states.at("14 Алгебра"), "filled");
  EXPECT_EQ(states.at("16 Алгебра"), "empty");
  EXPECT_EQ(states.at("15 Англ. яз./1"), "empty");
  EXPECT_EQ(states.at("15 Англ. яз./2"), "placeholder");
  EXPECT_EQ(states.at("18 Физика"), "declared_none");
}

TEST(ElzhurEntries, DueHomeworkBelongsToTheLessonBefore) {
  const auto states =
      homework(R"({"20260916": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "§ 5"}}}]},
    "20260917": {"items": [{"name": "Англ. яз.", "grp": "1", "homework": {"2": {"value": "ex. 3"}}}]}})",
               HomeworkDate::due);
  EXPECT_EQ(states.at("14 Алгебра"), "filled");
  EXPECT_EQ(states.at("16 Алгебра"), "empty");
  EXPECT_EQ(states.at("15 Англ. яз./1"), "filled");
}

TEST(ElzhurEntries, DueHomeworkOfTheLastKnownLessonIsUnknown) {
  const auto states = homework(R"({"20260914": {"items": []}})", HomeworkDate::due);
  EXPECT_EQ(states.at("18 Алгебра"), "unknown");
  EXPECT_EQ(states.at("17 Англ. яз./1"), "unknown");
  EXPECT_EQ(states.at("15 Англ. яз./2"), "unknown");
  EXPECT_EQ(states.at("15 Англ. яз./1"), "empty");
  EXPECT_EQ(states.at("16 Алгебра"), "empty");
}

TEST(ElzhurEntries, AnswerThatListsNoDayProvesNoEmptiness) {
  for (const HomeworkDate meaning : {HomeworkDate::assigned, HomeworkDate::due}) {
    for (const auto& [lesson, state] : homework("[]", meaning)) EXPECT_EQ(state, "unknown") << lesson;
  }
}

TEST(ElzhurEntries, HomeworkWithoutAGroupSpeaksForAllOfThem) {
  const auto states =
      homework(R"({"20260915": {"items": [{"name": "англ.  яз.", "homework": {"1": {"value": "x"}}}]}})",
               HomeworkDate::assigned);
  EXPECT_EQ(states.at("15 Англ. яз./1"), "filled");
  EXPECT_EQ(states.at("15 Англ. яз./2"), "filled");
  EXPECT_EQ(states.at("17 Англ. яз./1"), "empty");
}

TEST(ElzhurEntries, HomeworkOnADayOrGroupThatIsNotThereMakesItsNeighboursUnknown) {
  for (const HomeworkDate meaning : {HomeworkDate::assigned, HomeworkDate::due}) {
    const auto no_day = homework(
        R"({"20260915": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "x"}}}]}})", meaning);
    EXPECT_EQ(no_day.at("14 Алгебра"), "unknown");
    EXPECT_EQ(no_day.at("16 Алгебра"), "unknown");
    const auto no_group = homework(
        R"({"20260915": {"items": [{"name": "Англ. яз.", "grp": "3", "homework": {"1": {"value": "x"}}}]}})",
        meaning);
    EXPECT_EQ(no_group.at("15 Англ. яз./1"), "unknown");
    EXPECT_EQ(no_group.at("15 Англ. яз./2"), "unknown");
    EXPECT_EQ(no_group.at("17 Англ. яз./1"), "unknown");
  }
  const auto far =
      homework(R"({"20260915": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "x"}}}]}})",
               HomeworkDate::assigned);
  EXPECT_EQ(far.at("18 Алгебра"), "empty");
}

TEST(ElzhurEntries, WhatIsFilledStaysFilledBesideAnEntryThatHasNoLesson) {
  const auto states = homework(
      R"({"20260914": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "x"}}}]},
          "20260915": {"items": [{"name": "Алгебра", "homework": {"2": {"value": "y"}}}]},
          "20260918": {"items": [{"name": "Алгебра", "homework": {"3": {"value": "z"}}}]},
          "20260919": {"items": [{"name": "Алгебра", "homework": {"4": {"value": "y"}}}]}})",
      HomeworkDate::assigned);
  EXPECT_EQ(states.at("14 Алгебра"), "filled");
  EXPECT_EQ(states.at("16 Алгебра"), "unknown");
  EXPECT_EQ(states.at("18 Алгебра"), "filled");
}

TEST(ElzhurEntries, HomeworkOfASubjectWrittenOtherwiseProvesNothingAboutSubjectsNobodySpeaksOf) {
  const auto states = homework(
      R"({"20260916": {"items": [{"name": "Алгебра и начала анализа", "homework": {"1": {"value": "x"}}}]},
    "20260915": {"items": [{"name": "Англ. яз.", "grp": "1", "homework": {"2": {"value": "x"}}}]}})",
      HomeworkDate::assigned);
  EXPECT_EQ(states.at("16 Алгебра"), "unknown");
  EXPECT_EQ(states.at("15 Англ. яз./2"), "empty");
}

TEST(ElzhurEntries, IndividualHomeworkIsNotEmptyAndFilesAreFilled) {
  const auto states =
      homework(R"({"20260914": {"items": [{"name": "Алгебра", "individual_exists": true, "homework": []}]},
    "20260916": {"items": [{"name": "Алгебра", "homework": {"1": {"value": "x", "individual": true}}}]},
    "20260918": {"items": [{"name": "Алгебра", "homework": null, "files": [{"filename": "a.pdf"}]},
                           {"name": "Физика", "homework": {"1": {"value": ""}}, "individual_exists": "0",
                            "files": {"file": []}}]}})",
               HomeworkDate::assigned);
  EXPECT_EQ(states.at("14 Алгебра"), "unknown");
  EXPECT_EQ(states.at("16 Алгебра"), "unknown");
  EXPECT_EQ(states.at("18 Алгебра"), "filled");
  EXPECT_EQ(states.at("18 Физика"), "empty");
}

std::string replaced(std::string_view entries, std::size_t lesson, Date date = make_date(2026, 9, 15)) {
  const Timetable lessons = timetable();
  const auto read =
      read_replacements(value(std::string(R"({"replace": )") + std::string(entries) + "}"), date, lessons);
  if (!read) return "not understood: " + read.error();
  const Replacement& at = read->at(lesson);
  return at.is_unknown ? "unknown" : at.teacher;
}

TEST(ElzhurEntries, SubstituteIsTheOneWhomAPlainEntryNames) {
  const Date friday = make_date(2026, 9, 18);
  EXPECT_EQ(
      replaced(R"([{"num": "2", "name": "Англ. яз.", "grp": "01", "teacher": "Новая   Вера Ильинична"}])", 1),
      "Новая Вера Ильинична");
  EXPECT_EQ(replaced(R"([{"num": "2", "name": "Англ. яз.", "grp": "01", "teacher": "Новая Вера"}])", 2), "");
  EXPECT_EQ(replaced(R"({"7": {"num": 2, "name": "физика", "teacher": "Ким Л. О."}})", 6, friday),
            "Ким Л. О.");
  EXPECT_EQ(replaced("[]", 6, friday), "");
}

TEST(ElzhurEntries, SubstitutionThatIsNotPlainIsByNobodyKnows) {
  const Date friday = make_date(2026, 9, 18);
  for (const char* entry : {R"([{"num": 2, "name": "Физика", "teacher": ""}])",
                            R"([{"num": 2, "name": "Физика", "teacher": "-"}])",
                            R"([{"num": 2, "name": "Физика", "teacher": "Ким Л. О., Орлов Г. Ю."}])",
                            R"([{"num": 2, "name": "Химия", "teacher": "Ким Л. О."}])",
                            R"([{"num": 2, "name": "Физика", "grp": "5", "teacher": "Ким Л. О."}])",
                            R"([{"name": "Физика", "teacher": "Ким Л. О."}])", R"([{"room": "305"}])",
                            R"([{"num": 2, "name": "Физика", "teacher": "Ким Л. О."},
            {"num": 2, "name": "Физика", "teacher": "Орлов Г. Ю."}])"}) {
    EXPECT_EQ(replaced(entry, 6, friday), "unknown") << entry;
  }
  // Two groups, and the entry does not say which.
  EXPECT_EQ(replaced(R"([{"num": 2, "name": "Англ. яз.", "teacher": "Новая Вера"}])", 1), "unknown");
  EXPECT_EQ(replaced(R"([{"num": 2, "name": "Англ. яз.", "teacher": "Новая Вера"}])", 2), "unknown");
  // Another lesson of the day is not touched.
  EXPECT_EQ(replaced(R"([{"num": 2, "name": "Химия", "teacher": "Ким Л. О."}])", 5, friday), "");
  EXPECT_EQ(replaced(R"([{"name": "Физика", "teacher": "Ким Л. О."}])", 5, friday), "");
}

TEST(ElzhurEntries, SubstitutionsOfAnotherShapeOrDayAreNotUnderstood) {
  EXPECT_EQ(replaced(R"("text")", 1), "not understood: список замен не понят");
  EXPECT_EQ(replaced("[1]", 1), "not understood: список замен не понят");
  EXPECT_EQ(replaced(R"([{"num": 2, "date": "2026-08-15"}])", 1),
            "not understood: замена другого дня: ответ не на этот вопрос");
  EXPECT_FALSE(read_replacements(value(R"({"something": 1})"), make_date(2026, 9, 15), timetable()));
}

TEST(ElzhurEntries, DiaryEntryFitsByNumberSubjectAndGroupOrElseByTeacher) {
  const TextClassifier classifier({});
  const Timetable lessons = timetable();
  const auto view = read_diary(value(R"({"students": {"9": {"days": {
    "20260914": {"items": {"1": {"name": "Алгебра", "num": "1", "grp": "04", "teacher": "Иванова Анна Петровна",
                                 "topic": "Степень"}}},
    "20260915": {"items": {"2": {"name": "Англ. яз.", "num": "2", "teacher": "Орлов Глеб Юрьевич"},
                           "5": {"name": "Хор", "num": "5", "topic": "Гамма"}}},
    "20260916": {"items": {"1": {"name": "Алгебра", "num": "2", "topic": "Не тот номер"}}},
    "20260918": {"items": [{"name": "Алгебра", "num": 1, "topic": ["?"]}, {"name": "Физика", "num": "2", "topic": " "},
                           {"name": "Физика", "num": "2", "topic": "Сила"}]}}}}})"),
                               k_week, "9", lessons, classifier);
  ASSERT_TRUE(view) << view.error();
  const auto topics = named(lessons, view->topic);
  EXPECT_EQ(topics.at("14 Алгебра"), "filled");
  EXPECT_EQ(topics.at("15 Англ. яз./2"), "empty");
  EXPECT_EQ(topics.at("15 Англ. яз./1"), "unknown");
  EXPECT_EQ(topics.at("16 Алгебра"), "unknown");
  EXPECT_EQ(topics.at("18 Алгебра"), "unknown");
  EXPECT_EQ(topics.at("18 Физика"), "filled");
  EXPECT_FALSE(view->seen[1]);
  EXPECT_TRUE(view->seen[2]);
}

TEST(ElzhurEntries, AnswerAboutAnotherPupilIsNotUnderstood) {
  const TextClassifier classifier({});
  const auto view = read_diary(value(R"({"students": {"8": {"name": "8", "days": {}}}})"), k_week, "9",
                               timetable(), classifier);
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error(), "ответ не о том ученике, о котором спрошено");
}

TEST(ElzhurEntries, TimetableOfDaysThatWereNotAskedForIsRefused) {
  const auto stale = read_timetable(value(R"({"days": {"20260814": {"items": []}}})"), "7А", k_week);
  ASSERT_FALSE(stale);
  EXPECT_NE(stale.error().find("14.08.2026"), std::string::npos);
  EXPECT_FALSE(read_timetable(value(R"({"days": {"monday": {}}})"), "7А", k_week));
  EXPECT_FALSE(read_timetable(value(R"({"days": "none"})"), "7А", k_week));
  EXPECT_FALSE(read_timetable(value(R"({"something": 1})"), "7А", k_week));
}

TEST(ElzhurEntries, TwoTeachersOfOneLessonAreTwoPossibleOwners) {
  const auto read = read_timetable(value(R"({"days": {"20260914": {"items": [
    {"name": "Труд", "num": "1", "teacher": "Ким Л. О."}, {"name": "труд", "num": 1, "teacher": "Орлов Г. Ю."}]}}})"),
                                   "7А", k_week);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lessons.size(), 1U);
  EXPECT_EQ(read->lessons[0].head.teacher, "Ким Л. О., Орлов Г. Ю.");
}

// The answer of a real school, recorded in 2019 and published with its people renamed.
TEST(ElzhurEntries, RecordedTimetableOfAPupilIsReadWhole) {
  const auto read =
      read_envelope(200, tests::read_bytes(tests::data_path("real/eljur-getschedule-by-student.json")));
  ASSERT_TRUE(read);
  const journal::DateRange asked{make_date(2019, 11, 25), make_date(2019, 12, 1)};
  const auto recorded = read_timetable(read->result, "10А", asked, "1001");
  ASSERT_TRUE(recorded) << recorded.error();
  EXPECT_EQ(recorded->days, (journal::DateRange{make_date(2019, 11, 25), make_date(2019, 11, 30)}));
  EXPECT_EQ(recorded->lessons.size(), 43U);
  const TimetableLesson& first = recorded->lessons.front();
  EXPECT_EQ(first.date, make_date(2019, 11, 25));
  EXPECT_EQ(first.head.subject, "Немец. яз.");
  EXPECT_EQ(first.head.number, 1);
  EXPECT_EQ(first.head.group, "1");
  EXPECT_EQ(first.head.teacher, "Васильева-Романова Ирина Константиновна");
  for (const TimetableLesson& lesson : recorded->lessons)
    EXPECT_NE(lesson.head.subject, "ЛФК");  // items_extday
}

}  // namespace
}  // namespace elzhur::connectors
