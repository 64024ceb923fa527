#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <tuple>

#include "alerts/plan.hpp"
#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::part_of;
using tests::School;

constexpr std::string_view k_now = "2026-11-24T16:00:05+03:00";

std::string text_of(const PlannedMessage& message) { return part_of(message.rfc5322, "text/plain"); }
bool says(const PlannedMessage& message, std::string_view what) {
  return text_of(message).find(what) != std::string::npos;
}

School with(std::initializer_list<std::pair<const char*, Role>> recipients) {
  School school;
  for (const auto& [id, role] : recipients) {
    school.add_recipient(id, role);
    school.occasions.emplace(id, "started");
  }
  return school;
}

TEST(PlanSilence, WhatIsSilencedIsALineOfTheListAndCounted) {
  School school = with({{"administrator", Role::administrator}});
  school.add_finding({.id = 1, .lesson = 1, .owners = {1}});
  school.add_finding({.id = 2, .lesson = 2, .owners = {2}});
  school.add_finding({.id = 3, .lesson = 3, .owners = {2}});
  school.add_silence(1).scope.teacher = journal::PersonId{2};
  const auto messages = school.cycle(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур, вт 24.11: 1 урок без записи у 1 учителя");
  EXPECT_EQ(messages[0].tellings, (std::vector<Telling>{{journal::FindingId{1}, "listed"}}));
  EXPECT_FALSE(says(messages[0], "Петров О. Н."));
  EXPECT_TRUE(says(messages[0],
                   "Приостановлено: 2 вопроса по 06.12 (вс) включительно — ремонт кабинета (Ковалёв С. В.)."))
      << text_of(messages[0]);
  EXPECT_TRUE(says(messages[0], "У 25 из 27 учителей всё на месте.")) << "silence changes no count";
}

TEST(PlanSilence, EndOfASilenceTellsWhatIsStillOpenOnce) {
  School school = with({{"administrator", Role::administrator}});
  school.add_finding({.id = 1});
  Silence& silence = school.add_silence(1);
  silence.scope.finding = journal::FindingId{1};
  EXPECT_TRUE(school.cycle(k_now).empty());
  EXPECT_TRUE(school.cycle("2026-12-06T23:59:59+03:00").empty());
  const auto told = school.cycle("2026-12-07T00:00:00+03:00");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, "list");
  EXPECT_FALSE(says(told[0], "Приостановлено"));
  EXPECT_TRUE(school.cycle("2026-12-07T00:01:00+03:00").empty());
}

TEST(PlanSilence, PersonsEndCountsFromTheNextCycleOn) {
  School school = with({{"administrator", Role::administrator}});
  school.add_finding({.id = 1});
  Silence& silence = school.add_silence(1);
  silence.scope.rule = "topic-same-day";
  EXPECT_TRUE(school.cycle(k_now).empty());
  silence.ended_at = at("2026-11-24T16:30:00+03:00");
  EXPECT_EQ(school.cycle("2026-11-24T16:30:00+03:00").size(), 1U);
}

TEST(PlanSilence, WhatWasToldBeforeIsNotToldAgainAfter) {
  School school = with({{"administrator", Role::administrator}});
  school.add_finding({.id = 1});
  EXPECT_EQ(school.cycle("2026-11-24T11:00:00+03:00").size(), 1U);
  Silence& silence = school.add_silence(1);
  silence.scope.finding = journal::FindingId{1};
  const auto all_silenced = school.cycle(k_now);
  ASSERT_EQ(all_silenced.size(), 1U) << "the list has become empty: that is said once";
  EXPECT_EQ(all_silenced[0].subject, "ЭлЖур, вт 24.11: напоминать не о чем, приостановлено: 1 вопрос");
  EXPECT_TRUE(says(all_silenced[0], "Все открытые вопросы сейчас приостановлены"));
  EXPECT_FALSE(says(all_silenced[0], "сейчас не видно"));
  EXPECT_TRUE(school.cycle("2026-11-24T17:00:00+03:00").empty());
  silence.ended_at = at("2026-11-25T10:00:00+03:00");
  EXPECT_TRUE(school.cycle("2026-11-25T10:00:00+03:00").empty());
}

