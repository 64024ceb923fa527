// XML from outside, event by event, with everything refused that a spreadsheet never has: document type
// declarations (and with them all entities) and deep nesting. Inner to the format readers.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "journal/error.hpp"

namespace elzhur::connectors {

/// The attributes of one element; valid during the call that has them.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// By local name, whatever the prefix; "" when absent.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  /// By the whole name as written.
  [[nodiscard]] std::string_view get_exact(std::string_view name) const;
  /// Name and value in turn, then nullptr.
  [[nodiscard]] const char** pairs() const { return pairs_; }

 private:
  const char** pairs_;
};

/// Element names come without their prefix.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  /// A text may come in several pieces.
  virtual void text(std::string_view piece) = 0;
  /// Asked after every piece of input: a failure ends the parsing.
  [[nodiscard]] virtual const std::optional<journal::Error>& failure() const = 0;
};

class XmlParser {
 public:
  /// `part` is how errors call the text: "xl/workbook.xml". The handler must outlive the parser.
  XmlParser(std::string part, std::size_t depth_max, XmlHandler& handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Fails where the XML is wrong or the handler failed; nothing may be fed after that.
  [[nodiscard]] journal::Result<void> feed(std::string_view piece);
  /// Fails when the document is not complete.
  [[nodiscard]] journal::Result<void> finish();

 private:
  struct State;
  [[nodiscard]] journal::Result<void> parse(std::string_view piece, bool is_last);
  std::unique_ptr<State> state_;
};

}  // namespace elzhur::connectors
