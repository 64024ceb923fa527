// Document <-> canonical text. Files of evidence are in evidence_files.cpp.
#include "connectors/evidence.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace elzhur::connectors {
namespace {

using journal::Block;
using journal::Date;
using journal::Document;
using journal::ErrorKind;
using journal::FillState;
using journal::Instant;
using journal::LessonSeen;
using journal::Result;

constexpr std::string_view k_first_line = "elzhur-evidence/1";
constexpr std::string_view k_nothing = "-";
/// One letter for each FillState, in the order of its numbers.
constexpr std::string_view k_state_letters = "?epfdn";

// --- Writing
// ---------------------------------------------------------------------------------------------------------

void append_text(std::string& out, std::string_view text) {
  out += '\t';
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += c;
    }
  }
}

template <typename Number>
void append_number(std::string& out, Number number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out += '\t';
  out.append(digits.data(), end);
}

/// Years of four digits are written for people; all others as a bare count, so that nothing is lost.
bool has_plain_year(Date date) {
  constexpr Date k_first{std::chrono::year(1) / 1 / 1};
  constexpr Date k_last{std::chrono::year(9999) / 12 / 31};
  return k_first <= date && date <= k_last;
}

void append_date(std::string& out, Date date) {
  if (has_plain_year(date)) {
    append_text(out, journal::format_date(date));
  } else {
    append_text(out, fmt::format("@{}", date.time_since_epoch().count()));
  }
}

void append_instant(std::string& out, std::optional<Instant> instant) {
  if (!instant) {
    append_text(out, k_nothing);
  } else if (has_plain_year(Date{std::chrono::floor<std::chrono::days>(instant->time_since_epoch())})) {
    append_text(out, journal::format_instant(*instant));
  } else {
    append_text(out, fmt::format("@{}", instant->time_since_epoch().count()));
  }
}

void append_lesson(std::string& out, const LessonSeen& lesson) {
  out += "lesson";
  append_date(out, lesson.date);
  append_number(out, lesson.ordinal);
  lesson.number ? append_number(out, *lesson.number) : append_text(out, k_nothing);
  append_number(out, lesson.teachers.size());
  for (const std::uint32_t teacher : lesson.teachers) append_number(out, teacher);
  lesson.substitute ? append_number(out, *lesson.substitute) : append_text(out, k_nothing);
  append_number(out, lesson.substituted_by_unknown ? 1 : 0);
  out += '\t';
  for (const auto& field : lesson.fields) out += k_state_letters[static_cast<std::size_t>(field.state)];
  for (const auto& field : lesson.fields) append_instant(out, field.reported);
  append_instant(out, lesson.last_change);
  append_number(out, lesson.row);
  out += '\n';
}

// --- Reading
// ---------------------------------------------------------------------------------------------------------

/// Words of one line after another. The first thing that does not fit makes everything after it fail.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  /// Goes to the next line, whose first word must be `name`.
  void expect(std::string_view name) {
    next_line();
    if (word() != name) fail();
  }
  /// The first word of the next line, without going there.
  [[nodiscard]] std::string_view peek() const { return rest_.substr(0, rest_.find_first_of("\t\n")); }
  /// The line goes on.
  [[nodiscard]] bool has_more() const { return !line_.empty(); }
  void next_line() {
    if (!line_.empty() || in_line_) fail();
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return fail();
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    in_line_ = true;
    ++line_number_;
  }
  std::string_view word() {
    if (!in_line_) {
      fail();
      return {};
    }
    const std::size_t end = line_.find('\t');
    const std::string_view word = line_.substr(0, end);
    in_line_ = end != std::string_view::npos;
    line_.remove_prefix(in_line_ ? end + 1 : line_.size());
    return word;
  }
  std::string text() {
    const std::string_view escaped = word();
    std::string plain;
    for (std::size_t at = 0; at < escaped.size(); ++at) {
      if (escaped[at] != '\\') {
        plain += escaped[at];
        continue;
      }
      const char code = ++at < escaped.size() ? escaped[at] : '\0';
      switch (code) {
        case '\\':
          plain += '\\';
          break;
        case 't':
          plain += '\t';
          break;
        case 'n':
          plain += '\n';
          break;
        case 'r':
          plain += '\r';
          break;
        default:
          fail();
      }
    }
    return plain;
  }
  template <typename Number>
  Number number() {
    return number_in<Number>(word());
  }
  template <typename Number>
  std::optional<Number> optional_number() {
    const std::string_view text = word();
    if (text == k_nothing) return std::nullopt;
    return number_in<Number>(text);
  }
  Date date() {
    const std::string_view text = word();
    if (text.starts_with('@')) return Date{std::chrono::days(number_in<int>(text.substr(1)))};
    const auto date = journal::parse_date(text);
    if (!date) fail();
    return date.value_or(Date{});
  }
  std::optional<Instant> instant() {
    const std::string_view text = word();
    if (text == k_nothing) return std::nullopt;
    if (text.starts_with('@')) return Instant{journal::Seconds(number_in<std::int64_t>(text.substr(1)))};
    const auto instant = journal::parse_instant(text);
    if (!instant) fail();
    return instant;
  }
  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return rest_.empty() && !in_line_; }
  [[nodiscard]] std::size_t line_number() const { return line_number_; }

 private:
  template <typename Number>
  Number number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) fail();
    return value;
  }

  std::string_view rest_;
  std::string_view line_;
  bool in_line_ = false;
  bool failed_ = false;
  std::size_t line_number_ = 0;
};

