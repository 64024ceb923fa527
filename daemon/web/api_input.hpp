// What is sent to the API, read strictly: JSON with known names, right types and bounded texts, and numbers
// in addresses. Every problem is said at once, in Russian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/desk.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::web::api {

inline constexpr std::size_t k_json_bytes_max = std::size_t{64} * 1024;
inline constexpr std::size_t k_text_bytes_max = 2000;
inline constexpr std::size_t k_list_max = 200;

struct Problem {
  std::string field;
  std::string text;
};
/// 422 with all of them.
[[nodiscard]] Response refuse(std::span<const Problem> problems);

/// The members of the JSON object that was sent. Ask for all of them, then for refusal(): a value that is
/// wrong reads as nothing and is remembered.
class Fields {
 public:
  explicit Fields(const Request& request);
  ~Fields();
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  [[nodiscard]] bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max = k_text_bytes_max);
  std::optional<std::int64_t> integer(std::string_view name);
  std::optional<journal::Date> date(std::string_view name);
  std::optional<journal::Instant> instant(std::string_view name);
  /// "T017".
  std::optional<journal::PersonId> person(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  /// "15:40", as time since midnight.
  std::optional<journal::Seconds> clock(std::string_view name);
  /// Each object of a list with at most `most` of them; what is wrong with one is named «agenda[0].topic».
  /// False: there is no such list.
  bool each(std::string_view name, std::size_t most, const std::function<void(Fields&)>& read);
  /// The same with one object.
  bool within(std::string_view name, const std::function<void(Fields&)>& read);
  /// Whether it is there as null.
  [[nodiscard]] bool is_null(std::string_view name) const;
  /// A text that `parse` must know; `allowed` goes into the problem.
  template <typename Parse>
  auto one_of(std::string_view name, Parse parse, std::string_view allowed) {
    const auto given = text(name);
    decltype(parse(std::string_view{})) parsed{};
    if (given) parsed = parse(*given);
    if (given && !parsed) add(name, std::string("допускается одно из: ").append(allowed));
    return parsed;
  }
  /// Says that it must be there when it is not.
  void require(std::string_view name);
  void add(std::string_view name, std::string text);
  /// 400, 413 or 415 when it was no such object, else 422 when there are problems, unknown names among them.
  [[nodiscard]] std::optional<Response> refusal();

 private:
  struct Body;
  explicit Fields(std::unique_ptr<Body> body);
  /// What is wrong with a part becomes wrong with this.
  void take_over(Fields& part, const std::string& prefix);
  void note_unknown();

  std::unique_ptr<Body> body_;
  std::optional<Response> unreadable_;
  std::set<std::string, std::less<>> asked_;
  std::vector<Problem> problems_;
};

/// "T017" as T17; nothing for any other text.
[[nodiscard]] std::optional<journal::PersonId> parse_person_code(std::string_view text);
/// Digits alone, at most 18 of them.
[[nodiscard]] std::optional<std::int64_t> parse_number(std::string_view text);

/// "15:40" as time since midnight; nothing for any other text.
[[nodiscard]] std::optional<journal::Seconds> parse_clock(std::string_view text);

/// The parameters of an address; unknown ones and wrong values are problems.
class Parameters {
 public:
  explicit Parameters(const Request& request) : request_(request) {}
  std::optional<std::string_view> text(std::string_view name);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<journal::Date> date(std::string_view name);
  std::optional<journal::PersonId> person(std::string_view name);
  /// All values of a name, and those with commas taken apart.
  std::vector<std::string> list(std::string_view name);
  void add(std::string_view name, std::string text);
  [[nodiscard]] std::optional<Response> refusal();

 private:
  const Request& request_;
  std::set<std::string, std::less<>> asked_;
  std::vector<Problem> problems_;
};

}  // namespace elzhur::web::api
