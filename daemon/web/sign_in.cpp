#include "daemon/web/sign_in.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/web/passwords.hpp"
#include "daemon/web/url.hpp"
#include "journal/secret.hpp"

namespace elzhur::web {
namespace {

std::string text_of(const Pairs& pairs, std::string_view name) {
  return std::string(value_of(pairs, name).value_or(std::string_view()));
}

std::string cookie(bool secure, std::string_view value, std::int64_t seconds) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", session_cookie_name(secure),
                     value, seconds, secure ? "; Secure" : "");
}

/// Where to go after signing in.
std::string next_of(const Request& request) {
  std::string next = text_of(request.form, "next");
  if (next.empty()) next = text_of(request.query, "next");
  return is_local_path(next) ? next : "/";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string render_small_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"ru\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0} — "
      "ЭлЖур-монитор</title>\n"
      "<link rel=\"stylesheet\" href=\"/static/style.css\">\n</head>\n<body "
      "class=\"small\">\n<main>\n<h1>{0}</h1>\n"
      "{1}</main>\n</body>\n</html>\n",
      escape_html(title), body);
}

std::optional<Response> SignIn::answer(const Admission& admission, std::string_view throttle_key,
                                       bool secure) {
  const Request& request = admission.request;
  const bool is_post = request.method == "POST";
  if (request.path == "/login") {
    if (!reception_.access()->users) return redirect("/");  // Nobody signs in here.
    if (is_post) return sign_in(admission, throttle_key, secure);
    if (request.method == "GET")
      return admission.known == Known::by_session ? redirect(next_of(request)) : show(admission, 200, "");
  } else if (request.path == "/logout") {
    if (is_post) return sign_out(admission, secure);
  } else {
    return std::nullopt;
  }
  Response refusal = problem(405, "Method Not Allowed", "");
  refusal.headers.emplace_back("Allow", request.path == "/login" ? "GET, HEAD, POST" : "POST");
  return refusal;
}

Response SignIn::show(const Admission& admission, int status, std::string_view complaint) const {
  const Request& request = admission.request;
  std::string body;
  if (!complaint.empty())
    body += fmt::format("<p class=\"problem\" role=\"alert\">{}</p>\n", escape_html(complaint));
  body += fmt::format(
      "<form method=\"post\" action=\"/login\">\n<input type=\"hidden\" name=\"next\" value=\"{}\">\n"
      "<p><label for=\"name\">Имя</label><br>\n<input id=\"name\" name=\"name\" autocomplete=\"username\" "
      "autocapitalize=\"none\" required value=\"{}\"></p>\n"
      "<p><label for=\"password\">Пароль</label><br>\n<input id=\"password\" name=\"password\" "
      "type=\"password\" "
      "autocomplete=\"current-password\" required></p>\n"
      "<p><button type=\"submit\">Войти</button></p>\n</form>\n",
      escape_html(next_of(request)),
      escape_html(text_of(request.form, "name").substr(0, k_user_name_bytes_max)));
  Response response;
  response.status = status;
  response.body = render_small_page("Вход", body);
  return response;
}

Response SignIn::sign_in(const Admission& admission, std::string_view throttle_key, bool secure) {
  const Request& request = admission.request;
  const auto access = reception_.access();
  const std::string name = text_of(request.form, "name");
  journal::Secret password(text_of(request.form, "password"));
  const Moment now = reception_.now();
  const std::string name_key = name.substr(0, k_user_name_bytes_max);
  // Taken before the check, so that many tries at once count as many.
  auto wait = failed_peers_.take(throttle_key, now);
  if (!wait) {
    wait = failed_names_.take(name_key, now);
    if (wait) failed_peers_.give_back(throttle_key, now);
  }
  if (wait) {
    Response refusal = show(
        admission, 429, fmt::format("Слишком много неудачных попыток. Повторите через {} с.", wait->count()));
    refusal.headers.emplace_back("Retry-After", std::to_string(wait->count()));
    return refusal;
  }
  const bool is_right = access->users->check(name, password);
  const User* user = access->users->find(name);
  if (!is_right || user == nullptr) {
    // No names: a password typed into the wrong field would stand in the log.
    spdlog::warn("a sign-in has failed, peer={}", request.peer);
    return show(admission, 403, "Имя или пароль не подходят.");
  }
  failed_peers_.give_back(throttle_key, now);
  failed_names_.give_back(name_key, now);
  if (!admission.session.empty()) reception_.sessions().close(admission.session);
  const std::string token =
      reception_.sessions().open(user->name, Users::fingerprint(*user), reception_.now());
  Response response = redirect(next_of(request));
  response.headers.emplace_back(
      "Set-Cookie",
      cookie(secure, token, std::chrono::duration_cast<std::chrono::seconds>(k_session_age_max).count()));
  return response;
}

Response SignIn::sign_out(const Admission& admission, bool secure) {
  if (!admission.session.empty()) reception_.sessions().close(admission.session);
  Response response = redirect(reception_.access()->users ? "/login" : "/");
  response.headers.emplace_back("Set-Cookie", cookie(secure, "", 0));
  return response;
}

}  // namespace elzhur::web
