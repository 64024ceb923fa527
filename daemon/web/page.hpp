// The page: what a school sees in a browser. HTML in Russian that needs no script, works on a phone and on
// paper. Not for signing in and not for JSON: the server and the API are parts of their own.
#pragma once

#include <optional>

#include "daemon/web/desk.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::web {

/// Answers GET and POST below "/" for the paths it knows, and nothing for any other. Rights are checked for
/// each page and each form; a form must bring back `visitor.form_token`. A POST that did something answers
/// 303; one that was refused shows the form again with what was typed. Any thread.
class Page final : public Part {
 public:
  /// The desk must outlive the page.
  explicit Page(Desk& desk);
  [[nodiscard]] std::optional<Response> answer(const Request& request) override;

 private:
  Desk& desk_;
};

}  // namespace elzhur::web
