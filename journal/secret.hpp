// A password or a key: it can be handed to the library that needs it, and to nothing else by accident.
// Not for storing secrets: they come from files and live in memory only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace elzhur::journal {

/// Holds a secret text. It cannot be printed, formatted, compared or logged; the bytes are overwritten when the
/// last copy is gone. Copies share the bytes, so that no second place in memory has to be wiped.
class Secret {
 public:
  /// Empty.
  Secret() = default;
  /// Copies the bytes and wipes `text`.
  explicit Secret(std::string&& text) {
    auto bytes = std::make_shared<Bytes>();
    bytes->text.assign(text);  // A copy, as a moved short string would leave its bytes behind.
    wipe(text);
    bytes_ = std::move(bytes);
  }

  /// The secret itself, for the library that needs it. Lives as long as this object or a copy of it.
  [[nodiscard]] std::string_view reveal() const {
    return bytes_ ? std::string_view(bytes_->text) : std::string_view();
  }
  [[nodiscard]] bool empty() const { return reveal().empty(); }

  /// Overwrites the bytes of a text that held a secret, and empties it.
  static void wipe(std::string& text) noexcept {
    volatile char* bytes = text.data();
    for (std::size_t i = 0; i < text.capacity(); ++i) bytes[i] = '\0';
    text.clear();
  }

 private:
  struct Bytes {
    Bytes() = default;
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;
    ~Bytes() { wipe(text); }
    std::string text;
  };
  std::shared_ptr<const Bytes> bytes_;
};

/// Streaming a secret does not compile.
template <typename Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace elzhur::journal
