// Asks the API of a simulated school in tests, as a client with extended access does.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

/// Evening of a Wednesday of the third week, or another instant: "2026-09-16T20:00:00+03:00".
inline constexpr const char* k_evening = "2026-09-16T20:00:00+03:00";

inline const School& api_school() {
  static const School k_school(SchoolOptions{});
  return k_school;
}

class Asking {
 public:
  explicit Asking(const char* at = k_evening, HomeworkDate homework_date = HomeworkDate::assigned)
      : at_(*journal::parse_instant(at)), homework_date_(homework_date) {}
  explicit Asking(journal::Instant at, HomeworkDate homework_date = HomeworkDate::assigned)
      : at_(at), homework_date_(homework_date) {}

  using Parameters = std::map<std::string, std::string>;

  /// Exactly these parameters.
  [[nodiscard]] SiteAnswer bare(const std::string& path, Parameters parameters) const {
    SiteRequest request;
    request.path = path;
    request.parameters = std::move(parameters);
    return answer_api(api_school(), accounts, homework_date_, request, at_);
  }
  /// With developer, school, login and JSON where they are not given.
  [[nodiscard]] SiteAnswer ask(const std::string& method, Parameters parameters = {}) const {
    parameters.try_emplace("devkey", accounts.devkey);
    parameters.try_emplace("vendor", accounts.vendor);
    parameters.try_emplace("out_format", "json");
    if (!parameters.contains("auth_token")) {
      parameters.try_emplace("login", accounts.login);
      parameters.try_emplace("password", accounts.password);
    }
    return bare("/apiv3/" + method, std::move(parameters));
  }
  /// The `result` of the envelope; null when the answer is a refusal.
  [[nodiscard]] nlohmann::ordered_json result(const std::string& method, Parameters parameters = {}) const {
    const SiteAnswer answer = ask(method, std::move(parameters));
    const auto body = nlohmann::ordered_json::parse(answer.body, nullptr, false);
    return answer.status == 200 && body.is_object() ? body["response"]["result"] : nlohmann::ordered_json();
  }

  Accounts accounts{};

 private:
  journal::Instant at_;
  HomeworkDate homework_date_;
};

}  // namespace elzhur::simulator
