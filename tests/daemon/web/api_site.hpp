// The API over a desk in memory, asked as the server would ask.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "daemon/web/api.hpp"
#include "tests/support/fake_desk.hpp"

namespace elzhur::tests {

using Json = nlohmann::json;

class ApiSite {
 public:
  /// Everything is allowed to «Завуч», unless `rights` say otherwise.
  ApiSite();
  explicit ApiSite(std::initializer_list<web::Right> rights);

  /// "/findings?state=open&limit=2": of /api/v1.
  web::Response get(std::string_view address, std::string_view tag = {});
  web::Response send(std::string_view method, std::string_view address, const Json& body);
  web::Response send_text(std::string_view method, std::string_view address, std::string body,
                          std::string content_type = "application/json");
  /// The body of a GET that must be good.
  Json read(std::string_view address);

  FakeDesk desk;
  web::Visitor visitor;

 private:
  web::Response ask(web::Request request, std::string_view address);
  web::Api api_;
};

[[nodiscard]] std::string tag_of(const web::Response& response);
/// The fields that a refusal names, with commas.
[[nodiscard]] std::string refused_fields(const web::Response& response);

}  // namespace elzhur::tests
