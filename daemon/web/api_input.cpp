#include "daemon/web/api_input.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/web/json_writer.hpp"
#include "journal/json_depth.hpp"
#include "journal/names.hpp"

namespace elzhur::web::api {

using nlohmann::json;

namespace {

constexpr std::size_t k_depth_max = 4;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  });
}

std::string unknown_text() { return "такого поля нет"; }

}  // namespace

Response refuse(std::span<const Problem> problems) {
  JsonWriter writer;
  writer.open_object();
  writer.field("type", "about:blank");
  writer.field("title", "Запрос не принят");
  writer.field("status", 422);
  std::string detail;
  for (const Problem& problem : problems)
    detail += fmt::format("{}{}: {}", detail.empty() ? "" : "; ", problem.field, problem.text);
  writer.field("detail", detail);
  writer.open_array("errors");
  for (const Problem& problem : problems) {
    writer.open_object();
    writer.field("field", problem.field);
    writer.field("text", problem.text);
    writer.close_object();
  }
  writer.close_array();
  writer.close_object();
  Response response;
  response.status = 422;
  response.content_type = "application/problem+json";
  response.body = writer.take();
  return response;
}

struct Fields::Body {
  json object = json::object();
};

Fields::Fields(const Request& request) : body_(std::make_unique<Body>()) {
  const std::string_view type =
      std::string_view(request.content_type).substr(0, request.content_type.find(';'));
  if (type != "application/json") {
    unreadable_ = problem(415, "Запрос не принят", "тело запроса должно быть application/json");
    return;
  }
  if (request.body.size() > k_json_bytes_max) {
    unreadable_ = problem(413, "Запрос не принят", fmt::format("больше {} КБ", k_json_bytes_max / 1024));
    return;
  }
  std::set<std::string> names;
  std::string repeated;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 && !names.insert(parsed.get<std::string>()).second)
      repeated = parsed.get<std::string>();
    return true;
  };
  json parsed = journal::is_json_deeper(request.body, k_depth_max)
                    ? json(json::value_t::discarded)
                    : json::parse(request.body, watch, /*allow_exceptions=*/false);
  if (parsed.is_discarded() || !parsed.is_object()) {
    unreadable_ = problem(400, "Запрос не принят", "тело запроса — не объект JSON");
    return;
  }
  body_->object = std::move(parsed);
  if (!repeated.empty()) add(repeated, "названо дважды");
}

Fields::Fields(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Fields::~Fields() = default;

bool Fields::has(std::string_view name) const { return body_->object.contains(std::string(name)); }

bool Fields::is_null(std::string_view name) const {
  const auto found = body_->object.find(std::string(name));
  return found != body_->object.end() && found->is_null();
}

void Fields::add(std::string_view name, std::string text) {
  problems_.push_back({std::string(name), std::move(text)});
}

void Fields::require(std::string_view name) {
  if (!unreadable_ && !has(name)) add(name, "не указано");
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t bytes_max) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return std::nullopt;
  if (!found->is_string()) {
    add(name, "должен быть текст");
    return std::nullopt;
  }
  auto text = found->get<std::string>();
  if (text.size() > bytes_max) {
    add(name, fmt::format("слишком длинный текст: больше {} байт", bytes_max));
    return std::nullopt;
  }
  if (has_control(text)) {
    add(name, "в тексте управляющие символы");
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> Fields::integer(std::string_view name) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return std::nullopt;
  const bool fits = found->is_number_integer() &&
                    (!found->is_number_unsigned() || found->get<std::uint64_t>() <= INT64_MAX);
  if (!fits) {
    add(name, "должно быть целое число");
    return std::nullopt;
  }
  return found->get<std::int64_t>();
}

std::optional<journal::Date> Fields::date(std::string_view name) {
  return one_of(name, &journal::parse_date, "дата вида 2026-11-23");
}

std::optional<journal::Instant> Fields::instant(std::string_view name) {
  return one_of(name, &journal::parse_instant, "время вида 2026-11-23T18:30:00+03:00");
}

std::optional<journal::PersonId> Fields::person(std::string_view name) {
  return one_of(name, &parse_person_code, "код учителя вида T017");
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return std::nullopt;
  const bool is_list = found->is_array() && found->size() <= k_list_max &&
                       std::all_of(found->begin(), found->end(), [](const json& j) { return j.is_string(); });
  if (!is_list) {
    add(name, fmt::format("должен быть список из не более чем {} текстов", k_list_max));
    return std::nullopt;
  }
  return found->get<std::vector<std::string>>();
}

std::optional<bool> Fields::flag(std::string_view name) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return std::nullopt;
  if (!found->is_boolean()) {
    add(name, "должно быть true или false");
    return std::nullopt;
  }
  return found->get<bool>();
}

