// The one vocabulary of expected failures: a kind that tells the caller what to do, and a text that
// tells a person what to change. Not for bugs: those are ELZHUR_CHECK (check.hpp).
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace elzhur::journal {

/// What the caller does about a failure.
enum class ErrorKind {
  bad_input,    ///< The bytes or values from outside are wrong: refuse them, change nothing, tell a person.
  unavailable,  ///< The other side cannot be had now (network, file in use): try again later.
  storage,      ///< The store or the disk failed: abort the cycle, nothing has changed.
  config,       ///< The configuration is wrong: keep the old one, name the place.
};

/// A failure on its way to a person. `text` is one line, outermost context first:
/// "source 'inbox': export.zip!7а.xls: sheet 'Алгебра', row 12, column 1: no such date".
struct Error {
  ErrorKind kind = ErrorKind::bad_input;
  std::string text;

  bool operator==(const Error&) const = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// Makes a failed Result of any type: `return failure(ErrorKind::storage, "...")`.
[[nodiscard]] inline tl::unexpected<Error> failure(ErrorKind kind, std::string text) {
  return tl::make_unexpected(Error{kind, std::move(text)});
}

/// The same failure seen from one layer further out: "context: text".
[[nodiscard]] inline Error with_context(Error error, std::string_view context) {
  error.text.insert(0, std::string(context) + ": ");
  return error;
}

}  // namespace elzhur::journal
