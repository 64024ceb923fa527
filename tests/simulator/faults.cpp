#include "tests/simulator/faults.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/hash.hpp"
#include "journal/names.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;
using journal::Seconds;

struct Kind {
  FaultKind kind;
  std::string_view name;
  Seconds duration;  ///< When none is given.
};

constexpr std::array k_kinds{
    Kind{FaultKind::http_400, "http_400", Seconds(0)},
    Kind{FaultKind::http_403, "http_403", Seconds(0)},
    Kind{FaultKind::http_429, "http_429", Seconds(30)},
    Kind{FaultKind::http_500, "http_500", Seconds(0)},
    Kind{FaultKind::http_503_html, "http_503_html", Seconds(0)},
    Kind{FaultKind::maintenance_html_200, "maintenance_html_200", Seconds(0)},
    Kind{FaultKind::truncated, "truncated", Seconds(0)},
    Kind{FaultKind::broken_off, "broken_off", Seconds(0)},
    Kind{FaultKind::half, "half", Seconds(0)},
    Kind{FaultKind::empty, "empty", Seconds(0)},
    Kind{FaultKind::empty_days, "empty_days", Seconds(0)},
    Kind{FaultKind::slow, "slow", Seconds(10)},
    Kind{FaultKind::hang, "hang", Seconds(120)},
    Kind{FaultKind::reset, "reset", Seconds(0)},
    Kind{FaultKind::skewed_date, "skewed_date", Seconds(600)},
    Kind{FaultKind::last_month, "last_month", Seconds(0)},
    Kind{FaultKind::stale, "stale", Seconds(6 * 3600)},
    Kind{FaultKind::garbage, "garbage", Seconds(0)},
};

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : k_kinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

tl::unexpected<journal::Error> wrong(std::string text) {
  return failure(ErrorKind::bad_input, std::move(text));
}

Result<std::optional<Instant>> take_instant(const Json& json, const char* name) {
  if (!json.contains(name) || json[name].is_null()) return std::optional<Instant>{};
  if (!json[name].is_string()) return wrong(fmt::format("{}: an RFC 3339 instant is expected", name));
  const auto instant = journal::parse_instant(json[name].get<std::string>());
  if (!instant) return wrong(fmt::format("{}: an RFC 3339 instant is expected", name));
  return instant;
}

Result<void> take_numbers(const Json& json, Fault& fault) {
  if (json.contains("share")) {
    if (!json["share"].is_number_integer() || json["share"] < 0 || json["share"] > 100) {
      return wrong("share: a whole number from 0 to 100 is expected");
    }
    fault.share = json["share"].get<int>();
  }
  if (json.contains("seconds")) {
    const auto max = k_fault_duration_max.count();
    if (!json["seconds"].is_number_integer() || json["seconds"] > max || json["seconds"] < -max) {
      return wrong(fmt::format("seconds: a whole number of at most {} is expected", max));
    }
    fault.duration = Seconds(json["seconds"].get<Seconds::rep>());
    if (fault.duration < Seconds(0) && fault.kind != FaultKind::skewed_date) {
      return wrong("seconds: only skewed_date may go back");
    }
  }
  return {};
}

Result<void> take_texts(const Json& json, Fault& fault) {
  for (const char* name : {"method", "class"}) {
    if (!json.contains(name)) continue;
    if (!json[name].is_string()) return wrong(fmt::format("{}: a text is expected", name));
  }
  fault.method = ascii_lower(json.value("method", ""));
  fault.class_name = json.value("class", "");
  return {};
}

/// Spreads a counter evenly.
std::uint64_t mixed(std::uint64_t value) {
  journal::Digest digest;
  digest.add(value);
  return digest.value();
}

std::string envelope(int status, std::string_view error) {
  return Json{{"response", {{"state", status}, {"error", error}, {"result", Json::object()}}}}.dump();
}

