// The envelope, who may ask, and which method answers.
#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/simulator/api_parts.hpp"
#include "tests/simulator/xml.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

struct Route {
  std::string_view name;
  Method method;
};

constexpr std::array<Route, 26> k_routes{{{"getrules", get_rules},
                                          {"getprofileuserinfo", get_profile},
                                          {"getperiods", get_periods},
                                          {"getmessagereceivers", get_receivers},
                                          {"getmessages", get_messages},
                                          {"getboardnotices", get_notices},
                                          {"getschedule", get_schedule},
                                          {"getreplaces", get_replaces},
                                          {"gethomework", get_homework},
                                          {"getdiary", get_diary},
                                          {"newgetdiary", get_diary},
                                          {"getmarks", get_marks},
                                          {"newgetmarks", get_marks},
                                          {"getassessments", get_marks},  // its shape is not recorded: ours
                                          {"getfinalassessments", get_final_assessments},
                                          {"getupdates", get_updates},
                                          {"getmessageinfo", get_message_info},
                                          {"getboardnoticeinfo", get_notice_info},
                                          {"getadvertising", get_advertising},
                                          {"setpushtoken", set_push_token},
                                          {"sendmessage", take_and_forget},
                                          {"sendreplymessage", take_and_forget},
                                          {"postscheduleextday", take_and_forget},
                                          {"auth", nullptr},
                                          {"getusersvendors", nullptr},
                                          {"schools/all", nullptr}}};

// The one text that is published.
constexpr std::string_view k_unknown_developer = "не удалось авторизовать разработчика";

SiteAnswer plain_json(int status, const Json& body) {
  SiteAnswer answer;
  answer.status = status;
  answer.body = body.dump();
  return answer;
}

SiteAnswer wrapped(const SiteRequest& request, int status, const std::string* error, const Json& result) {
  Json body;
  body["response"] = {{"state", status}, {"error", error == nullptr ? Json(nullptr) : Json(*error)}};
  body["response"]["result"] = result;
  const auto format = request.parameters.find("out_format");
  if (format != request.parameters.end() && format->second == "json") {
    return plain_json(status, body);
  }
  SiteAnswer answer;
  answer.status = status;
  answer.content_type = "text/xml; charset=utf-8";
  answer.body = render_xml(body);
  return answer;
}

SiteAnswer refused(const SiteRequest& request, const Refusal& refusal) {
  // A server in PHP may render its empty result as a list.
  const Json nothing = refusal.status == 403 ? Json::array() : Json::object();
  return wrapped(request, refusal.status, &refusal.text, nothing);
}

/// "getschedule" of "/apiv3/getschedule/"; empty for paths that are not of the API.
std::string method_of(std::string_view path, bool& plain_api) {
  plain_api = path.starts_with("/api/");
  for (const std::string_view prefix : {std::string_view("/apiv3/"), std::string_view("/api/")}) {
    if (path.starts_with(prefix)) {
      path.remove_prefix(prefix.size());
      while (path.ends_with('/')) {
        path.remove_suffix(1);
      }
      return std::string(path);
    }
  }
  return "";
}

/// A family's token ends with the pupil: «SIM-TOKEN-1-1007». (Ours.)
const Pupil* own_pupil(const School& school, std::string_view base, std::string_view given) {
  if (!given.starts_with(base) || given.size() < base.size() + 2) {
    return nullptr;
  }
  given.remove_prefix(base.size() + 1);
  int id = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), id);
  const auto found = std::ranges::find(school.pupils(), id, &Pupil::id);
  const bool whole = error == std::errc{} && end == given.data() + given.size();
  return whole && found != school.pupils().end() ? &*found : nullptr;
}

Json token_result(const Ask& ask, const std::string& token) {
  // Three months, as one client says.
  const journal::LocalTime expires = ask.school.zone().to_local(ask.at + std::chrono::days(90));
  const journal::Date day = std::chrono::floor<std::chrono::days>(expires);
  return {{"token", token},
          {"expires", journal::format_date(day) + " " + clock_time(ask, ask.at + std::chrono::days(90))}};
}