std::optional<journal::Seconds> Fields::clock(std::string_view name) {
  return one_of(name, &parse_clock, "время вида 15:40");
}

void Fields::take_over(Fields& part, const std::string& prefix) {
  part.note_unknown();
  for (const Problem& problem : part.problems_) {
    if (problems_.size() < k_list_max) add(prefix + problem.field, problem.text);
  }
}

bool Fields::each(std::string_view name, std::size_t most, const std::function<void(Fields&)>& read) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return false;
  const bool is_list = found->is_array() && found->size() <= most &&
                       std::all_of(found->begin(), found->end(), [](const json& j) { return j.is_object(); });
  if (!is_list) {
    add(name, fmt::format("должен быть список из не более чем {} объектов", most));
    return false;
  }
  for (std::size_t i = 0; i < found->size(); ++i) {
    Fields part(std::make_unique<Body>(Body{(*found)[i]}));
    read(part);
    take_over(part, fmt::format("{}[{}].", name, i));
  }
  return true;
}

bool Fields::within(std::string_view name, const std::function<void(Fields&)>& read) {
  asked_.emplace(name);
  const auto found = body_->object.find(std::string(name));
  if (found == body_->object.end() || found->is_null()) return false;
  if (!found->is_object()) {
    add(name, "должен быть объект");
    return false;
  }
  Fields part(std::make_unique<Body>(Body{*found}));
  read(part);
  take_over(part, fmt::format("{}.", name));
  return true;
}

void Fields::note_unknown() {
  for (const auto& [name, value] : body_->object.items()) {
    if (!asked_.contains(name) && problems_.size() < k_list_max)
      add(journal::normalise_text(name).substr(0, 100), unknown_text());
  }
}

std::optional<Response> Fields::refusal() {
  if (unreadable_) return std::move(unreadable_);
  note_unknown();
  if (problems_.empty()) return std::nullopt;
  return refuse(problems_);
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  constexpr std::size_t k_digits_max = 18;
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && text.size() <= k_digits_max && text.front() != '-' &&
                         read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

std::optional<journal::Seconds> parse_clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = parse_number(text.substr(0, 2));
  const auto minutes = parse_number(text.substr(3));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

std::optional<journal::PersonId> parse_person_code(std::string_view text) {
  if (!text.starts_with('T')) return std::nullopt;
  const auto number = parse_number(text.substr(1));
  return number && *number > 0 ? std::optional(journal::PersonId{*number}) : std::nullopt;
}

void Parameters::add(std::string_view name, std::string text) {
  problems_.push_back({std::string(name), std::move(text)});
}

std::optional<std::string_view> Parameters::text(std::string_view name) {
  asked_.emplace(name);
  return value_of(request_.query, name);
}

std::optional<std::int64_t> Parameters::number(std::string_view name, std::int64_t least, std::int64_t most) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto number = parse_number(*given);
  if (number && *number >= least && *number <= most) return number;
  add(name, fmt::format("должно быть число от {} до {}", least, most));
  return std::nullopt;
}

std::optional<journal::Date> Parameters::date(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto date = journal::parse_date(*given);
  if (!date) add(name, "должна быть дата вида 2026-11-23");
  return date;
}

std::optional<journal::PersonId> Parameters::person(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto person = parse_person_code(*given);
  if (!person) add(name, "должен быть код учителя вида T017");
  return person;
}

std::vector<std::string> Parameters::list(std::string_view name) {
  asked_.emplace(name);
  std::vector<std::string> all;
  for (const auto& [key, value] : request_.query) {
    if (key != name) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      all.emplace_back(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
  }
  return all;
}

std::optional<Response> Parameters::refusal() {
  for (const auto& [name, value] : request_.query) {
    if (!asked_.contains(name) && problems_.size() < k_list_max)
      add(journal::normalise_text(name).substr(0, 100), "такого параметра нет");
  }
  if (problems_.empty()) return std::nullopt;
  return refuse(problems_);
}

}  // namespace elzhur::web::api
