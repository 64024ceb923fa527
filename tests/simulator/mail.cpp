#include "tests/simulator/mail.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

struct Header {
  std::string name;   ///< Lower case.
  std::string value;  ///< With its folding.
};

struct Entity {
  std::vector<Header> headers;
  std::string_view body;
  bool is_cut = false;

  [[nodiscard]] std::string_view field(std::string_view name) const {
    for (const Header& header : headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }
};

/// The next line without its end; takes it off the text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Entity take_entity(std::string_view text) {
  Entity entity;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (!entity.headers.empty()) entity.headers.back().value.append("\n").append(line);
      continue;
    }
    if (entity.headers.size() >= k_mail_headers_max) {
      entity.is_cut = true;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    entity.headers.push_back({ascii_lower(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  entity.body = text;
  return entity;
}

/// What stands before the first ';' of a field, lower case without blanks.
std::string main_value(std::string_view field) {
  std::string out;
  for (const char c : field.substr(0, std::min(field.find(';'), field.size()))) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return ascii_lower(valid_utf8(out));
}

std::string decoded_body(const Entity& entity) {
  const std::string encoding = main_value(entity.field("content-transfer-encoding"));
  if (encoding == "base64") return base64_decoded(entity.body);
  if (encoding == "quoted-printable") return quoted_printable_decoded(entity.body);
  return std::string(entity.body);
}

std::string readable(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return valid_utf8(text);
}

/// Only the last name of a path: what is offered for saving must not choose a folder.
std::string file_name(std::string name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string::npos) name.erase(0, slash + 1);
  std::string out;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '"') out += c;
  }
  return out.empty() ? "вложение" : out;
}

class Reader {
 public:
  explicit Reader(ReadMail& mail) : mail_(mail) {}

  void take(const Entity& entity, int depth) {
    if (entity.is_cut || depth > k_mail_depth_max || ++parts_ > k_mail_parts_max) {
      mail_.is_cut = true;
      return;
    }
    const std::string_view content_type = entity.field("content-type");
    std::string type = main_value(content_type);
    if (type.empty()) type = "text/plain";
    if (type.rfind("multipart/", 0) == 0)
      return take_parts(entity, header_parameter(content_type, "boundary"), depth);
    const std::string_view disposition = entity.field("content-disposition");
    std::string name = header_parameter(disposition, "filename");
    if (name.empty()) name = header_parameter(content_type, "name");
    const bool is_attachment = main_value(disposition) == "attachment";
    if (!is_attachment && type == "text/plain" && mail_.text.empty()) {
      mail_.text = readable(decoded_body(entity));
    } else if (!is_attachment && type == "text/html" && mail_.html.empty()) {
      mail_.html = readable(decoded_body(entity));
    } else {
      mail_.attachments.push_back({file_name(std::move(name)), std::move(type), decoded_body(entity)});
    }
  }

 private:
  void take_parts(const Entity& entity, const std::string& boundary, int depth) {
    if (boundary.empty()) return;
    const std::string delimiter = "--" + boundary;
    std::string_view rest = entity.body;
    std::optional<const char*> begin;
    while (!rest.empty()) {
      const char* const line_begin = rest.data();
      const std::string_view line = take_line(rest);
      if (line.rfind(delimiter, 0) != 0) continue;
      const std::string_view tail = line.substr(delimiter.size());
      const bool is_last = tail.rfind("--", 0) == 0;
      if (!is_last && tail.find_first_not_of(" \t") != std::string_view::npos) continue;
      if (begin) take_part({*begin, static_cast<std::size_t>(line_begin - *begin)}, depth);
      if (is_last || mail_.is_cut) return;
      begin = rest.data();
    }
    // Without a last delimiter the part goes to the end.
    if (begin) take_part({*begin, static_cast<std::size_t>(rest.data() - *begin)}, depth);
  }

  void take_part(std::string_view text, int depth) {
    // The line break before a delimiter belongs to the delimiter.
    if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    take(take_entity(text), depth + 1);
  }

  ReadMail& mail_;
  std::size_t parts_ = 0;
};

}  // namespace

ReadMail read_mail(std::string_view bytes) {
  ReadMail mail;
  Entity entity = take_entity(bytes);
  mail.subject = decoded_header(entity.field("subject"));
  mail.from = decoded_header(entity.field("from"));
  mail.to = decoded_header(entity.field("to"));
  mail.date = decoded_header(entity.field("date"));
  mail.message_id = decoded_header(entity.field("message-id"));
  mail.in_reply_to = decoded_header(entity.field("in-reply-to"));
  mail.kind = decoded_header(entity.field("x-elzhur-kind"));
  mail.is_cut = std::exchange(entity.is_cut, false);
  Reader(mail).take(entity, 0);
  return mail;
}

}  // namespace elzhur::simulator
