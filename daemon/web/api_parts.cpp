// Who sees what, and answers that every address gives.
#include "daemon/web/api_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace elzhur::web::api {

using appeals::AppealState;
using appeals::Channel;

namespace {

constexpr std::array<std::pair<Channel, std::string_view>, 4> k_channels{{{Channel::in_person, "in_person"},
                                                                          {Channel::phone, "phone"},
                                                                          {Channel::letter, "letter"},
                                                                          {Channel::automatic, "automatic"}}};
constexpr std::array<AppealState, 5> k_appeal_states{AppealState::received, AppealState::assigned,
                                                     AppealState::answered, AppealState::closed,
                                                     AppealState::refused};

}  // namespace

bool Sight::shows(const rules::FindingView& view) const {
  if (all) return true;
  if (!rules.contains(view.finding.rule)) return false;
  // Disputing a finding takes its confirmation back, so the name alone says it.
  if (confirmed && !view.finding.confirmed_by.empty()) return true;
  const auto& owners = view.finding.owners;
  return own && std::find(owners.begin(), owners.end(), *own) != owners.end();
}

std::string Sight::key() const {
  if (all) return "all";
  return fmt::format("{}{}", confirmed ? "confirmed" : "", own ? journal::person_code(*own) : "");
}

Sight sight_of(Desk& desk, const Visitor& visitor) {
  Sight sight;
  sight.all = visitor.may(Right::names);
  const bool may_see_some = visitor.may(Right::confirmed) || visitor.may(Right::own_lessons);
  if (sight.all || !may_see_some || !desk.overview().is_working) return sight;
  for (rules::RuleSpec& rule : desk.rules()) {
    if (!rule.basis.empty()) sight.rules.insert(std::move(rule.id));
  }
  sight.confirmed = visitor.may(Right::confirmed);
  if (visitor.may(Right::own_lessons)) sight.own = visitor.person;
  return sight;
}

Response json_answer(std::string body, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Response forbidden() {
  return problem(403, "Нет доступа", "у Вас нет права на это: обратитесь к администратору");
}

Response not_found(std::string_view detail) { return problem(404, "Не найдено", detail); }

Response not_allowed(std::string_view allowed) {
  Response response = problem(405, "Метод не поддерживается", fmt::format("здесь допускается: {}", allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response failed(const journal::Error& error) {
  switch (error.kind) {
    case journal::ErrorKind::bad_input:
    case journal::ErrorKind::config:
      return problem(422, "Запрос не принят", error.text);
    case journal::ErrorKind::unavailable:
      return problem(503, "Сейчас недоступно", error.text);
    case journal::ErrorKind::storage:
      return problem(503, "Сейчас недоступно", "записать не удалось, ничего не изменилось: попробуйте позже");
  }
  return problem(500, "Ошибка", "");
}

void note_names(const Ask& ask, std::string_view what) {
  const std::string& name = ask.request.visitor.name;
  ask.desk.note_access(name.empty() ? ask.request.peer : name, fmt::format("API: {}", what));
}

std::string_view channel_name(Channel channel) {
  return std::find_if(k_channels.begin(), k_channels.end(),
                      [channel](const auto& known) { return known.first == channel; })
      ->second;
}

std::optional<Channel> parse_channel(std::string_view text) {
  for (const auto& [channel, name] : k_channels) {
    if (name == text) return channel;
  }
  return std::nullopt;
}

std::optional<AppealState> parse_appeal_state(std::string_view text) {
  for (const AppealState state : k_appeal_states) {
    if (appeals::appeal_state_name(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace elzhur::web::api