std::string page(std::string_view title, std::string_view text) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><title>{0}</title></head>\n"
      "<body><center><h1>{0}</h1></center><p>{1}</p><hr><center>nginx (имитатор)</center></body></html>\n",
      title, text);
}

void answer_page(SiteAnswer& answer, int status, std::string_view title, std::string_view text) {
  answer = SiteAnswer{status, "text/html; charset=utf-8", page(title, text), {}};
}

void answer_error(SiteAnswer& answer, int status, std::string_view text, bool is_api) {
  if (!is_api) return answer_page(answer, status, fmt::format("Ошибка {}", status), text);
  answer = SiteAnswer{status, "application/json; charset=utf-8", envelope(status, text), {}};
}

std::string garbage(std::size_t size) {
  std::string bytes;
  for (std::uint64_t i = 0; bytes.size() < size; ++i) bytes += static_cast<char>(mixed(i) & 0xFFU);
  return bytes;
}

bool is_xml(std::string_view body) { return body.rfind("<?xml", 0) == 0; }

/// "result" of an envelope replaced.
void empty_result(SiteAnswer& answer, bool keeps_names) {
  if (is_xml(answer.body)) {
    answer.body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<response><state>200</state><error></error><result></result></response>\n";
    return;
  }
  auto json = Json::parse(answer.body, nullptr, false);
  if (!json.is_object() || !json.contains("response") || !json["response"].contains("result")) return;
  Json& result = json["response"]["result"];
  if (keeps_names && result.is_object()) {
    for (auto& member : result) {
      if (member.is_structured()) member = Json::array();
    }
  } else {
    result = Json::array();
  }
  answer.body = json.dump();
}

}  // namespace

std::string_view fault_name(FaultKind kind) { return k_kinds.at(static_cast<std::size_t>(kind)).name; }

Result<Fault> parse_fault(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return wrong("a JSON object is expected");
  for (const auto& [name, value] : json.items()) {
    static constexpr std::array<std::string_view, 7> k_names{"kind",   "from",  "until",  "share",
                                                             "method", "class", "seconds"};
    if (std::find(k_names.begin(), k_names.end(), name) == k_names.end()) {
      return wrong(fmt::format("unknown member '{}'", name));
    }
  }
  const Kind* kind = json.contains("kind") && json["kind"].is_string()
                         ? find_kind(json["kind"].get<std::string>())
                         : nullptr;
  if (kind == nullptr) {
    std::string known;
    for (const Kind& one : k_kinds) known += fmt::format("{}{}", known.empty() ? "" : ", ", one.name);
    return wrong(fmt::format("kind: one of {} is expected", known));
  }
  Fault fault;
  fault.kind = kind->kind;
  fault.duration = kind->duration;
  const auto from = take_instant(json, "from");
  if (!from) return tl::make_unexpected(from.error());
  const auto until = take_instant(json, "until");
  if (!until) return tl::make_unexpected(until.error());
  fault.from = *from;
  fault.until = *until;
  if (auto taken = take_numbers(json, fault); !taken) return tl::make_unexpected(taken.error());
  if (auto taken = take_texts(json, fault); !taken) return tl::make_unexpected(taken.error());
  return fault;
}

std::string render_faults(const std::vector<Fault>& faults) {
  Json list = Json::array();
  for (const Fault& fault : faults) {
    Json json{{"kind", fault_name(fault.kind)}};
    if (fault.from) json["from"] = journal::format_instant(*fault.from);
    if (fault.until) json["until"] = journal::format_instant(*fault.until);
    json["share"] = fault.share;
    if (!fault.method.empty()) json["method"] = fault.method;
    if (!fault.class_name.empty()) json["class"] = fault.class_name;
    if (fault.duration != Seconds(0)) json["seconds"] = fault.duration.count();
    list.push_back(std::move(json));
  }
  return Json{{"faults", std::move(list)}}.dump();
}

