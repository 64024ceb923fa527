// The appeal log: the form, the list, one entry, and the register of clause 6.4 for the printer.
#include "daemon/web/page_appeals.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The year that the address asks for, else this one.
int asked_year(const Visit& visit) {
  const auto year = parse_number(visit.asked("year"));
  return year && *year >= 2000 && *year <= 2100 ? static_cast<int>(*year) : visit.year;
}

View appeal_row(const Visit& visit, const appeals::Appeal& appeal) {
  View item("id", fmt::format("{}", static_cast<std::int64_t>(appeal.id)));
  item.set("number", fmt::format("{}", appeal.number));
  item.set("received", visit.moment(appeal.received_at));
  item.set("applicant", alerts::one_line(appeal.applicant, appeals::k_appeal_text_bytes_max));
  item.set("channel", std::string(channel_words(appeal.channel)));
  item.set("kind", std::string(help_kind_words(appeal.kind)));
  item.set("subject", alerts::one_line(appeal.subject, appeals::k_appeal_text_bytes_max));
  item.set("content", alerts::one_line(appeal.content, appeals::k_appeal_text_bytes_max));
  item.set("findings", text_list(finding_codes(visit, appeal)));
  item.set("assigned", alerts::one_line(appeal.assigned_to, appeals::k_appeal_text_bytes_max));
  item.set("due", appeal.due_at ? visit.day(visit.zone.date_of(*appeal.due_at)) : std::string());
  item.set("has_due", appeal.due_at.has_value());
  item.set("result", alerts::one_line(appeal.result, appeals::k_appeal_text_bytes_max));
  item.set("state", std::string(appeal_state_words(appeal.state)));
  item.set("state_name", std::string(appeals::appeal_state_name(appeal.state)));
  item.set("answered",
           appeal.answered_at ? visit.day(visit.zone.date_of(*appeal.answered_at)) : std::string());
  const bool waits =
      appeal.state == appeals::AppealState::received || appeal.state == appeals::AppealState::assigned;
  item.set("waits", waits);
  item.set("is_overdue", waits && appeal.due_at && *appeal.due_at < visit.now);
  return item;
}

View appeal_rows(const Visit& visit, int year, bool newest_first) {
  std::vector<appeals::Appeal> all = visit.desk.appeals(year);
  if (newest_first) std::reverse(all.begin(), all.end());
  View list(View::type::list);
  for (const appeals::Appeal& appeal : all) list.push_back(appeal_row(visit, appeal));
  return list;
}

/// What an entry begins with: the person who writes answers for it, and a question of the address is named.
AppealText fresh(const Visit& visit) {
  AppealText text;
  text.assigned_to = visit.visitor.name;
  const std::string code = visit.asked("finding");
  if (!code.empty() && visit.desk.finding_by_code(code)) {
    text.findings = code;
    text.kind = "dispute";
  }
  return text;
}

void set_years(View& view, const Visit& visit, int year) {
  view.set("year", fmt::format("{}", year));
  view.set("before", fmt::format("{}", year - 1));
  view.set("after", fmt::format("{}", year + 1));
  view.set("has_after", year < visit.year);
}

}  // namespace

Response appeals_page(const Visit& visit) {
  if (!visit.may(Right::appeals)) return not_for_you(visit);
  AppealText text = fresh(visit);
  std::string problem;
  if (visit.is_post()) {
    if (!visit.form_is_genuine()) return stale_form(visit);
    text = typed_appeal(visit);
    appeals::Appeal appeal;
    appeal.received_at = visit.now;
    // Whoever has written down what was done has answered.
    text.state = text.result.empty() ? (text.assigned_to.empty() ? "received" : "assigned") : "answered";
    problem = fill_appeal(visit, text, appeal);
    if (problem.empty()) {
      const auto added = visit.desk.add_appeal(std::move(appeal), visit.visitor.name);
      if (added) return redirect("/appeals?done=appeal_added");
      problem = "Не записано: " + added.error().text + ".";
    }
  }
  visit.desk.note_access(visit.visitor.name, "журнал обращений");
  const int year = asked_year(visit);
  View view;
  set_years(view, visit, year);
  set_list(view, "appeals", appeal_rows(visit, year, true));
  set_optional(view, "problem", problem);
  view.set("may_write", visit.may_write_appeals());
  set_optional(view, "read_only",
               visit.may_write_appeals() ? std::string() : visit.why_read_only(Right::appeals));
  set_fields(view, visit, text);
  return show(visit, "appeals.html", "Журнал обращений", std::move(view), problem.empty() ? 200 : 422);
}

Response appeal_page(const Visit& visit, std::string_view id) {
  if (!visit.may(Right::appeals)) return not_for_you(visit);
  const auto number = parse_number(id);
  auto known = number ? visit.desk.appeal(appeals::AppealId{*number}) : std::nullopt;
  if (!known) return not_found(visit);
  AppealText text = text_of(visit, *known);
  std::string problem;
  int version = known->version;
  if (visit.is_post()) {
    if (!visit.form_is_genuine()) return stale_form(visit);
    text = typed_appeal(visit);
    version = static_cast<int>(parse_number(visit.typed("version")).value_or(0));
    appeals::Appeal changed = *known;
    problem = fill_appeal(visit, text, changed);
    changed.version = version;
    if (problem.empty()) {
      const auto updated = visit.desk.update_appeal(std::move(changed), visit.visitor.name);
      if (updated) return redirect(fmt::format("/appeals/{}?done=appeal_changed", *number));
      problem = "Не записано: " + updated.error().text + ".";
    }
  }
  visit.desk.note_access(visit.visitor.name, fmt::format("обращение {}", *number));
  View view = appeal_row(visit, *known);
  view.set("year", fmt::format("{}", known->year));
  view.set("version", fmt::format("{}", version));
  set_optional(view, "problem", problem);
  view.set("may_write", visit.may_write_appeals());
  set_optional(view, "read_only",
               visit.may_write_appeals() ? std::string() : visit.why_read_only(Right::appeals));
  set_fields(view, visit, text);
  return show(visit, "appeal.html", fmt::format("Обращение № {}", known->number), std::move(view),
              problem.empty() ? 200 : 422);
}

Response register_page(const Visit& visit) {
  if (!visit.may(Right::appeals)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "журнал обращений для печати");
  const int year = asked_year(visit);
  View view;
  set_years(view, visit, year);
  set_list(view, "appeals", appeal_rows(visit, year, false));
  view.set("school", alerts::one_line(visit.overview.school_name, 300));
  return show(visit, "register.html", fmt::format("Журнал обращений за {} год", year), std::move(view));
}

}  // namespace elzhur::web
