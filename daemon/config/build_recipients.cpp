// Who is told, and when.
#include <map>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/values.hpp"
#include "journal/names.hpp"

namespace elzhur::config {

namespace {

using alerts::Role;

alerts::DigestSpec build_digest(const Section& digest, const CalendarFacts& facts, Problems& problems) {
  alerts::DigestSpec spec;
  spec.at = digest.clock("at").value_or(journal::Seconds{});
  std::size_t words = 0;
  bool is_daily = false;
  for (const std::string& word : digest.texts("on")) {
    ++words;
    if (word == "working_days") {
      spec.working_days = true;
    } else if (word == "daily") {
      is_daily = true;
    } else if (const auto day = journal::parse_weekday(word)) {
      spec.days.add(*day);
    }
  }
  if ((spec.working_days || is_daily) && words > 1) {
    problems.error(digest.place("on"),
                   "working_days and daily stand alone: a list holds days of the week only");
  }
  if (is_daily) {
    for (unsigned day = 0; day < 7; ++day) spec.days.add(std::chrono::weekday(day));
  }
  const Node* on = digest.node("on");
  if (on != nullptr && on->kind == Node::Kind::list && on->items.empty()) {
    problems.error(on->place, "'on' is empty: no day would ever come");
  }
  if (spec.working_days && facts.is_whole && !facts.has_working_days) {
    problems.warning(digest.place("on"),
                     "no calendar knows the working days, so they are Monday to Friday: add them "
                     "(such as calendars/calendar-ru-2026.yaml) to calendar.files");
  }
  return spec;
}

alerts::EscalateSpec build_escalate(const Section& escalate, const CalendarFacts& facts, Problems& problems) {
  alerts::EscalateSpec spec;
  spec.after = escalate.span("after");
  if (const auto count = escalate.integer("or_open_lessons_per_teacher")) {
    spec.open_lessons_per_teacher = static_cast<int>(*count);
  }
  if (!escalate.has("after") && !escalate.has("or_open_lessons_per_teacher")) {
    problems.error(escalate.place(), "'escalate' needs 'after', 'or_open_lessons_per_teacher', or both");
  }
  if (spec.after) {
    if (spec.after->count <= 0 || spec.after->unit == rules::SpanUnit::lessons) {
      problems.error(escalate.place("after"),
                     "'after' is a wait of more than nothing: 3d, 3 working_days, 3 school_days");
    } else {
      check_span_can_be_counted(*spec.after, "after", escalate.place("after"), facts, problems);
    }
  }
  return spec;
}

/// Keys that are understood but do nothing for this role mislead whoever wrote them.
void check_role(const alerts::RecipientSpec& spec, const Section& recipient, Problems& problems) {
  if (spec.role == Role::teacher) {
    problems.warning(recipient.place("role"), "this version writes no letters to teachers");
  }
  if (spec.role != Role::director) {
    for (const std::string_view name : {"names", "escalate"}) {
      if (recipient.has(name)) {
        problems.warning(recipient.place(name),
                         fmt::format("'{}' is for the director; it does nothing here", name));
      }
    }
  } else if (spec.names == alerts::Names::all) {
    problems.warning(recipient.place("names"),
                     "'names: all' shows the director names that nobody has confirmed");
  }
}

alerts::RecipientSpec build_recipient(const Section& recipient, const CalendarFacts& facts,
                                      Problems& problems) {
  alerts::RecipientSpec spec;
  spec.id = recipient.text("id");
  spec.role = alerts::parse_role(recipient.text("role")).value_or(Role::member);
  spec.email = recipient.text("email");
  spec.name = recipient.text("name");
  spec.names = alerts::parse_names(recipient.text("names")).value_or(alerts::Names::confirmed);
  if (recipient.has("digest")) spec.digest = build_digest(recipient.section("digest"), facts, problems);
  if (recipient.has("escalate"))
    spec.escalate = build_escalate(recipient.section("escalate"), facts, problems);
  check_role(spec, recipient, problems);
  return spec;
}

}  // namespace

std::vector<alerts::RecipientSpec> build_recipients(const Section& main, const CalendarFacts& facts,
                                                    Problems& problems) {
  std::vector<alerts::RecipientSpec> specs;
  std::map<std::string, Place> ids;
  std::map<std::string, Place> addresses;
  bool has_administrator = false;
  bool are_roles_known = true;
  for (const Section& recipient : main.sections("recipients")) {
    if (specs.size() == k_recipients_max) break;  // Reported by the check of the shape.
    specs.push_back(build_recipient(recipient, facts, problems));
    const alerts::RecipientSpec& spec = specs.back();
    are_roles_known = are_roles_known && !recipient.text("role").empty();
    has_administrator = has_administrator || spec.role == Role::administrator;
    if (!spec.id.empty()) {
      const auto [first, is_new] = ids.try_emplace(spec.id, recipient.place("id"));
      if (!is_new) {
        problems.error(recipient.place("id"),
                       fmt::format("id '{}' is taken; the first is in line {}, column {}", spec.id,
                                   first->second.line, first->second.column));
      }
    }
    if (spec.email.empty()) continue;
    const auto [first, is_new] = addresses.try_emplace(journal::fold(spec.email), recipient.place("email"));
    if (!is_new) {
      problems.warning(recipient.place("email"),
                       fmt::format("this address gets the letters of two recipients; the first "
                                   "is in line {}, column {}",
                                   first->second.line, first->second.column));
    }
  }
  if (!specs.empty() && are_roles_known && !has_administrator) {
    problems.error(main.place("recipients"),
                   "nobody has 'role: administrator': someone must get the questions and what "
                   "goes wrong");
  }
  return specs;
}

}  // namespace elzhur::config
