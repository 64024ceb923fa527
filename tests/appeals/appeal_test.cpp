#include "appeals/appeal.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace elzhur::appeals {
namespace {

using journal::Instant;
using journal::Seconds;

Appeal good_entry() {
  Appeal appeal;
  appeal.received_at = Instant{Seconds{1'000'000}};
  appeal.kind = HelpKind::technical;
  appeal.applicant = "Иванова Анна Петровна, учитель математики";
  appeal.content = "Не открывается журнал 7А.";
  return appeal;
}

Appeal changed(const std::function<void(Appeal&)>& change) {
  Appeal appeal = good_entry();
  change(appeal);
  return appeal;
}

std::string problem_of(const Appeal& appeal) {
  const auto checked = check(appeal);
  return checked ? "" : checked.error().text;
}

TEST(Appeal, EntryWithApplicantAndContentIsTaken) { EXPECT_EQ(problem_of(good_entry()), ""); }

TEST(Appeal, AllThatIsMissingIsNamedAtOnce) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) {
              a.applicant = " ";
              a.content.clear();
            })),
            "заявитель: не заполнено; содержание: не заполнено");
}

TEST(Appeal, DisputeNamesTheFindingThatItIsAbout) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) { a.kind = HelpKind::dispute; })),
            "спор: укажите номер вопроса, о котором он");
  EXPECT_EQ(problem_of(changed([](Appeal& a) {
              a.kind = HelpKind::dispute;
              a.findings = {journal::FindingId{7}};
            })),
            "");
}

TEST(Appeal, AnsweredEntryHasAResultAndADate) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) { a.state = AppealState::answered; })),
            "результат: не заполнено; дата ответа: не заполнено");
}

TEST(Appeal, AnswerIsNotOlderThanTheQuestion) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) {
              a.state = AppealState::closed;
              a.result = "Помогли войти.";
              a.answered_at = a.received_at - Seconds{1};
            })),
            "дата ответа раньше даты обращения");
}

TEST(Appeal, TextIsBoundedExactlyAtItsLimit) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) { a.content.assign(k_appeal_text_bytes_max, 'x'); })), "");
  EXPECT_EQ(problem_of(changed([](Appeal& a) { a.content.assign(k_appeal_text_bytes_max + 1, 'x'); })),
            "содержание: текст слишком длинный, сократите его");
}

TEST(Appeal, FindingsAreBoundedExactlyAtTheirLimit) {
  EXPECT_EQ(
      problem_of(changed([](Appeal& a) { a.findings.assign(k_appeal_findings_max, journal::FindingId{1}); })),
      "");
  EXPECT_EQ(problem_of(changed(
                [](Appeal& a) { a.findings.assign(k_appeal_findings_max + 1, journal::FindingId{1}); })),
            "связано слишком много вопросов");
}

TEST(Appeal, BrokenUtf8IsRefused) {
  EXPECT_EQ(problem_of(changed([](Appeal& a) { a.subject = "\xD0"; })), "тема: текст не в кодировке UTF-8");
}

TEST(Appeal, EveryKindOfHelpIsReadByItsOwnName) {
  for (const HelpKind kind :
       {HelpKind::methodical, HelpKind::consulting, HelpKind::technical, HelpKind::dispute}) {
    EXPECT_EQ(parse_help_kind(help_kind_name(kind)), kind);
  }
  EXPECT_EQ(parse_help_kind("other"), std::nullopt);
}

TEST(Appeal, StatesHaveTheNamesOfTheContract) {
  EXPECT_EQ(appeal_state_name(AppealState::received), "received");
  EXPECT_EQ(appeal_state_name(AppealState::assigned), "assigned");
  EXPECT_EQ(appeal_state_name(AppealState::answered), "answered");
  EXPECT_EQ(appeal_state_name(AppealState::closed), "closed");
  EXPECT_EQ(appeal_state_name(AppealState::refused), "refused");
}

}  // namespace
}  // namespace elzhur::appeals
