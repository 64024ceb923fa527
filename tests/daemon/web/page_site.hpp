// A page over a desk in memory, asked as the server would ask.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/web/page.hpp"
#include "tests/support/fake_desk.hpp"

namespace elzhur::tests {

/// Rights as the server gives them to a role.
enum class Who { administrator, deputy, director, member, teacher, site_administrator, reader };

class PageSite {
 public:
  explicit PageSite(Who who = Who::administrator);

  /// «/findings?state=all».
  web::Response get(std::string_view address);
  /// With the token of the session, unless `fields` name another one.
  web::Response post(std::string_view path, web::Pairs fields, std::vector<web::UploadedFile> files = {});
  /// As get, with the body alone; the status must be 200.
  std::string body(std::string_view address);

  FakeDesk desk;
  web::Visitor visitor;

 private:
  web::Response ask(web::Request request);
  web::Page page_;
};

[[nodiscard]] std::string header_of(const web::Response& response, std::string_view name);
[[nodiscard]] bool has(std::string_view text, std::string_view part);
/// How often.
[[nodiscard]] std::size_t count_of(std::string_view text, std::string_view part);

}  // namespace elzhur::tests
