// A request and its answer as plain values: what the server (server.hpp) hands to the parts that answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/situation.hpp"
#include "journal/ids.hpp"

namespace elzhur::web {

/// What somebody may see and do. Each action says which of them it needs; a role is a set of them.
enum class Right : std::uint8_t {
  metrics,      ///< /metrics and the state of the service: no names.
  numbers,      ///< Counts and shares without names.
  own_lessons,  ///< Findings of oneself.
  confirmed,    ///< Names in findings that a person has confirmed.
  names,        ///< Everything with names.
  settle,       ///< Acknowledge, confirm, excuse, withdraw, dispute, upload, silence, spellings.
  appeals,      ///< Read and write the appeal log.
  operate,      ///< Pull now, reload, outbox, sources.
  administer,   ///< Who gets letters at all: the mode; letters that test the mail or are held.
};

/// Who asks.
struct Visitor {
  std::string name{};  ///< Under which an action is recorded: never empty for somebody who may act.
  std::uint32_t rights = 0;
  std::optional<journal::PersonId> person{};  ///< Of the staff, for own_lessons.
  std::string form_token{};  ///< Must come back with every form (CSRF). Empty: no session, no forms.

  [[nodiscard]] bool may(Right right) const { return ((rights >> static_cast<unsigned>(right)) & 1U) != 0; }
  void allow(Right right) { rights |= 1U << static_cast<unsigned>(right); }
};

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// The first value of a name; nothing when there is none.
[[nodiscard]] std::optional<std::string_view> value_of(const Pairs& pairs, std::string_view name);

/// A file of a form.
struct UploadedFile {
  std::string field{};
  std::string name{};
  std::string bytes{};
};

/// Within the limits of server.hpp; texts are valid UTF-8.
struct Request {
  std::string method{};  ///< "GET", "POST", "PATCH". HEAD comes as GET, the server drops the body.
  std::string path{};    ///< Decoded, begins with '/'.
  Pairs query{};
  Pairs form{};  ///< Of application/x-www-form-urlencoded and multipart/form-data.
  std::vector<UploadedFile> files{};
  std::string content_type{};
  std::string body{};
  std::string accept{};           ///< The header, as it came: for formats that a part can choose from.
  bool accepts_gzip = false;      ///< The server compresses by itself what has no Content-Encoding yet.
  bool wants_page = false;        ///< A browser asks: people read the answer.
  std::string entity_tag_seen{};  ///< If-None-Match, as it came.
  Visitor visitor{};
  std::string peer{};  ///< "127.0.0.1", or "socket".
};

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body{};
  Pairs headers{};  ///< Besides those that the server sets itself.
};

[[nodiscard]] Response redirect(std::string location);  ///< 303
/// application/problem+json (RFC 9457). `detail` is for people.
[[nodiscard]] Response problem(int status, std::string_view title, std::string_view detail);

/// A part of the site. `answer` may be called from several threads at once and may read the store; nothing:
/// the path is none of its own. Whoever has signed in has been settled before; rights are checked by it.
class Part {
 public:
  virtual ~Part() = default;
  [[nodiscard]] virtual std::optional<Response> answer(const Request& request) = 0;
};

}  // namespace elzhur::web
