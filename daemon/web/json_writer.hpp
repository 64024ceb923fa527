// JSON written straight into a text: for answers that are made thousands of times a second. Not for reading:
// api_input.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/time.hpp"

namespace elzhur::web {

/// The caller opens and closes in pairs and gives every value of an object a key. Texts that are no UTF-8 are
/// written with U+FFFD in their places.
class JsonWriter {
 public:
  void open_object() { open('{'); }
  void close_object() { close('}'); }
  void open_array() { open('['); }
  void close_array() { close(']'); }
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  template <std::integral Integer>
  void value(Integer number) {
    if constexpr (std::same_as<Integer, bool>) {
      raw(number ? "true" : "false");
    } else {
      integer(static_cast<std::int64_t>(number));
    }
  }
  void value(journal::Instant instant) { value(journal::format_instant(instant)); }
  void value(journal::Date date) { value(journal::format_date(date)); }
  void value(std::nullptr_t) { raw("null"); }
  template <typename T>
  void value(const std::optional<T>& maybe) {
    if (maybe) {
      value(*maybe);
    } else {
      value(nullptr);
    }
  }
  template <typename T>
  void field(std::string_view name, const T& of) {
    key(name);
    value(of);
  }
  void open_object(std::string_view name) {
    key(name);
    open_object();
  }
  void open_array(std::string_view name) {
    key(name);
    open_array();
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void open(char bracket);
  void close(char bracket);
  void raw(std::string_view token);
  void integer(std::int64_t number);
  void quoted(std::string_view text);
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace elzhur::web