TEST(PlanSilence, NumbersCountWhatIsSilencedAndNameNobodyForIt) {
  School school = with({{"director", Role::director}});
  school.add_confirmed({.id = 1, .lesson = 1, .owners = {1}, .opened = "2026-11-19T00:05:00+03:00"});
  school.add_confirmed({.id = 2, .lesson = 2, .owners = {2}, .opened = "2026-11-19T00:05:00+03:00"});
  Silence& silence = school.add_silence(1);
  silence.scope.finding = journal::FindingId{2};
  silence.reason = "Петров просил подождать";
  const auto messages = school.cycle(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(says(messages[0], "Белова Т. С."));
  EXPECT_TRUE(says(messages[0], "; напоминания приостановлены — 1, по 06.12 (вс) включительно."))
      << text_of(messages[0]);
  EXPECT_FALSE(says(messages[0], "Петров")) << "a reason is free text: it may name a teacher";
  EXPECT_EQ(messages[0].tellings,
            (std::vector<Telling>{{journal::FindingId{1}, "counted"}, {journal::FindingId{1}, "reported"}}));
  silence.ended_at = at("2026-11-25T10:00:00+03:00");
  EXPECT_EQ(school.cycle("2026-11-25T10:00:00+03:00").at(0).tellings.size(), 2U);
}

TEST(PlanSilence, CrowdOfSilencedLessonsEscalatesNothing) {
  School school = with({{"director", Role::director}});
  school.settings.recipients[0].escalate = EscalateSpec{std::nullopt, 2};
  for (int i = 1; i <= 3; ++i)
    school.add_finding({.id = i, .lesson = i, .owners = {2}, .opened = "2026-11-19T00:05:00+03:00"});
  EXPECT_NE(school.plan(k_now).at(0).subject.find("ждёт Вашего решения"), std::string::npos);
  school.add_silence(1).scope.finding = journal::FindingId{1};
  school.add_silence(2).scope.finding = journal::FindingId{2};
  EXPECT_EQ(school.plan(k_now).at(0).subject.find("ждёт Вашего решения"), std::string::npos);
}

TEST(PlanSilence, CorrectionIsNeverSilenced) {
  School school = with({{"administrator", Role::administrator}});
  school.add_finding({.id = 1});
  EXPECT_EQ(school.cycle("2026-11-24T11:00:00+03:00").size(), 1U);
  school.live.clear();
  school.add_withdrawn({.id = 1}, "урок провёл другой учитель");
  school.add_silence(1).scope.finding = journal::FindingId{1};
  const auto messages = school.cycle(k_now);
  ASSERT_GE(messages.size(), 1U);
  EXPECT_EQ(messages[0].kind, "withdrawal");
}

TEST(PlanSilence, ManySilencesAreCutWithANumber) {
  School school = with({{"administrator", Role::administrator}});
  for (int i = 1; i <= 13; ++i) {
    school.add_finding({.id = i, .lesson = i});
    if (i < 13) school.add_silence(i).scope.finding = journal::FindingId{i};
  }
  const std::string text = text_of(school.plan(k_now).at(0));
  EXPECT_NE(text.find("Приостановлено ещё: 2 вопроса."), std::string::npos) << text;
}

using Told = std::set<std::tuple<std::string, std::int64_t, std::string>>;
Told told_in(const School& school) {
  Told told;
  for (const ToldRow& row : school.told)
    told.emplace(row.recipient, static_cast<std::int64_t>(row.finding), row.stage);
  return told;
}

SilenceScope any_scope(int findings) {
  SilenceScope scope;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      scope.rule = *rc::gen::element<std::string>("topic-same-day", "homework-same-day");
      break;
    case 1:
      scope.teacher = journal::PersonId{*rc::gen::inRange(1, 4)};
      break;
    case 2:
      scope.class_name = *rc::gen::element<std::string>("7А", "8Б");
      break;
    default:
      scope.finding = journal::FindingId{*rc::gen::inRange(1, findings + 1)};
  }
  return scope;
}

