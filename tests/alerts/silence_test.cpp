#include "alerts/silence.hpp"

#include <gtest/gtest.h>

#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::School;

Silence good() {
  School school;
  Silence silence = school.add_silence(1);
  silence.scope.class_name = "7А";
  return silence;
}

std::string refusal(const Silence& silence) {
  const auto checked = check_silence(silence);
  return checked ? std::string() : checked.error().text;
}

TEST(Silence, IsAboutSomethingAndSaysWhyAndWho) {
  EXPECT_EQ(refusal(good()), "");
  Silence nothing = good();
  nothing.scope = {};
  EXPECT_NE(refusal(nothing).find("укажите, о чём"), std::string::npos);
  Silence blank = good();
  blank.reason = "  ";
  EXPECT_NE(refusal(blank).find("почему"), std::string::npos);
  Silence nobody = good();
  nobody.author.clear();
  EXPECT_NE(refusal(nobody).find("кто"), std::string::npos);
}

TEST(Silence, TextsAreBoundedLines) {
  Silence longest = good();
  longest.reason.assign(k_silence_reason_bytes_max, 'x');
  EXPECT_EQ(refusal(longest), "");
  longest.reason += 'x';
  EXPECT_NE(refusal(longest).find("слишком длинная"), std::string::npos);
  for (const std::string& bad : {std::string("a\nb"), std::string("a\0b", 3), std::string("\xD0")}) {
    Silence silence = good();
    silence.reason = bad;
    EXPECT_NE(refusal(silence), "");
    silence = good();
    silence.scope.rule = bad;
    EXPECT_NE(refusal(silence), "");
  }
  Silence class_name = good();
  class_name.scope.class_name.assign(k_silence_name_bytes_max + 1, '7');
  EXPECT_NE(refusal(class_name), "");
}

TEST(Silence, EndsLaterThanItBeginsAndWithinAYear) {
  Silence silence = good();
  silence.until = silence.added_at;
  EXPECT_NE(refusal(silence).find("не прошёл"), std::string::npos);
  silence.until = silence.added_at + journal::Seconds{1};
  EXPECT_EQ(refusal(silence), "");
  silence.until = silence.added_at + k_silence_days_max;
  EXPECT_EQ(refusal(silence), "");
  silence.until = silence.added_at + k_silence_days_max + journal::Seconds{1};
  EXPECT_NE(refusal(silence).find("слишком далёкий"), std::string::npos);
}

TEST(Silence, CoversWhatFitsEverythingThatIsGiven) {
  School school;
  const auto& view = school.add_finding({.id = 5, .class_name = "7 а", .owners = {2}});
  Silence silence = good();
  EXPECT_TRUE(covers(silence, view)) << "one spelling of a class is as good as another";
  silence.scope.teacher = journal::PersonId{2};
  silence.scope.rule = "topic-same-day";
  silence.scope.finding = journal::FindingId{5};
  EXPECT_TRUE(covers(silence, view));
  Silence other = silence;
  other.scope.finding = journal::FindingId{6};
  EXPECT_FALSE(covers(other, view));
  other = silence;
  other.scope.rule = "homework-same-day";
  EXPECT_FALSE(covers(other, view));
  other = silence;
  other.scope.teacher = journal::PersonId{1};
  EXPECT_FALSE(covers(other, view));
  other = silence;
  other.scope.class_name = "7Б";
  EXPECT_FALSE(covers(other, view));
}

TEST(Silence, OfATeacherDoesNotCoverWhatMayBeSomebodyElses) {
  School school;
  const auto& view = school.add_finding({.id = 1, .owners = {1, 2}});
  Silence silence = good();
  silence.scope = {.teacher = journal::PersonId{2}};
  EXPECT_FALSE(covers(silence, view));
}

TEST(Silence, UntilResolvedBelongsToWhatWasOpenThen) {
  School school;
  Silence silence = good();
  silence.until.reset();
  const auto& old = school.add_finding({.id = 1, .opened = "2026-11-24T12:00:00+03:00"});
  EXPECT_TRUE(covers(silence, old));
  const auto& later = school.add_finding({.id = 2, .opened = "2026-11-24T12:00:01+03:00"});
  EXPECT_FALSE(covers(silence, later));
}

TEST(Silence, IsOverWhenItsTimeIsOrNothingIsLeft) {
  School school;
  const std::vector<rules::FindingView> open{school.add_finding({.id = 1})};
  Silence silence = good();
  const auto last = at("2026-12-06T23:59:59+03:00");
  EXPECT_TRUE(is_in_force(silence, last));
  EXPECT_FALSE(end_of(silence, {}, last)) << "a date stands though nothing is open just now";
  EXPECT_FALSE(is_in_force(silence, *silence.until));
  EXPECT_EQ(end_of(silence, open, *silence.until + journal::Seconds{9}), silence.until);

  silence.until.reset();
  EXPECT_FALSE(end_of(silence, open, last));
  EXPECT_EQ(end_of(silence, {}, last), last);
  silence.ended_at = last;
  EXPECT_FALSE(is_in_force(silence, last));
  EXPECT_FALSE(end_of(silence, {}, last)) << "it has ended already";
}

TEST(Silence, TheLongestIsWhatHoldsAFindingBack) {
  School school;
  const auto& view = school.add_finding({.id = 1});
  const auto now = at("2026-11-25T12:00:00+03:00");
  std::vector<Silence> silences;
  EXPECT_EQ(silence_of(view, silences, now), nullptr);
  silences.push_back(good());
  silences.push_back(good());
  silences[1].until = *silences[0].until + journal::Seconds{1};
  EXPECT_EQ(silence_of(view, silences, now), &silences[1]);
  silences.push_back(good());
  silences[2].until.reset();
  EXPECT_EQ(silence_of(view, silences, now), &silences[2]);
  silences[2].ended_at = now;
  EXPECT_EQ(silence_of(view, silences, now), &silences[1]);
}

TEST(Silence, SaysHowLongInWords) {
  const School school;
  const auto words = [&](const Silence& s) { return silence_until_words(s, school.policy.zone, 2026); };
  Silence silence = good();
  EXPECT_EQ(words(silence), "по 06.12 (вс) включительно");
  silence.until = at("2026-12-07T12:30:00+03:00");
  EXPECT_EQ(words(silence), "до 07.12 в 12:30");
  silence.until.reset();
  EXPECT_EQ(words(silence), "пока не заполнят");
}

}  // namespace
}  // namespace elzhur::alerts
