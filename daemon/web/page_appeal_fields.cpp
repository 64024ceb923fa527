// The fields of an entry: from the form to the entry and back.
#include <array>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_appeals.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

/// Until the end of the day named.
constexpr journal::Seconds k_end_of_day{23 * 3600 + 59 * 60};

std::string line(const Visit& visit, std::string_view name) {
  return journal::normalise_text(visit.typed(name));
}

/// Line breaks are kept: CR LF of a form becomes LF.
std::string lines(const Visit& visit, std::string_view name) {
  std::string text;
  for (const char c : visit.typed(name)) {
    if (c != '\r') text += c;
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// The codes of a text, whatever stands between them.
std::string set_findings(const Visit& visit, const std::string& text, appeals::Appeal& appeal) {
  appeal.findings.clear();
  std::string code;
  const std::string spaced = text + " ";
  for (const char c : spaced) {
    const bool is_part = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
    if (is_part) {
      code += c;
      continue;
    }
    if (!code.empty()) {
      const auto id = visit.desk.finding_by_code(code);
      if (!id) return fmt::format("Вопроса «{}» нет: проверьте номер.", alerts::one_line(code, 60));
      if (appeal.findings.size() == appeals::k_appeal_findings_max) return "Связано слишком много вопросов.";
      appeal.findings.push_back(*id);
      code.clear();
    }
  }
  return {};
}

std::string set_due(const Visit& visit, const std::string& text, appeals::Appeal& appeal) {
  if (text.empty()) {
    appeal.due_at.reset();
    return {};
  }
  const auto date = journal::parse_date(text);
  if (!date) return "Срок ответа прочитать не удалось.";
  // An hour that was set elsewhere stays when the day does.
  if (appeal.due_at && visit.zone.date_of(*appeal.due_at) == *date) return {};
  appeal.due_at = visit.zone.to_instant(journal::LocalTime(*date) + k_end_of_day);
  return {};
}

std::vector<Choice> kind_choices() {
  std::vector<Choice> all;
  for (const appeals::HelpKind kind : {appeals::HelpKind::consulting, appeals::HelpKind::methodical,
                                       appeals::HelpKind::technical, appeals::HelpKind::dispute}) {
    all.push_back({std::string(appeals::help_kind_name(kind)), std::string(help_kind_words(kind))});
  }
  return all;
}

std::vector<Choice> channel_choices() {
  std::vector<Choice> all;
  for (const appeals::Channel channel :
       {appeals::Channel::in_person, appeals::Channel::phone, appeals::Channel::letter}) {
    all.push_back({std::string(channel_name(channel)), std::string(channel_words(channel))});
  }
  return all;
}

std::vector<Choice> state_choices() {
  std::vector<Choice> all;
  for (const appeals::AppealState state :
       {appeals::AppealState::received, appeals::AppealState::assigned, appeals::AppealState::answered,
        appeals::AppealState::closed, appeals::AppealState::refused}) {
    all.push_back({std::string(appeals::appeal_state_name(state)), std::string(appeal_state_words(state))});
  }
  return all;
}

View people_list(const Visit& visit) {
  std::vector<std::string> people;
  if (visit.may(Right::names)) {
    for (const TeacherView& teacher : visit.desk.teachers()) {
      std::string words = alerts::brief_name({teacher.id, teacher.name});
      if (!teacher.post.empty()) words += ", " + alerts::one_line(teacher.post, 160);
      people.push_back(std::move(words));
    }
  }
  return text_list(people);
}

}  // namespace

AppealText typed_appeal(const Visit& visit) {
  AppealText text;
  text.applicant = line(visit, "applicant");
  text.channel = visit.typed("channel");
  text.kind = visit.typed("kind");
  text.subject = line(visit, "subject");
  text.content = lines(visit, "content");
  text.findings = line(visit, "findings");
  text.assigned_to = line(visit, "assigned_to");
  text.due = line(visit, "due");
  text.result = lines(visit, "result");
  text.state = visit.typed("state");
  return text;
}

AppealText text_of(const Visit& visit, const appeals::Appeal& appeal) {
  AppealText text;
  text.applicant = appeal.applicant;
  text.channel = channel_name(appeal.channel);
  text.kind = appeals::help_kind_name(appeal.kind);
  text.subject = appeal.subject;
  text.content = appeal.content;
  text.findings = fmt::format("{}", fmt::join(finding_codes(visit, appeal), ", "));
  text.assigned_to = appeal.assigned_to;
  if (appeal.due_at) text.due = journal::format_date(visit.zone.date_of(*appeal.due_at));
  text.result = appeal.result;
  text.state = appeals::appeal_state_name(appeal.state);
  return text;
}

std::string fill_appeal(const Visit& visit, const AppealText& text, appeals::Appeal& appeal) {
  const auto kind = appeals::parse_help_kind(text.kind);
  const auto channel = parse_channel(text.channel);
  const auto state = parse_appeal_state(text.state);
  if (!kind) return "Выберите вид помощи.";
  if (!channel) return "Выберите способ обращения.";
  if (!state) return "Выберите состояние.";
  appeal.kind = *kind;
  appeal.channel = *channel;
  appeal.state = *state;
  appeal.applicant = text.applicant;
  appeal.subject = text.subject;
  appeal.content = text.content;
  appeal.assigned_to = text.assigned_to;
  appeal.result = text.result;
  for (const std::string& problem :
       {set_findings(visit, text.findings, appeal), set_due(visit, text.due, appeal)}) {
    if (!problem.empty()) return problem;
  }
  const bool is_answered = *state == appeals::AppealState::answered ||
                           *state == appeals::AppealState::closed || *state == appeals::AppealState::refused;
  if (is_answered && !appeal.answered_at) appeal.answered_at = visit.now;
  if (!is_answered) appeal.answered_at.reset();
  const auto checked = appeals::check(appeal);
  return checked ? std::string() : "Не записано: " + checked.error().text + ".";
}

void set_fields(View& view, const Visit& visit, const AppealText& text) {
  View fields("applicant", text.applicant);
  fields.set("people", people_list(visit));
  fields.set("channels", choices(channel_choices(), text.channel));
  fields.set("kinds", choices(kind_choices(), text.kind));
  fields.set("subject", text.subject);
  fields.set("content", text.content);
  fields.set("findings", text.findings);
  fields.set("assigned_to", text.assigned_to);
  fields.set("due", text.due);
  fields.set("result", text.result);
  fields.set("states", choices(state_choices(), text.state));
  view.set("fields", fields);
}

std::vector<std::string> finding_codes(const Visit& visit, const appeals::Appeal& appeal) {
  std::vector<std::string> codes;
  for (const journal::FindingId id : appeal.findings) {
    const auto view = find_finding(visit, id);
    if (view) codes.push_back(rules::finding_code(view->finding));
  }
  return codes;
}

}  // namespace elzhur::web
