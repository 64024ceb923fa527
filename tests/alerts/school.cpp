#include "tests/alerts/school.hpp"

#include <algorithm>
#include <cstdlib>

#include "alerts/schedule.hpp"
#include "journal/check.hpp"

namespace elzhur::tests {
namespace {

rules::Policy make_policy() {
  journal::CalendarSpec spec;
  for (const int year : {2025, 2026, 2027}) {
    journal::WorkingYearSpec working;
    working.year = year;
    spec.working_years.push_back(working);
  }
  rules::Policy policy{*journal::TimeZone::load("Europe/Simferopol"),
                       *journal::SchoolCalendar::compile(spec),
                       0,
                       {},
                       {},
                       on("2026-11-01")};
  rules::RuleSpec topic;
  topic.id = "topic-same-day";
  topic.kind = rules::RuleKind::topic;
  topic.basis = "п. 3.2 Положения о ведении ЭЖ";
  topic.grace = {1, rules::SpanUnit::working_days};
  rules::RuleSpec homework = topic;
  homework.id = "homework-same-day";
  homework.kind = rules::RuleKind::homework;
  homework.basis = "п. 3.3 Положения о ведении ЭЖ";
  rules::RuleSpec marks = topic;
  marks.id = "marks-week";
  marks.kind = rules::RuleKind::lesson_marks;
  marks.basis.clear();
  policy.rules = {topic, homework, marks};
  return policy;
}

rules::FindingView make_view(const FindingPlan& plan) {
  rules::FindingView view;
  view.finding.id = journal::FindingId{plan.id};
  view.finding.year = 2026;
  view.finding.number = plan.id;
  view.finding.rule = plan.rule;
  view.finding.lesson = journal::make_lesson_id(journal::ScopeId{plan.lesson}, on(plan.date), 1);
  view.finding.state = plan.state;
  view.finding.due_at = at(plan.date + "T23:59:00+03:00");
  view.finding.opened_at = at(plan.opened);
  view.scope = {plan.class_name, "", plan.subject};
  view.date = on(plan.date);
  view.number = plan.number;
  for (const int owner : plan.owners) view.owners.push_back(teacher(owner));
  view.last_seen_empty_at = view.finding.opened_at;
  return view;
}

}  // namespace

journal::Instant at(std::string_view text) {
  const auto instant = journal::parse_instant(text);
  ELZHUR_CHECK(instant.has_value());
  return *instant;
}

journal::Date on(std::string_view text) {
  const auto date = journal::parse_date(text);
  ELZHUR_CHECK(date.has_value());
  return *date;
}

rules::Person teacher(int number) {
  static const std::vector<std::string> k_names{"Белова Тамара Сергеевна", "Петров Олег Николаевич",
                                                "Ёлкина Анна Ивановна"};
  return {journal::PersonId{number}, k_names.at(static_cast<std::size_t>(number) - 1)};
}

School::School() : policy(make_policy()) {
  settings.school_name = "МБОУ «Ивановская средняя школа»";
  settings.from = {"ЭлЖур-монитор", "elzhur@school.example"};
  settings.instance_id = "0123456789abcdef";
  settings.is_working = true;
  last_accepted_at = at("2026-11-24T15:58:00+03:00");
}

alerts::RecipientSpec& School::add_recipient(std::string id, alerts::Role role) {
  alerts::RecipientSpec recipient;
  recipient.email = id + "@school.example";
  recipient.id = std::move(id);
  recipient.role = role;
  settings.recipients.push_back(recipient);
  return settings.recipients.back();
}

rules::FindingView& School::add_finding(const FindingPlan& plan) {
  return live.emplace_back(make_view(plan));
}

rules::FindingView& School::add_withdrawn(const FindingPlan& plan, std::string reason) {
  rules::FindingView& view = withdrawn.emplace_back(make_view(plan));
  view.finding.state = rules::FindingState::withdrawn;
  view.finding.reason = std::move(reason);
  return view;
}

rules::FindingView& School::add_confirmed(FindingPlan plan) {
  plan.state = rules::FindingState::confirmed;
  rules::FindingView& view = add_finding(plan);
  view.finding.confirmed_by = "Ковалёв С. В.";
  view.finding.confirmed_at = at("2026-11-22T10:00:00+03:00");
  return view;
}

alerts::Silence& School::add_silence(int id) {
  alerts::Silence& silence = silences.emplace_back();
  silence.id = alerts::SilenceId{id};
  silence.until = at("2026-12-07T00:00:00+03:00");
  silence.reason = "ремонт кабинета";
  silence.author = "Ковалёв С. В.";
  silence.added_at = at("2026-11-24T12:00:00+03:00");
  return silence;
}

alerts::Situation School::situation(journal::Instant now) const {
  alerts::Situation situation{settings, policy};
  situation.sources = sources;
  situation.service = service;
  situation.last_accepted_at = last_accepted_at;
  situation.previous_cycle_at = previous_cycle_at;
  situation.live.assign(live.begin(), live.end());
  situation.withdrawn.assign(withdrawn.begin(), withdrawn.end());
  situation.told = told;
  situation.last_messages = last_messages;
  situation.school = {15, 27, 4512, on("2026-09-01")};
  situation.backlog_count = backlog_count;
  situation.backlog = backlog;
  situation.unmatched_names = unmatched_names;
  situation.ambiguous_names = ambiguous_names;
  situation.appeals = appeals;
  situation.silences = silences;
  situation.has_occasion = [this](std::string_view recipient, std::string_view occasion) {
    return occasions.contains({std::string(recipient), std::string(occasion)});
  };
  for (const alerts::FiguresRequest& request : alerts::figures_needed(situation, now)) {
    situation.figures.push_back({request.recipient, period, before, flow});
  }
  return situation;
}

std::vector<alerts::PlannedMessage> School::plan(std::string_view now) const {
  return alerts::plan_messages(situation(at(now)), at(now));
}

std::vector<alerts::PlannedMessage> School::cycle(std::string_view now) {
  auto messages = plan(now);
  for (const alerts::PlannedMessage& message : messages) {
    occasions.emplace(message.recipient, message.occasion);
    std::erase_if(last_messages, [&](const alerts::LastMessage& last) {
      return last.recipient == message.recipient && last.kind == message.kind;
    });
    last_messages.push_back({message.recipient, message.kind, message.occasion, message.message_id, at(now)});
    for (const alerts::Telling& telling : message.tellings) {
      told.push_back({telling.finding, message.recipient, telling.stage, message.message_id, at(now)});
    }
  }
  previous_cycle_at = at(now);
  return messages;
}

std::vector<std::string> headers_of(const std::string& rfc5322) {
  std::vector<std::string> headers;
  const std::string head = rfc5322.substr(0, rfc5322.find("\r\n\r\n"));
  for (std::size_t begin = 0; begin <= head.size();) {
    const std::size_t end = std::min(head.find("\r\n", begin), head.size());
    const std::string line = head.substr(begin, end - begin);
    if (!line.empty() && line.front() == ' ' && !headers.empty()) {
      headers.back() += line;
    } else {
      headers.push_back(line);
    }
    begin = end + 2;
  }
  return headers;
}

std::string header_of(const std::string& rfc5322, std::string_view name) {
  for (const std::string& header : headers_of(rfc5322)) {
    if (header.starts_with(std::string(name) + ": ")) return header.substr(name.size() + 2);
  }
  return {};
}

std::string part_of(const std::string& rfc5322, std::string_view type) {
  const std::size_t part = rfc5322.find("Content-Type: " + std::string(type));
  if (part == std::string::npos) return {};
  const std::size_t begin = rfc5322.find("\r\n\r\n", part) + 4;
  const std::size_t end = rfc5322.find("\r\n--", begin);
  static constexpr std::string_view k_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  unsigned have = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t value = k_alphabet.find(rfc5322[i]);
    if (value == std::string_view::npos) continue;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    have += 6;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>((bits >> have) & 0xFFU);
    }
  }
  if (type != "text/csv") std::erase(out, '\r');
  return out;
}

}  // namespace elzhur::tests
