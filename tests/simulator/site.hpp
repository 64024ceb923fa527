// One request to the simulated site and its answer, apart from sockets: what api.hpp and reports.hpp answer
// with and server.hpp carries.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/time.hpp"
#include "tests/simulator/school.hpp"

namespace elzhur::simulator {

struct SiteRequest {
  std::string method = "GET";
  std::string path;  ///< Decoded, without query: "/apiv3/getschedule".
  /// Query and form or JSON body together, decoded; names in lower case, because clients differ in it.
  std::map<std::string, std::string> parameters{};
  std::string session{};  ///< The cookie of the web side; empty: not signed in.
};

struct SiteAnswer {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
};

/// Who may enter. All synthetic.
struct Accounts {
  std::string vendor = "sim";
  std::string devkey = "0123456789abcdef0123456789abcdef";
  std::string login = "sim_api";  ///< Extended access.
  std::string password = "sim-password";
  std::string token = "SIM-TOKEN-1";  ///< What `auth` gives, and a token account uses.
  std::string web_login = "admin";
  std::string web_password = "sim-web-password";
};

/// What the date of a homework means in this school's API.
enum class HomeworkDate : std::uint8_t { assigned, due };

/// The HTTP API as the public record knows it: every method of its table that a whole-school client may call,
/// the envelope, JSON and XML, errors. Texts of errors that nobody has recorded are our own and end with
/// «(имитатор)».
[[nodiscard]] SiteAnswer answer_api(const School& school, const Accounts& accounts,
                                    HomeworkDate homework_date, const SiteRequest& request,
                                    journal::Instant at);

}  // namespace elzhur::simulator