LessonSeen read_lesson(Words& words, std::size_t people) {
  LessonSeen lesson;
  words.expect("lesson");
  lesson.date = words.date();
  lesson.ordinal = words.number<int>();
  lesson.number = words.optional_number<int>();
  const auto teachers = words.number<std::size_t>();
  for (std::size_t i = 0; i < teachers && !words.failed(); ++i) {
    lesson.teachers.push_back(words.number<std::uint32_t>());
    if (lesson.teachers.back() >= people) words.fail();
  }
  lesson.substitute = words.optional_number<std::uint32_t>();
  if (lesson.substitute && *lesson.substitute >= people) words.fail();
  lesson.substituted_by_unknown = words.number<int>() != 0;
  const std::string_view states = words.word();
  if (states.size() != journal::k_fields) words.fail();
  for (std::size_t f = 0; f < std::min(states.size(), journal::k_fields); ++f) {
    const std::size_t state = k_state_letters.find(states[f]);
    if (state == std::string_view::npos) words.fail();
    lesson.fields[f].state =
        state == std::string_view::npos ? FillState::unknown : static_cast<FillState>(state);
  }
  for (auto& field : lesson.fields) field.reported = words.instant();
  lesson.last_change = words.instant();
  lesson.row = words.number<std::uint32_t>();
  return lesson;
}

Block read_block(Words& words, std::size_t people) {
  Block block;
  words.expect("block");
  block.scope.class_name = words.text();
  block.scope.group = words.text();
  block.scope.subject = words.text();
  block.dates.first = words.date();
  block.dates.last = words.date();
  const auto fields = words.number<unsigned>();
  if (fields >= 1U << journal::k_fields) words.fail();
  block.fields = journal::FieldSet(static_cast<std::uint8_t>(fields));
  block.sheet = words.text();
  while (!words.failed() && words.peek() == "lesson") block.lessons.push_back(read_lesson(words, people));
  return block;
}

}  // namespace

std::string render_evidence(const Document& document) {
  constexpr std::size_t k_head_bytes = 1024;
  constexpr std::size_t k_lesson_bytes = 64;
  std::string out;
  out.reserve(k_head_bytes + document.lessons() * k_lesson_bytes);
  out += k_first_line;
  const auto line = [&out](std::string_view name) {
    out += '\n';
    out += name;
  };
  line("source");
  append_text(out, document.source_id);
  if (!document.aspect.empty()) append_text(out, document.aspect);
  line("name");
  append_text(out, document.name);
  line("format");
  append_text(out, document.format);
  line("sha256");
  append_text(out, document.sha256);
  line("size");
  append_number(out, document.size_bytes);
  line("as_of");
  append_instant(out, document.as_of.earliest);
  append_instant(out, document.as_of.latest);
  line("live");
  append_number(out, document.live ? 1 : 0);
  line("rows");
  append_number(out, document.rows);
  for (const std::string& person : document.people) {
    line("person");
    append_text(out, person);
  }
  out += '\n';
  for (const Block& block : document.blocks) {
    out += "block";
    append_text(out, block.scope.class_name);
    append_text(out, block.scope.group);
    append_text(out, block.scope.subject);
    append_date(out, block.dates.first);
    append_date(out, block.dates.last);
    append_number(out, static_cast<unsigned>(block.fields.bits()));
    append_text(out, block.sheet);
    out += '\n';
    for (const LessonSeen& lesson : block.lessons) append_lesson(out, lesson);
  }
  out += "end\n";
  return out;
}

Result<Document> parse_evidence(std::string_view text) {
  Words words(text);
  Document document;
  words.expect(k_first_line);
  words.expect("source");
  document.source_id = words.text();
  if (words.has_more()) document.aspect = words.text();
  words.expect("name");
  document.name = words.text();
  words.expect("format");
  document.format = words.text();
  words.expect("sha256");
  document.sha256 = words.text();
  words.expect("size");
  document.size_bytes = words.number<std::uint64_t>();
  words.expect("as_of");
  const auto earliest = words.instant();
  const auto latest = words.instant();
  if (!earliest || !latest) words.fail();
  document.as_of = {earliest.value_or(Instant{}), latest.value_or(Instant{})};
  words.expect("live");
  document.live = words.number<int>() != 0;
  words.expect("rows");
  document.rows = words.number<std::size_t>();
  while (!words.failed() && words.peek() == "person") {
    words.expect("person");
    document.people.push_back(words.text());
  }
  while (!words.failed() && words.peek() == "block") {
    document.blocks.push_back(read_block(words, document.people.size()));
  }
  words.expect("end");
  if (words.failed() || !words.at_end()) {
    return journal::failure(ErrorKind::bad_input,
                            fmt::format("evidence: line {} is not as written", words.line_number()));
  }
  return document;
}

}  // namespace elzhur::connectors
