#include "tests/daemon/web/api_site.hpp"

#include <gtest/gtest.h>

namespace elzhur::tests {

ApiSite::ApiSite()
    : ApiSite({web::Right::metrics, web::Right::numbers, web::Right::confirmed, web::Right::names,
               web::Right::settle, web::Right::appeals, web::Right::operate, web::Right::administer}) {}

ApiSite::ApiSite(std::initializer_list<web::Right> rights) : api_(desk) {
  visitor.name = "Завуч";
  for (const web::Right right : rights) visitor.allow(right);
}

web::Response ApiSite::ask(web::Request request, std::string_view address) {
  const std::size_t mark = address.find('?');
  request.path = "/api/v1" + std::string(address.substr(0, mark));
  std::string_view rest = mark == std::string_view::npos ? std::string_view{} : address.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    const std::size_t sign = pair.find('=');
    request.query.emplace_back(pair.substr(0, sign),
                               sign == std::string_view::npos ? "" : pair.substr(sign + 1));
    rest = pair.size() == rest.size() ? std::string_view{} : rest.substr(pair.size() + 1);
  }
  request.visitor = visitor;
  request.peer = "127.0.0.1";
  auto response = api_.answer(request);
  EXPECT_TRUE(response.has_value()) << address;
  return response.value_or(web::Response{});
}

web::Response ApiSite::get(std::string_view address, std::string_view tag) {
  web::Request request;
  request.method = "GET";
  request.entity_tag_seen = tag;
  return ask(std::move(request), address);
}

web::Response ApiSite::send(std::string_view method, std::string_view address, const Json& body) {
  return send_text(method, address, body.dump());
}

web::Response ApiSite::send_text(std::string_view method, std::string_view address, std::string body,
                                 std::string content_type) {
  web::Request request;
  request.method = method;
  request.body = std::move(body);
  request.content_type = std::move(content_type);
  return ask(std::move(request), address);
}

Json ApiSite::read(std::string_view address) {
  const web::Response response = get(address);
  EXPECT_EQ(response.status, 200) << address << "\n" << response.body;
  return Json::parse(response.body, nullptr, /*allow_exceptions=*/false);
}

std::string tag_of(const web::Response& response) {
  return std::string(web::value_of(response.headers, "ETag").value_or(""));
}

std::string refused_fields(const web::Response& response) {
  EXPECT_EQ(response.status, 422) << response.body;
  std::string fields;
  const Json json = Json::parse(response.body, nullptr, false);
  if (!json.contains("errors")) return "no errors named";
  for (const Json& error : json["errors"])
    fields += (fields.empty() ? "" : ",") + error["field"].get<std::string>();
  return fields;
}

}  // namespace elzhur::tests
