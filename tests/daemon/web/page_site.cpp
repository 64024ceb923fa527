#include "tests/daemon/web/page_site.hpp"

#include <gtest/gtest.h>

#include "journal/check.hpp"

namespace elzhur::tests {
namespace {

using web::Right;

std::vector<Right> rights_of(Who who) {
  switch (who) {
    case Who::administrator:
      return {Right::metrics, Right::numbers, Right::confirmed, Right::names,
              Right::settle,  Right::appeals, Right::operate,   Right::administer};
    case Who::deputy:
      return {Right::numbers, Right::confirmed, Right::names, Right::settle, Right::appeals};
    case Who::director:
      return {Right::metrics, Right::numbers, Right::confirmed};
    case Who::member:
      return {Right::numbers};
    case Who::teacher:
      return {Right::own_lessons};
    case Who::site_administrator:
      return {Right::metrics, Right::operate};
    case Who::reader:
      return {Right::metrics, Right::numbers, Right::confirmed, Right::names, Right::appeals, Right::operate};
  }
  ELZHUR_UNREACHABLE();
}

}  // namespace

PageSite::PageSite(Who who) : page_(desk) {
  visitor.name = "Ковалёв С. В.";
  for (const Right right : rights_of(who)) visitor.allow(right);
  if (who != Who::reader) visitor.form_token = "f0f1f2f3";
  if (who == Who::teacher) visitor.person = journal::PersonId{2};
}

web::Response PageSite::ask(web::Request request) {
  request.visitor = visitor;
  request.peer = "127.0.0.1";
  const auto answered = page_.answer(request);
  EXPECT_TRUE(answered.has_value()) << request.path;
  return answered.value_or(web::Response{.status = 0});
}

web::Response PageSite::get(std::string_view address) {
  web::Request request;
  request.method = "GET";
  const std::size_t mark = std::min(address.find('?'), address.size());
  request.path = std::string(address.substr(0, mark));
  std::string_view rest = address.substr(std::min(mark + 1, address.size()));
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t is = std::min(pair.find('='), pair.size());
    request.query.emplace_back(std::string(pair.substr(0, is)),
                               std::string(pair.substr(std::min(is + 1, pair.size()))));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return ask(std::move(request));
}

web::Response PageSite::post(std::string_view path, web::Pairs fields, std::vector<web::UploadedFile> files) {
  web::Request request;
  request.method = "POST";
  request.path = std::string(path);
  if (!web::value_of(fields, "form_token")) fields.emplace_back("form_token", visitor.form_token);
  request.form = std::move(fields);
  request.files = std::move(files);
  return ask(std::move(request));
}

std::string PageSite::body(std::string_view address) {
  web::Response response = get(address);
  EXPECT_EQ(response.status, 200) << address << "\n" << response.body;
  return response.body;
}

std::string header_of(const web::Response& response, std::string_view name) {
  return std::string(web::value_of(response.headers, name).value_or(""));
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace elzhur::tests