Result<void> FaultPlan::add(Fault fault) {
  if (faults_.size() >= k_faults_max) return wrong(fmt::format("more than {} faults", k_faults_max));
  faults_.push_back(std::move(fault));
  return {};
}

std::vector<Fault> FaultPlan::meet(const Asked& asked, Instant at) {
  ++requests_;
  std::vector<Fault> met;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const Fault& fault = faults_[i];
    if ((fault.from && at < *fault.from) || (fault.until && at >= *fault.until)) continue;
    if (!fault.method.empty() && fault.method != asked.method) continue;
    if (!fault.class_name.empty() &&
        journal::fold_class(fault.class_name) != journal::fold_class(asked.class_name)) {
      continue;
    }
    const std::uint64_t drawn = mixed(mixed(seed_ + i) ^ requests_) % 100;
    if (drawn < static_cast<std::uint64_t>(fault.share)) met.push_back(fault);
  }
  return met;
}

Asking misdirect(const Fault& fault, Asking asking) {
  // Four weeks, so that weekdays stay what they are.
  constexpr std::chrono::days k_month{28};
  switch (fault.kind) {
    case FaultKind::last_month: {
      const auto days = asking.request.parameters.find("days");
      const auto range = days == asking.request.parameters.end() ? std::nullopt : parse_days(days->second);
      if (range) {
        days->second = format_days({range->first - k_month, range->last - k_month});
      } else {
        asking.at -= k_month;
      }
      break;
    }
    case FaultKind::stale:
      asking.at -= fault.duration;
      break;
    case FaultKind::half:
      asking.rows = Share::half;
      break;
    case FaultKind::empty:
    case FaultKind::empty_days:
      asking.rows = Share::none;
      break;
    default:
      break;
  }
  return asking;
}

Delivery spoil(const Fault& fault, Delivery delivery, bool is_api) {
  SiteAnswer& answer = delivery.answer;
  switch (fault.kind) {
    case FaultKind::http_400:
      answer_error(answer, 400, "не удалось авторизовать разработчика", is_api);
      break;
    case FaultKind::http_403:
      answer_error(answer, 403, "доступ запрещён (имитатор)", is_api);
      break;
    case FaultKind::http_429:
      answer_error(answer, 429, "слишком много запросов (имитатор)", is_api);
      answer.headers.emplace_back("Retry-After", fmt::format("{}", fault.duration.count()));
      break;
    case FaultKind::http_500:
      answer_error(answer, 500, "внутренняя ошибка (имитатор)", is_api);
      break;
    case FaultKind::http_503_html:
      answer_page(answer, 503, "503 Service Temporarily Unavailable", "Сервис временно недоступен");
      break;
    case FaultKind::maintenance_html_200:
      answer_page(answer, 200, "Технические работы", "Сайт скоро вернётся. Приносим извинения.");
      break;
    case FaultKind::truncated:
      answer.body.resize(answer.body.size() / 2);
      break;
    case FaultKind::half:
      if (is_api) answer.body = halved(answer.body);
      break;
    case FaultKind::empty:
    case FaultKind::empty_days:
      if (is_api) empty_result(answer, fault.kind == FaultKind::empty_days);
      break;
    case FaultKind::slow:
      delivery.manner = Manner::dribbled;
      delivery.duration = fault.duration;
      break;
    case FaultKind::hang:
      delivery.manner = Manner::held;
      delivery.duration = fault.duration;
      break;
    case FaultKind::broken_off:
      delivery.manner = Manner::broken_off;
      break;
    case FaultKind::reset:
      delivery.manner = Manner::dropped;
      break;
    case FaultKind::skewed_date:
      delivery.date_shift += fault.duration;
      break;
    case FaultKind::garbage:
      answer.body = garbage(2000);
      break;
    case FaultKind::last_month:
    case FaultKind::stale:
      break;
  }
  return delivery;
}

}  // namespace elzhur::simulator
