// SHA-256: the name of documents and evidence.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace elzhur::connectors {

/// 64 lower-case hex digits. Any thread.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// The same of bytes that come in pieces. One thread's.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  /// Of everything added. Once, at the end.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a text has the shape of such a name.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

}  // namespace elzhur::connectors
