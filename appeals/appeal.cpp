#include "appeals/appeal.hpp"

#include "journal/check.hpp"
#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::appeals {
namespace {

/// Adds what is wrong with one text of an entry.
void check_text(std::string& problems, std::string_view name, const std::string& text, bool is_required) {
  const auto add = [&](std::string_view problem) {
    if (!problems.empty()) problems += "; ";
    problems += name;
    problems += ": ";
    problems += problem;
  };
  if (is_required && journal::normalise_text(text).empty()) add("не заполнено");
  if (text.size() > k_appeal_text_bytes_max) add("текст слишком длинный, сократите его");
  if (!journal::is_valid_utf8(text)) add("текст не в кодировке UTF-8");
}

void add_problem(std::string& problems, std::string_view problem) {
  if (!problems.empty()) problems += "; ";
  problems += problem;
}

}  // namespace

std::string_view help_kind_name(HelpKind kind) {
  switch (kind) {
    case HelpKind::methodical:
      return "methodical";
    case HelpKind::consulting:
      return "consulting";
    case HelpKind::technical:
      return "technical";
    case HelpKind::dispute:
      return "dispute";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<HelpKind> parse_help_kind(std::string_view text) {
  for (const HelpKind kind :
       {HelpKind::methodical, HelpKind::consulting, HelpKind::technical, HelpKind::dispute}) {
    if (help_kind_name(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view appeal_state_name(AppealState state) {
  switch (state) {
    case AppealState::received:
      return "received";
    case AppealState::assigned:
      return "assigned";
    case AppealState::answered:
      return "answered";
    case AppealState::closed:
      return "closed";
    case AppealState::refused:
      return "refused";
  }
  ELZHUR_UNREACHABLE();
}

journal::Result<void> check(const Appeal& appeal) {
  const bool needs_result = appeal.state == AppealState::answered || appeal.state == AppealState::closed ||
                            appeal.state == AppealState::refused;
  std::string problems;
  check_text(problems, "заявитель", appeal.applicant, true);
  check_text(problems, "тема", appeal.subject, false);
  check_text(problems, "содержание", appeal.content, true);
  check_text(problems, "исполнитель", appeal.assigned_to, appeal.state == AppealState::assigned);
  check_text(problems, "результат", appeal.result, needs_result);
  if (appeal.kind == HelpKind::dispute && appeal.findings.empty()) {
    add_problem(problems, "спор: укажите номер вопроса, о котором он");
  }
  if (appeal.findings.size() > k_appeal_findings_max) add_problem(problems, "связано слишком много вопросов");
  if (needs_result && !appeal.answered_at) add_problem(problems, "дата ответа: не заполнено");
  if (appeal.answered_at && *appeal.answered_at < appeal.received_at) {
    add_problem(problems, "дата ответа раньше даты обращения");
  }
  if (!problems.empty()) return journal::failure(journal::ErrorKind::bad_input, problems);
  return {};
}

}  // namespace elzhur::appeals
