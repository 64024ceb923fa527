// Who is told what: silences, the mode, letters that test the mail.
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "alerts/plan.hpp"
#include "alerts/words.hpp"
#include "daemon/app/desk_parts.hpp"
#include "daemon/app/telling.hpp"

namespace elzhur::app {

using alerts::Silence;
using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;

namespace {

web::SilenceView silence_view(store::Snapshot& snapshot, Silence silence,
                              const std::vector<rules::FindingView>& live, Instant now) {
  web::SilenceView view;
  view.is_in_force = alerts::is_in_force(silence, now);
  if (view.is_in_force) {
    view.holds_back = std::count_if(live.begin(), live.end(), [&](const rules::FindingView& finding) {
      return finding.finding.state != rules::FindingState::unknown && alerts::covers(silence, finding);
    });
  }
  if (silence.scope.teacher) {
    for (rules::Person& person : snapshot.pages().persons()) {
      if (person.id == *silence.scope.teacher) view.teacher = std::move(person.name);
    }
  }
  if (silence.scope.finding) {
    if (const auto finding = snapshot.reports().finding(*silence.scope.finding))
      view.finding = rules::finding_code(finding->finding);
  }
  view.silence = std::move(silence);
  return view;
}

bool is_rule(const config::Config& config, const std::string& id) {
  return std::any_of(config.rules.begin(), config.rules.end(),
                     [&id](const rules::RuleSpec& rule) { return rule.id == id; });
}

/// Since the last letter of the kind, whatever the clock was set to meanwhile.
std::optional<Instant> ordered_lately(store::Store& store, const std::string& recipient, Instant now) {
  const auto last = store.last_message(recipient, "test");
  if (!last) return std::nullopt;
  const journal::Seconds since = now - last->queued_at;
  const bool is_recent = since < alerts::k_check_every && -since < alerts::k_check_every;
  return is_recent ? std::optional(last->queued_at) : std::nullopt;
}

/// One letter of an order, in the caller's transaction.
web::CheckView queue_check(store::Store& store, const config::Config& config,
                           const alerts::Settings& settings, const alerts::RecipientSpec& recipient,
                           const alerts::CheckOrder& order, Instant now) {
  web::CheckView view;
  view.recipient = recipient.id;
  const journal::TimeZone& zone = config.school.zone;
  const alerts::PlannedMessage message = alerts::plan_check(settings, recipient, order, zone, now);
  view.message_id = message.message_id;
  view.is_queued = true;
  if (store.outbox().has_occasion(recipient.id, message.occasion)) return view;
  if (const auto last = ordered_lately(store, recipient.id, now)) {
    view.is_queued = false;
    view.message_id.clear();
    view.why_not = fmt::format("проверочное письмо поставлено в {}, следующее можно заказать с {}",
                               alerts::clock(zone.to_local(*last)),
                               alerts::clock(zone.to_local(*last + alerts::k_check_every)));
    return view;
  }
  store.outbox().enqueue(message, now);
  return view;
}

}  // namespace

web::ModeView mode_of(const config::Config& config, const std::optional<alerts::ModeChange>& newest) {
  web::ModeView mode;
  mode.is_configured = config.mode == config::Mode::working;
  mode.is_working = alerts::is_working(mode.is_configured, newest);
  if (newest && newest->order != alerts::ModeOrder::file) mode.by_person = newest;
  return mode;
}

std::vector<web::SilenceView> silences_about(store::Snapshot& snapshot, const rules::FindingView& view,
                                             Instant now) {
  std::vector<web::SilenceView> views;
  if (!rules::is_live(view.finding.state)) return views;
  for (Silence& silence : snapshot.silences().not_ended()) {
    if (!alerts::is_in_force(silence, now) || !alerts::covers(silence, view)) continue;
    views.push_back(silence_view(snapshot, std::move(silence), {view}, now));
  }
  return views;
}

std::vector<web::SilenceView> StoreDesk::silences() {
  const Instant now = needs_.clock.now();
  store::Snapshot snapshot = readers_.take();
  std::vector<Silence> silences = snapshot.silences().list(web::k_silences_shown_max);
  const bool is_any_in_force = std::any_of(silences.begin(), silences.end(),
                                           [now](const Silence& s) { return alerts::is_in_force(s, now); });
  const std::vector<rules::FindingView> live =
      is_any_in_force ? snapshot.reports().live_findings() : std::vector<rules::FindingView>();
  std::vector<web::SilenceView> views;
  for (Silence& silence : silences) views.push_back(silence_view(snapshot, std::move(silence), live, now));
  return views;
}

std::vector<alerts::RecipientSpec> StoreDesk::recipients() { return needs_.setup()->config.recipients; }

Result<web::SilenceView> StoreDesk::add_silence(const Silence& silence) {
  if (!silence.scope.rule.empty() && !is_rule(needs_.setup()->config, silence.scope.rule))
    return failure(ErrorKind::bad_input, "такого правила в настройках нет");
  const Instant now = needs_.clock.now();
  auto added = needs_.store.silences().add(silence, now);
  if (!added) return tl::make_unexpected(added.error());
  needs_.pull({});
  store::Snapshot snapshot = readers_.take();
  return silence_view(snapshot, std::move(*added), snapshot.reports().live_findings(), now);
}

Result<web::SilenceView> StoreDesk::end_silence(alerts::SilenceId id, std::string_view by) {
  const Instant now = needs_.clock.now();
  auto ended = needs_.store.silences().end(id, by, now);
  if (!ended) return tl::make_unexpected(ended.error());
  needs_.pull({});
  store::Snapshot snapshot = readers_.take();
  return silence_view(snapshot, std::move(*ended), {}, now);
}

Result<web::ModeView> StoreDesk::change_mode(alerts::ModeOrder order, std::string_view reason,
                                             std::string_view by) {
  const auto changed =
      needs_.store.modes().add({needs_.clock.now(), order, std::string(by), std::string(reason)});
  if (!changed) return tl::make_unexpected(changed.error());
  const web::ModeView mode = mode_of(needs_.setup()->config, *changed);
  spdlog::info("mode changed by a person: order={} in_force={}", alerts::mode_order_name(order),
               mode.is_working ? "working" : "observe");
  needs_.pull({});
  return mode;
}

Result<std::vector<web::CheckView>> StoreDesk::check_mail(std::string_view recipient, std::string_view order,
                                                          std::string_view by) {
  if (by.empty()) return failure(ErrorKind::bad_input, "укажите, кто это делает");
  if (!alerts::is_order_key(order))
    return failure(ErrorKind::bad_input, "номер заказа: до 64 латинских букв, цифр и знаков -_.:");
  const std::shared_ptr<const Setup> setup = needs_.setup();
  if (setup->mailer == nullptr)
    return failure(ErrorKind::bad_input, "почта выключена: в настройках mail.transport: none");
  std::vector<alerts::RecipientSpec> wanted = setup->config.recipients;
  if (!recipient.empty())
    std::erase_if(wanted, [recipient](const alerts::RecipientSpec& spec) { return spec.id != recipient; });
  if (wanted.empty()) return failure(ErrorKind::bad_input, "такого получателя в настройках нет");
  const Instant now = needs_.clock.now();
  std::vector<web::CheckView> checks;
  try {
    if (needs_.store.keeper().outbox_held_since()) {
      return failure(ErrorKind::bad_input,
                     "после восстановления из копии письма придержаны: сначала решите, что с ними делать");
    }
    store::Transaction transaction = needs_.store.begin(now);
    const alerts::Settings settings = letter_settings(setup->config, needs_.store, now);
    const alerts::CheckOrder check{std::string(order), std::string(by)};
    for (const alerts::RecipientSpec& spec : wanted)
      checks.push_back(queue_check(needs_.store, setup->config, settings, spec, check, now));
    transaction.commit();
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
  const bool is_any_queued =
      std::any_of(checks.begin(), checks.end(), [](const web::CheckView& view) { return view.is_queued; });
  if (!is_any_queued) return failure(ErrorKind::bad_input, checks.front().why_not);
  needs_.send();
  return checks;
}

}  // namespace elzhur::app
