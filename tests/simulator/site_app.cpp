#include "tests/simulator/site_app.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::Instant;

SiteAnswer json_answer(int status, std::string body) {
  return {status, "application/json; charset=utf-8", std::move(body), {{"Cache-Control", "no-store"}}};
}

SiteAnswer problem(int status, std::string_view text) {
  return json_answer(status, Json{{"error", text}}.dump());
}

SiteAnswer not_allowed(const char* methods) {
  SiteAnswer answer = problem(405, fmt::format("use {}", methods));
  answer.headers.emplace_back("Allow", methods);
  return answer;
}

bool begins_with(std::string_view text, std::string_view beginning) { return text.rfind(beginning, 0) == 0; }

bool is_api(const std::string& path) { return begins_with(path, "/api/") || begins_with(path, "/apiv3/"); }

/// "getschedule" of "/apiv3/getschedule/"; "report.fill" of "/journal-report-action/report.fill".
std::string method_of(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  const std::size_t prefix = begins_with(path, "/apiv3/") ? 7 : begins_with(path, "/api/") ? 5 : 0;
  if (prefix != 0) return ascii_lower(path.substr(prefix));
  const std::size_t slash = path.find_last_of('/');
  return path.empty() ? "/" : ascii_lower(path.substr(slash == std::string_view::npos ? 0 : slash + 1));
}

}  // namespace

SiteApp::SiteApp(const SiteOptions& options, SimulatedClock& clock)
    : school_(options.school),
      accounts_(options.accounts),
      homework_date_(options.homework_date),
      clock_(clock),
      faults_(options.school.seed),
      sessions_(options.school.seed),
      inbox_(options.maildir) {}

journal::Result<void> SiteApp::keep_mail(HandedMail mail) {
  return inbox_.keep(std::move(mail), clock_.now());
}

Asked SiteApp::asked_of(const SiteRequest& request) const {
  Asked asked;
  asked.method = method_of(request.path);
  const auto find = [&](const char* name) {
    const auto found = request.parameters.find(name);
    return found == request.parameters.end() ? std::string() : found->second;
  };
  asked.class_name = find("class");
  for (const char* name : {"student", "students", "id"}) {
    if (!asked.class_name.empty()) break;
    const std::string ids = find(name);
    int id = 0;
    std::from_chars(ids.data(), ids.data() + ids.size(), id);
    const auto& pupils = school_.pupils();
    const auto pupil =
        std::find_if(pupils.begin(), pupils.end(), [&](const Pupil& one) { return one.id == id; });
    if (pupil != pupils.end()) asked.class_name = pupil->class_name;
  }
  return asked;
}

SiteAnswer SiteApp::answer_clock(const SiteRequest& request, const std::string& body) {
  if (request.method == "POST") {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object() || (!json.contains("at") && !json.contains("speed"))) {
      return problem(400, "an object with 'at' (RFC 3339), 'speed' or both is expected");
    }
    if (json.contains("at")) {
      const auto at =
          json["at"].is_string() ? journal::parse_instant(json["at"].get<std::string>()) : std::nullopt;
      if (!at) return problem(400, "at: an RFC 3339 instant is expected");
      if (const auto set = clock_.set(*at); !set) return problem(409, set.error().text);
    }
    if (json.contains("speed")) {
      if (!json["speed"].is_number()) return problem(400, "speed: a number is expected");
      if (const auto set = clock_.set_speed(json["speed"].get<double>()); !set) {
        return problem(400, set.error().text);
      }
    }
  } else if (request.method != "GET") {
    return not_allowed("GET, POST");
  }
  const Instant now = clock_.now();
  return json_answer(200, Json{{"at", journal::format_instant(now)},
                               {"local", school_.zone().format(now)},
                               {"speed", clock_.speed()}}
                              .dump());
}

SiteAnswer SiteApp::answer_faults(const SiteRequest& request, const std::string& body) {
  if (request.method == "POST") {
    auto fault = parse_fault(body);
    if (!fault) return problem(400, fault.error().text);
    if (const auto added = faults_.add(std::move(*fault)); !added) return problem(400, added.error().text);
  } else if (request.method == "DELETE") {
    faults_.clear();
  } else if (request.method != "GET") {
    return not_allowed("GET, POST, DELETE");
  }
  return json_answer(200, render_faults(faults_.faults()));
}

SiteAnswer SiteApp::answer_control(const SiteRequest& request, const std::string& body) {
  if (request.path == "/sim/clock") return answer_clock(request, body);
  if (request.path == "/sim/faults") return answer_faults(request, body);
  if (request.path == "/sim/requests" && request.method == "DELETE") counts_.clear();
  if (request.path == "/sim/requests") return json_answer(200, counts_.render());
  if (request.path == "/sim/school") return json_answer(200, render_school(school_, accounts_));
  if (request.path == "/sim/truth") {
    auto truth = render_truth(school_, request, clock_.now());
    return truth ? json_answer(200, std::move(*truth)) : problem(400, truth.error().text);
  }
  return problem(404, "/sim/clock, /sim/faults, /sim/requests, /sim/school and /sim/truth are here");
}

Delivery SiteApp::answer_site(const SiteRequest& request, Instant now) {
  const Asked asked = asked_of(request);
  const std::vector<Fault> met = faults_.meet(asked, now);
  Asking asking{request, now, Share::all};
  for (const Fault& fault : met) {
    counts_.add_fault(fault_name(fault.kind));
    asking = misdirect(fault, std::move(asking));
  }
  const bool api = is_api(request.path);
  Delivery delivery;
  delivery.answer = api ? answer_api(school_, accounts_, homework_date_, asking.request, asking.at)
                        : answer_web(school_, accounts_, sessions_, asking, now);
  for (const Fault& fault : met) delivery = spoil(fault, std::move(delivery), api);
  counts_.add(asked.method, delivery.answer.status);
  return delivery;
}

Delivery SiteApp::answer(const RawRequest& raw) {
  Delivery delivery;
  const auto request = parse_request(raw);
  if (!request) {
    delivery.answer = problem(400, request.error().text);
  } else if (begins_with(request->path, "/sim/")) {
    delivery.answer = answer_control(*request, raw.body);
  } else if (auto shown = answer_inbox(inbox_, school_.zone(), *request)) {
    delivery.answer = std::move(*shown);
  } else {
    delivery = answer_site(*request, clock_.now());
  }
  // After the answer: setting the clock shows at once.
  delivery.answer.headers.emplace_back("Date", http_date(clock_.now() + delivery.date_shift));
  return delivery;
}

}  // namespace elzhur::simulator
