// Letters: what was sent and waits, who gets any at all, and whether they arrive.
#include <fmt/format.h>

#include "alerts/plan.hpp"
#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_story.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

View message_views(const Visit& visit, const std::vector<MessageView>& messages) {
  View list(View::type::list);
  for (const MessageView& message : messages) {
    View item("queued", visit.moment(message.queued_at));
    item.set("recipient", recipient_words(message.recipient));
    item.set("kind", message_kind_words(message.kind));
    item.set("subject", alerts::one_line(message.subject, 200));
    item.set("reason", alerts::one_line(message.reason, 200));
    item.set("state", std::string(message_state_words(message.state)));
    item.set("name", std::string(alerts::message_state_name(message.state)));
    item.set("attempts", fmt::format("{}", message.attempts));
    set_optional(item, "next",
                 message.next_attempt_at ? visit.moment(*message.next_attempt_at) : std::string());
    set_optional(item, "answer", alerts::one_line(message.last_answer, 300));
    list.push_back(item);
  }
  return list;
}

std::string_view mode_words(bool is_working) {
  return is_working ? "рабочий: письма получают все" : "наблюдение: письма получает только администратор";
}

/// By whose word the mode is in force.
std::string mode_source(const Visit& visit) {
  const ModeView& mode = visit.overview.mode;
  if (!mode.by_person) return "Так стоит в настройках.";
  std::string words =
      fmt::format("Режим сменён {}, настройки не действуют (в них: {}).",
                  visit.moment_text(mode.by_person->at), mode.is_configured ? "рабочий" : "наблюдение");
  // Who, and why, is written by people and may hold names.
  if (visit.may(Right::names)) {
    words += fmt::format(" {}: {}.", alerts::one_line(mode.by_person->author, 120),
                         alerts::one_line(mode.by_person->reason, alerts::k_mode_reason_bytes_max));
  }
  return words;
}

void set_mode(View& view, const Visit& visit) {
  const ModeView& mode = visit.overview.mode;
  view.set("mode", std::string(mode_words(mode.is_working)));
  view.set("mode_source", mode_source(visit));
  std::vector<Choice> orders;
  if (mode.is_working) {
    orders.push_back({"observe", "наблюдение: письма только администратору"});
  } else {
    orders.push_back({"working", "рабочий: письма всем получателям"});
  }
  if (mode.by_person) orders.push_back({"file", "как в настройках"});
  view.set("orders", choices(orders, orders.front().value));
}

}  // namespace

Response outbox_page(const Visit& visit) {
  if (!visit.may(Right::names) && !visit.may(Right::operate)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "страница «Письма»");
  auto messages = visit.desk.messages(k_page_rows_max + 1, alerts::MessageId{visit.asked_number("before")});
  View view;
  set_next(view, messages, k_page_rows_max, [](const MessageView& message) {
    return fmt::format("/outbox?before={}", static_cast<std::int64_t>(message.id));
  });
  set_list(view, "messages", message_views(visit, messages));
  const auto& held = visit.overview.outbox_held_since;
  set_optional(view, "held", held ? visit.moment(*held) : std::string());
  view.set("held_count", alerts::count_of(visit.overview.outbox_pending, k_message_noun));
  view.set("may_administer", visit.may_administer());
  set_mode(view, visit);
  std::vector<Choice> recipients;
  for (const alerts::RecipientSpec& recipient : visit.desk.recipients())
    recipients.push_back(
        {recipient.id, fmt::format("{}, {}", recipient_words(recipient.id), recipient.email)});
  recipients.push_back({"", "всем"});
  view.set("recipients", choices(recipients, recipients.front().value));
  // The same page sent twice is the same order.
  view.set("order", fmt::format("p-{}", visit.now.time_since_epoch().count()));
  return show(visit, "outbox.html", "Письма", std::move(view));
}

Response check_mail_form(const Visit& visit) {
  if (!visit.may(Right::administer)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const auto checks = visit.desk.check_mail(alerts::one_line(visit.typed("recipient"), 100),
                                            alerts::one_line(visit.typed("order"), 100), visit.visitor.name);
  if (!checks) return say(visit, 422, "Письмо не поставлено", checks.error().text + ".");
  return redirect("/outbox?done=check_queued");
}

Response mode_form(const Visit& visit) {
  if (!visit.may(Right::administer)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const auto order = alerts::parse_mode_order(visit.typed("mode"));
  if (!order) return say(visit, 422, "Режим не изменился", "Выберите режим.");
  const auto changed = visit.desk.change_mode(
      *order, alerts::one_line(visit.typed("reason"), alerts::k_mode_reason_bytes_max), visit.visitor.name);
  if (!changed) return say(visit, 422, "Режим не изменился", changed.error().text + ".");
  return redirect("/outbox?done=mode_changed");
}

}  // namespace elzhur::web
