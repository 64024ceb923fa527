// /appeals and /excuses: what people write down.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"
#include "journal/names.hpp"

namespace elzhur::web::api {

using appeals::Appeal;
using appeals::AppealId;

namespace {

constexpr std::string_view k_kinds = "methodical, consulting, technical, dispute";
constexpr std::string_view k_states = "received, assigned, answered, closed, refused";
constexpr std::string_view k_channels = "in_person, phone, letter, automatic";

/// Puts what was sent into the entry; what was not sent stays.
void read_appeal(const Ask& ask, Fields& fields, Appeal& appeal) {
  const auto put = [&](std::string& to, std::string_view name) {
    if (auto text = fields.text(name, appeals::k_appeal_text_bytes_max)) to = std::move(*text);
  };
  if (const auto kind = fields.one_of("kind", &appeals::parse_help_kind, k_kinds)) appeal.kind = *kind;
  if (const auto state = fields.one_of("state", &parse_appeal_state, k_states)) appeal.state = *state;
  if (const auto channel = fields.one_of("channel", &parse_channel, k_channels)) appeal.channel = *channel;
  put(appeal.applicant, "applicant");
  put(appeal.subject, "subject");
  put(appeal.content, "content");
  put(appeal.assigned_to, "assigned_to");
  put(appeal.result, "result");
  const auto due = fields.instant("due_at");
  if (due || fields.is_null("due_at")) appeal.due_at = due;
  const auto answered = fields.instant("answered_at");
  if (answered || fields.is_null("answered_at")) appeal.answered_at = answered;
  const bool is_done =
      appeal.state != appeals::AppealState::received && appeal.state != appeals::AppealState::assigned;
  if (is_done && !appeal.answered_at) appeal.answered_at = ask.desk.now();
  if (const auto codes = fields.texts("findings")) {
    appeal.findings.clear();
    for (const std::string& code : *codes) {
      if (const auto id = ask.desk.finding_by_code(code)) {
        appeal.findings.push_back(*id);
      } else {
        fields.add("findings", "названного вопроса нет");
      }
    }
  }
}

Response appeal_answer(const Ask& ask, const Appeal& appeal, int status) {
  JsonWriter json;
  write_appeal(json, appeal, ask.desk);
  return json_answer(json.take(), status);
}

std::optional<Appeal> find_appeal(const Ask& ask, std::string_view id) {
  const auto number = parse_number(id);
  return number ? ask.desk.appeal(AppealId{*number}) : std::nullopt;
}

}  // namespace

Response get_appeals(const Ask& ask) {
  if (!ask.may(Right::appeals)) return forbidden();
  Parameters parameters(ask.request);
  const int this_year = journal::year_of(ask.desk.zone().date_of(ask.desk.now()));
  const auto year = parameters.number("year", 2000, 2199);
  if (auto refusal = parameters.refusal()) return *refusal;
  JsonWriter json;
  json.open_object();
  json.open_array("appeals");
  for (const Appeal& appeal : ask.desk.appeals(year ? static_cast<int>(*year) : this_year))
    write_appeal(json, appeal, ask.desk);
  json.close_array();
  json.close_object();
  note_names(ask, "appeals");
  return json_answer(json.take());
}

Response get_appeal(const Ask& ask, std::string_view id) {
  if (!ask.may(Right::appeals)) return forbidden();
  const auto appeal = find_appeal(ask, id);
  if (!appeal) return not_found("такого обращения в журнале нет");
  note_names(ask, "appeals");
  return appeal_answer(ask, *appeal, 200);
}

Response post_appeal(const Ask& ask) {
  if (!ask.may(Right::appeals) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  for (const std::string_view name : {"kind", "applicant", "content"}) fields.require(name);
  Appeal appeal;
  appeal.received_at = ask.desk.now();
  read_appeal(ask, fields, appeal);
  const auto received = fields.instant("received_at");
  if (received && *received > ask.desk.now()) fields.add("received_at", "это время ещё не наступило");
  appeal.received_at = received.value_or(appeal.received_at);
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  const auto added = ask.desk.add_appeal(std::move(appeal), ask.request.visitor.name);
  if (!added) return failed(added.error());
  Response response = appeal_answer(ask, *added, 201);
  response.headers.emplace_back("Location",
                                fmt::format("/api/v1/appeals/{}", static_cast<std::int64_t>(added->id)));
  return response;
}

Response patch_appeal(const Ask& ask, std::string_view id) {
  if (!ask.may(Right::appeals) || ask.request.visitor.name.empty()) return forbidden();
  auto appeal = find_appeal(ask, id);
  if (!appeal) return not_found("такого обращения в журнале нет");
  Fields fields(ask.request);
  fields.require("version");
  const auto version = fields.integer("version");
  read_appeal(ask, fields, *appeal);
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  if (!version) return refuse(std::vector<Problem>{{"version", "не указано"}});
  constexpr std::string_view k_stale = "обращение изменилось, пока Вы его смотрели: откройте его заново";
  if (*version != appeal->version) return problem(409, "Обращение изменилось", k_stale);
  const AppealId number = appeal->id;
  const auto updated = ask.desk.update_appeal(std::move(*appeal), ask.request.visitor.name);
  if (updated) return appeal_answer(ask, *updated, 200);
  const auto known = ask.desk.appeal(number);
  const bool is_stale = known && known->version != *version;
  return is_stale ? problem(409, "Обращение изменилось", k_stale) : failed(updated.error());
}

namespace {

/// No illness among them: what is written here stays.
struct Reason {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Reason, 7> k_reasons{{{"absent", "отсутствие по уважительной причине"},
                                           {"leave", "отпуск"},
                                           {"trip", "командировка"},
                                           {"training", "повышение квалификации"},
                                           {"event", "мероприятие школы"},
                                           {"cancelled", "отмена уроков"},
                                           {"technical", "технический сбой"}}};

std::optional<std::string> parse_reason(std::string_view text) {
  for (const Reason& reason : k_reasons) {
    if (reason.name == text) return std::string(reason.text);
  }
  return std::nullopt;
}

std::optional<rules::Excuse::Of> parse_of(std::string_view text) {
  if (text == "teacher") return rules::Excuse::Of::teacher;
  if (text == "class") return rules::Excuse::Of::class_name;
  if (text == "grade") return rules::Excuse::Of::grade;
  if (text == "school") return rules::Excuse::Of::school;
  return std::nullopt;
}

/// Whom it is for, as `of` says; anything else that was named is a problem.
void read_scope(Fields& fields, rules::Excuse& excuse) {
  using Of = rules::Excuse::Of;
  const auto teacher = fields.person("teacher");
  const auto class_name = fields.text("class", 100);
  const auto grade = fields.integer("grade");
  const auto check = [&](std::string_view name, bool is_needed, bool is_given) {
    if (is_needed && !is_given && !fields.has(name)) fields.add(name, "не указано");
    if (!is_needed && is_given) fields.add(name, "не подходит к of");
  };
  check("teacher", excuse.of == Of::teacher, teacher.has_value());
  check("class", excuse.of == Of::class_name, class_name.has_value());
  check("grade", excuse.of == Of::grade, grade.has_value());
  if (grade && (*grade < 0 || *grade > 12)) {
    fields.add("grade", "должно быть число от 0 до 12");
  } else {
    excuse.grade = static_cast<int>(grade.value_or(0));
  }
  excuse.teacher = teacher.value_or(journal::PersonId{});
  excuse.class_folded = journal::fold_class(class_name.value_or(""));
  if (class_name && excuse.class_folded.empty()) fields.add("class", "не указано");
}

}  // namespace

Response get_excuses(const Ask& ask) {
  if (!ask.may(Right::names)) return forbidden();
  Parameters parameters(ask.request);
  if (auto refusal = parameters.refusal()) return *refusal;
  JsonWriter json;
  json.open_object();
  json.open_array("excuses");
  for (const ExcuseView& excuse : ask.desk.excuses()) write_excuse(json, excuse);
  json.close_array();
  json.close_object();
  note_names(ask, "excuses");
  return json_answer(json.take());
}

Response post_excuse(const Ask& ask) {
  if (!ask.may(Right::settle) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  for (const std::string_view name : {"of", "from", "to", "reason"}) fields.require(name);
  rules::Excuse excuse;
  const auto of = fields.one_of("of", &parse_of, "teacher, class, grade, school");
  if (of) excuse.of = *of;
  read_scope(fields, excuse);
  const auto from = fields.date("from");
  const auto to = fields.date("to");
  excuse.reason =
      fields.one_of("reason", &parse_reason, "absent, leave, trip, training, event, cancelled, technical")
          .value_or("");
  if (from && to && *to < *from) fields.add("to", "раньше, чем from");
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  if (!of || !from || !to || excuse.reason.empty())
    return refuse(std::vector<Problem>{{"of, from, to, reason", "должны быть указаны"}});
  excuse.dates = {*from, *to};
  const auto added = ask.desk.add_excuse(excuse, ask.request.visitor.name);
  if (!added) return failed(added.error());
  JsonWriter json;
  write_excuse(json, *added);
  return json_answer(json.take(), 201);
}

}  // namespace elzhur::web::api