SiteAnswer authorise(const Ask& ask) {
  const std::string login = ask.parameter("login");
  const bool right = ask.parameter("password") == ask.accounts.password;
  const Pupil* pupil =
      own_pupil(ask.school, "pupil", login.starts_with("pupil") ? "pupil-" + login.substr(5) : "");
  if (right && (login == ask.accounts.login || pupil != nullptr)) {
    const std::string family = pupil == nullptr ? "" : "-" + std::to_string(pupil->id);
    return wrapped(ask.request, 200, nullptr, token_result(ask, ask.accounts.token + family));
  }
  const std::string text = "неверный логин или пароль (имитатор)";
  return wrapped(ask.request, 400, &text, {{"errorCode", "login"}, {"errorText", text}});
}

SiteAnswer users_vendors(const Ask& ask) {
  // The signed token of the state's sign-in is our own token here.
  if (ask.parameter("v_token") != ask.accounts.token) {
    return plain_json(400, {{"error", "неверный v_token (имитатор)"}, {"result", false}});
  }
  const Json expiry = token_result(ask, ask.accounts.token);
  Json user{{"token", ask.accounts.token},
            {"vendor", ask.accounts.vendor},
            {"vendor_id", "999"},
            {"vendor_title", "МБОУ СОШ № 999"},
            {"user_title", written_name(ask.school.teachers().front())},
            {"login", ask.accounts.login},
            {"expires", expiry.at("expires")}};
  return plain_json(200, {{"result", Json::array({std::move(user)})}});
}

SiteAnswer all_schools(const Ask& ask) {
  const std::string title = "МБОУ СОШ № 999";
  const std::string value = ask.parameter("value");
  Json options = Json::array();
  if (title.find(value) != std::string::npos || ask.accounts.vendor.find(value) != std::string::npos) {
    options.push_back({{"vendor", ask.accounts.vendor}, {"title", title}, {"city", "Энск"}});
  }
  return plain_json(200, {{"result", true}, {"options", std::move(options)}});
}

/// Nothing when the caller may go on; sets whose eyes it sees with.
Refused enter(Ask& ask) {
  const auto& sent = ask.request.parameters;
  if (sent.contains("login") && sent.contains("password")) {
    if (ask.parameter("login") == ask.accounts.login && ask.parameter("password") == ask.accounts.password) {
      return {};
    }
    return Refusal{400, "неверный логин или пароль (имитатор)"};
  }
  const std::string token = ask.parameter("auth_token");
  if (token == ask.accounts.token) {
    return {};
  }
  ask.own = own_pupil(ask.school, ask.accounts.token, token);
  if (ask.own == nullptr) {
    return Refusal{403, "доступ запрещён: токен недействителен (имитатор)"};
  }
  return {};
}

}  // namespace

SiteAnswer answer_api(const School& school, const Accounts& accounts, HomeworkDate homework_date,
                      const SiteRequest& request, journal::Instant at) {
  Ask ask{school, accounts, homework_date, request, at};
  const std::string method = method_of(request.path, ask.plain_api);
  const auto* route = std::ranges::find(k_routes, std::string_view(method), &Route::name);
  if (method == "schools/all") {
    return all_schools(ask);
  }
  if (method == "getusersvendors") {
    return users_vendors(ask);
  }
  if (ask.parameter("devkey") != accounts.devkey) {
    return refused(request, {400, std::string(k_unknown_developer)});
  }
  // A host of one school needs no vendor.
  if (request.parameters.contains("vendor") && ask.parameter("vendor") != accounts.vendor) {
    return refused(request, {method == "auth" ? 500 : 400, "школа не найдена (имитатор)"});
  }
  if (method == "auth") {
    return authorise(ask);
  }
  if (route == k_routes.end()) {
    return refused(request, {400, "неизвестный метод (имитатор)"});
  }
  if (const Refused no_entry = enter(ask)) {
    return refused(request, *no_entry);
  }
  Json result = Json::object();
  if (const Refused refusal = route->method(ask, result)) {
    return refused(request, *refusal);
  }
  return wrapped(request, 200, nullptr, result);
}

}  // namespace elzhur::simulator