void any_findings(School& school, int count, journal::Instant start) {
  for (int i = 1; i <= count; ++i) {
    tests::FindingPlan plan;
    plan.id = i;
    plan.lesson = i;
    plan.rule = *rc::gen::element<std::string>("topic-same-day", "homework-same-day", "marks-week");
    plan.class_name = *rc::gen::element<std::string>("7А", "8Б");
    plan.owners = {*rc::gen::inRange(1, 4)};
    plan.opened =
        journal::format_instant(start + journal::Seconds{*rc::gen::inRange<std::int64_t>(0, 4 * 86400)});
    const bool is_confirmed = *rc::gen::arbitrary<bool>();
    if (is_confirmed) {
      school.add_confirmed(plan);
    } else {
      school.add_finding(plan);
    }
  }
}

RC_GTEST_PROP(PlanSilence, LosesNothingAndDoublesNothing, ()) {
  const auto start = at("2026-11-24T00:00:00+03:00");
  School loud = with({{"administrator", Role::administrator},
                      {"deputy", Role::deputy},
                      {"director", Role::director},
                      {"member", Role::member}});
  const bool has_digest = *rc::gen::arbitrary<bool>();
  if (has_digest) loud.settings.recipients[1].digest = DigestSpec{journal::Seconds{16 * 3600}, true, {}};
  const int count = *rc::gen::inRange(1, 8);
  any_findings(loud, count, start);
  const std::deque<rules::FindingView> all = loud.live;
  School quiet = loud;
  quiet.last_messages = loud.last_messages;
  const int silences = *rc::gen::inRange(0, 6);
  for (int i = 1; i <= silences; ++i) {
    Silence& silence = quiet.add_silence(i);
    silence.scope = any_scope(count);
    silence.added_at = start + journal::Seconds{*rc::gen::inRange<std::int64_t>(0, 5 * 86400)};
    silence.until = silence.added_at + journal::Seconds{*rc::gen::inRange<std::int64_t>(1, 6 * 86400)};
  }
  const std::vector<Silence> plan = quiet.silences;
  constexpr journal::Seconds k_step{6 * 3600};
  // Twelve days of silences and then days in which all of them are over.
  for (journal::Instant now = start; now < start + std::chrono::days{18}; now += k_step) {
    for (School* school : {&loud, &quiet}) {
      school->live.clear();
      for (const rules::FindingView& view : all) {
        if (view.finding.opened_at <= now) school->live.push_back(view);
      }
      school->occasions.clear();  // Those of instants differ; the tellings are what counts.
      for (const char* id : {"administrator", "deputy", "director", "member"})
        school->occasions.emplace(id, "started");
    }
    // The store has a silence from when it was added.
    quiet.silences.clear();
    for (const Silence& silence : plan) {
      if (silence.added_at <= now) quiet.silences.push_back(silence);
    }
    const std::string at_text = journal::format_instant(now);
    const Told before = told_in(quiet);
    for (const PlannedMessage& message : quiet.cycle(at_text)) {
      for (const Telling& telling : message.tellings) {
        RC_ASSERT(
            !before.contains({message.recipient, static_cast<std::int64_t>(telling.finding), telling.stage}));
        const auto view = std::find_if(all.begin(), all.end(), [&](const rules::FindingView& v) {
          return v.finding.id == telling.finding;
        });
        RC_ASSERT(silence_of(*view, quiet.silences, now) == nullptr);
      }
    }
    (void)loud.cycle(at_text);
  }
  RC_ASSERT(told_in(quiet) == told_in(loud));
  RC_ASSERT(quiet.told.size() == told_in(quiet).size());
}

RC_GTEST_PROP(PlanSilence, ThatIsOverChangesNoByte, ()) {
  const auto start = at("2026-11-20T00:00:00+03:00");
  School plain = with({{"administrator", Role::administrator}, {"director", Role::director}});
  const int count = *rc::gen::inRange(1, 8);
  any_findings(plain, count, start);
  School with_old = plain;
  for (int i = 1; i <= 4; ++i) {
    Silence& silence = with_old.add_silence(i);
    silence.scope = any_scope(count);
    if (i % 2 == 0) silence.ended_at = silence.added_at;
    if (i % 2 == 1) silence.until = at("2026-11-29T00:00:00+03:00");
  }
  const auto a = plain.plan("2026-11-30T09:00:00+03:00");
  const auto b = with_old.plan("2026-11-30T09:00:00+03:00");
  RC_ASSERT(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) RC_ASSERT(a[i].rfc5322 == b[i].rfc5322);
}

}  // namespace
}  // namespace elzhur::alerts
