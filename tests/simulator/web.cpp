#include "tests/simulator/web.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/hash.hpp"
#include "tests/simulator/reports.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::Instant;

constexpr std::string_view k_report_path = "/journal-report-action/report.fill";

SiteAnswer html(int status, std::string_view title, std::string_view body) {
  return {status,
          "text/html; charset=utf-8",
          fmt::format(
              "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n"
              "<body>{}</body></html>\n",
              title, body),
          {}};
}

SiteAnswer to_sign_in() { return {302, "text/html; charset=utf-8", "", {{"Location", "/authorize"}}}; }

std::string parameter(const SiteRequest& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string() : found->second;
}

SiteAnswer sign_in(const Accounts& accounts, Sessions& sessions, const SiteRequest& request, Instant now) {
  const bool is_right = parameter(request, "username") == accounts.web_login &&
                        parameter(request, "password") == accounts.web_password;
  SiteAnswer answer;
  if (!is_right) {
    // The wording is ours: nobody has recorded theirs.
    const std::string text = "Неверный логин или пароль (имитатор)";
    answer.body = Json{{"result", false},
                       {"error", text},
                       {"errors", Json::array({Json{{"text", text}}})},
                       {"actions", Json::array()}}
                      .dump();
    return answer;
  }
  const std::string url = fmt::format("/?user={}&domain={}", percent_encoded(accounts.web_login),
                                      percent_encoded(accounts.vendor));
  answer.body = Json{{"result", true},
                     {"errors", Json::array()},
                     {"actions", Json::array({Json{{"type", "redirect"}, {"url", url}}})}}
                    .dump();
  answer.headers.emplace_back("Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax",
                                                        k_session_cookie, sessions.begin(now)));
  return answer;
}

SiteAnswer sign_in_page() {
  return html(
      200, "Вход",
      "<h1>Вход</h1><form method=\"post\" action=\"/ajaxauthorize\"><label>Логин <input name=\"username\" "
      "autocomplete=\"username\"></label> <label>Пароль <input type=\"password\" name=\"password\" "
      "autocomplete=\"current-password\"></label> <button>Войти</button></form>");
}

SiteAnswer start_page(const Accounts& accounts) {
  // The script is how clients tell that they are signed in.
  const Json user{{"uid", "1"}, {"username", accounts.web_login}, {"role", "admin"}};
  return html(
      200, "ЭлЖур (имитатор)",
      fmt::format("<h1>Учебная школа</h1><script>var sentryData = {{\"user\": {}, \"domain\": \"{}\"}};"
                  "</script><p><a href=\"{}?mode=excel\">Заполнение журнала</a></p>",
                  user.dump(), accounts.vendor, k_report_path));
}

SiteAnswer report(const School& school, const Asking& asking) {
  const auto refused = [](const journal::Error& error) {
    return html(400, "Ошибка 400", fmt::format("<h1>Ошибка 400</h1><p>{}</p>", html_escaped(error.text)));
  };
  const auto request = parse_report_request(asking.request, school, asking.at);
  if (!request) return refused(request.error());
  auto table = make_report(school, *request, asking.at);
  if (!table) return refused(table.error());
  keep_share(*table, asking.rows);
  auto file = render_report(*table, request->format, school.zone().to_local(asking.at));
  return file ? std::move(*file) : refused(file.error());
}

}  // namespace

std::string Sessions::begin(Instant at) {
  journal::Digest digest;
  digest.add(seed_);
  digest.add(++count_);
  const std::string token = fmt::format("{:016x}{:04x}", digest.value(), count_);
  sessions_.push_back({token, at + k_session_life});
  if (sessions_.size() > k_sessions_max) sessions_.pop_front();
  return token;
}

bool Sessions::is_alive(std::string_view token, Instant at) const {
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [&](const Session& session) { return session.token == token && at < session.ends; });
}

SiteAnswer answer_web(const School& school, const Accounts& accounts, Sessions& sessions,
                      const Asking& asking, Instant now) {
  const SiteRequest& request = asking.request;
  if (request.path == "/ajaxauthorize") {
    if (request.method == "POST") return sign_in(accounts, sessions, request, now);
    SiteAnswer answer = html(405, "Ошибка 405", "<h1>Ошибка 405</h1>");
    answer.headers.emplace_back("Allow", "POST");
    return answer;
  }
  if (request.path == "/authorize") return sign_in_page();
  const bool is_report = request.path == k_report_path;
  if (request.path != "/" && !is_report) return html(404, "Ошибка 404", "<h1>Нет такой страницы</h1>");
  if (!sessions.is_alive(request.session, now)) return to_sign_in();
  return is_report ? report(school, asking) : start_page(accounts);
}

}  // namespace elzhur::simulator
