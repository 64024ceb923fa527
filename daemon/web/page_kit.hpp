// What the pages are made with: one request being answered, its rights, and the frame around every page.
// Only for page_*.cpp: it shows the template library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alerts/render.hpp"
#include "daemon/web/desk.hpp"
#include "daemon/web/request.hpp"
#include "rules/policy.hpp"

namespace elzhur::web {

using alerts::View;

/// What a person types into one field; what is longer is refused or cut by whoever checks the value.
inline constexpr std::size_t k_typed_bytes_max = 8192;

/// Rows of a table on one page; the next ones are behind «Дальше».
inline constexpr std::size_t k_page_rows_max = 500;

/// A request being answered. Lives for the call.
class Visit {
 public:
  Visit(Desk& desk, const Request& request);

  Desk& desk;
  const Request& request;
  const Visitor& visitor;
  const Overview overview;
  const journal::Instant now;
  const journal::TimeZone zone;
  const journal::Date today;
  const int year;
  /// Zone and rules alone: for the lists of alerts/open_list.hpp.
  const rules::Policy policy;

  [[nodiscard]] bool may(Right right) const { return visitor.may(right); }
  /// May decide here and now: the right, and a session that forms belong to.
  [[nodiscard]] bool may_settle() const { return may(Right::settle) && !visitor.form_token.empty(); }
  [[nodiscard]] bool may_write_appeals() const { return may(Right::appeals) && !visitor.form_token.empty(); }
  [[nodiscard]] bool may_administer() const { return may(Right::administer) && !visitor.form_token.empty(); }
  [[nodiscard]] bool may_operate() const { return may(Right::operate) && !visitor.form_token.empty(); }
  /// Why there are no buttons; empty when there are.
  [[nodiscard]] std::string why_read_only(Right right) const;

  /// The first value of that name, "" when there is none; bounded, one line unless `is_text`.
  [[nodiscard]] std::string asked(std::string_view name) const;
  /// The same as a number that is not negative; 0 when it is none.
  [[nodiscard]] std::int64_t asked_number(std::string_view name) const;
  [[nodiscard]] std::string typed(std::string_view name) const;
  [[nodiscard]] bool is_post() const { return request.method == "POST"; }
  /// The form is one of ours and of this session.
  [[nodiscard]] bool form_is_genuine() const;

  [[nodiscard]] std::string moment(journal::Instant instant) const;       ///< Markup.
  [[nodiscard]] std::string day(journal::Date date) const;                ///< Markup.
  [[nodiscard]] std::string moment_text(journal::Instant instant) const;  ///< «пн 23.11, 15:58».
  [[nodiscard]] std::string day_text(journal::Date date) const;           ///< «пн 23.11».
  /// From when numbers of the year count: «с начала учебного года», or from the first day watched.
  [[nodiscard]] std::string since_when() const;
  /// «меньше дня», «3 дня»: how long something waits.
  [[nodiscard]] std::string age(journal::Instant since) const;
};

/// Sets has_<name> and <name>.
void set_optional(View& view, const std::string& name, const std::string& text);
/// A list of views with one name each: {{#items}}{{text}}{{/items}}.
[[nodiscard]] View text_list(const std::vector<std::string>& texts);
/// A choice of a <select>: value, label, selected.
struct Choice {
  std::string value{};
  std::string label{};
};
[[nodiscard]] View choices(const std::vector<Choice>& all, std::string_view selected);
/// Sets <name> with the list and has_<name>.
void set_list(View& view, const std::string& name, View list);
/// For next.html: takes what is beyond `limit`, and says where the list goes on when there was more.
template <typename Item, typename Address>
void set_next(View& view, std::vector<Item>& items, std::size_t limit, const Address& address_behind) {
  const bool has_more = items.size() > limit;
  if (has_more) items.resize(limit);
  set_optional(view, "next_page", has_more ? address_behind(items.back()) : std::string());
}
/// A part of an address: everything but letters, digits, '-', '_', '.' is percent-encoded.
[[nodiscard]] std::string encode_query(std::string_view text);

/// The template inside the frame. A name that a template misses is a bug of ours: answered as 500 and logged.
[[nodiscard]] Response show(const Visit& visit, std::string_view name, std::string_view title, View view,
                            int status = 200);
/// A page that only says something, with a way on.
[[nodiscard]] Response say(const Visit& visit, int status, std::string_view title, std::string_view text);
[[nodiscard]] Response not_for_you(const Visit& visit);
[[nodiscard]] Response not_found(const Visit& visit);
/// The form of an old page, or somebody else's.
[[nodiscard]] Response stale_form(const Visit& visit);

/// What is said after something was done: a code of the address, from a list; nothing for any other.
[[nodiscard]] std::string done_words(std::string_view code);

}  // namespace elzhur::web
