// Who is told what: silences, the mode, letters that test the mail.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/plan.hpp"
#include "tests/support/fake_desk.hpp"

namespace elzhur::tests {

using alerts::Silence;
using journal::ErrorKind;
using journal::failure;
using journal::Result;

web::SilenceView FakeDesk::view_of(const Silence& silence) {
  web::SilenceView view;
  view.silence = silence;
  view.is_in_force = alerts::is_in_force(silence, at);
  for (const web::TeacherView& teacher : teacher_list) {
    if (teacher.id == silence.scope.teacher) view.teacher = teacher.name;
  }
  for (const web::FindingStory& story : stories) {
    const rules::Finding& finding = story.view.finding;
    if (finding.id == silence.scope.finding) view.finding = rules::finding_code(finding);
    const bool is_held =
        view.is_in_force && rules::is_live(finding.state) && alerts::covers(silence, story.view);
    view.holds_back += is_held ? 1 : 0;
  }
  return view;
}

std::vector<web::SilenceView> FakeDesk::silences() {
  const auto lock = enter();
  std::vector<web::SilenceView> views;
  for (const Silence& silence : silence_list) views.push_back(view_of(silence));
  std::stable_partition(views.begin(), views.end(),
                        [](const web::SilenceView& view) { return view.is_in_force; });
  return views;
}

std::vector<alerts::RecipientSpec> FakeDesk::recipients() {
  const auto lock = enter();
  return recipient_list;
}

Result<web::SilenceView> FakeDesk::add_silence(const Silence& silence) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  Silence added = silence;
  added.id = alerts::SilenceId{static_cast<std::int64_t>(silence_list.size()) + 1};
  added.added_at = at;
  if (auto checked = alerts::check_silence(added); !checked) return tl::make_unexpected(checked.error());
  const std::string& rule = silence.scope.rule;
  const bool is_rule_known = rule.empty() || std::any_of(rule_list.begin(), rule_list.end(),
                                                         [&](const auto& spec) { return spec.id == rule; });
  if (!is_rule_known) return failure(ErrorKind::bad_input, "такого правила в настройках нет");
  silence_list.push_back(added);
  touch();
  return view_of(added);
}

Result<web::SilenceView> FakeDesk::end_silence(alerts::SilenceId id, std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  for (Silence& silence : silence_list) {
    if (silence.id != id) continue;
    if (!alerts::is_in_force(silence, at))
      return failure(ErrorKind::bad_input, "эта приостановка уже закончилась");
    silence.ended_at = at;
    silence.ended_by = by;
    touch();
    return view_of(silence);
  }
  return failure(ErrorKind::bad_input, "такой приостановки нет");
}

web::ModeView FakeDesk::mode_view() const {
  web::ModeView mode;
  mode.is_configured = is_working;
  mode.is_working = alerts::is_working(is_working, mode_change);
  if (mode_change && mode_change->order != alerts::ModeOrder::file) mode.by_person = mode_change;
  return mode;
}

Result<web::ModeView> FakeDesk::change_mode(alerts::ModeOrder order, std::string_view reason,
                                            std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  const alerts::ModeChange change{at, order, std::string(by), std::string(reason)};
  if (auto checked = alerts::check_mode_change(change); !checked) return tl::make_unexpected(checked.error());
  mode_change = change;
  touch();
  return mode_view();
}

Result<std::vector<web::CheckView>> FakeDesk::check_mail(std::string_view recipient, std::string_view order,
                                                         std::string_view by) {
  const std::lock_guard lock(mutex_);
  if (const auto error = trouble()) return tl::make_unexpected(*error);
  if (!alerts::is_order_key(order)) return failure(ErrorKind::bad_input, "номер заказа не годится");
  std::vector<web::CheckView> checks;
  for (const alerts::RecipientSpec& spec : recipient_list) {
    if (!recipient.empty() && spec.id != recipient) continue;
    checks.push_back({spec.id, true, "", fmt::format("{}.{}@elzhur", order, spec.id)});
    done.push_back(fmt::format("check {} order {} by {}", spec.id, order, by));
  }
  if (checks.empty()) return failure(ErrorKind::bad_input, "такого получателя в настройках нет");
  return checks;
}

}  // namespace elzhur::tests
