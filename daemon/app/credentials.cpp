#include "daemon/app/credentials.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "daemon/web/crypto.hpp"
#include "daemon/web/passwords.hpp"
#include "journal/secret.hpp"

namespace elzhur::app {
namespace {

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

/// The terminal without echo, as long as this lives.
class Quiet {
 public:
  Quiet() {
    is_changed_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_changed_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Quiet() {
    if (is_changed_) (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  termios before_{};
  bool is_changed_ = false;
};

/// One line of stdin, byte by byte: what a buffer would keep of it could not be wiped.
std::optional<journal::Secret> read_line() {
  std::string line;
  line.reserve(4 * web::k_password_bytes_max);
  for (char c = 0; line.size() < 2 * web::k_password_bytes_max;) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || (got == 0 && line.empty())) return std::nullopt;
    if (got == 0 || c == '\n') break;
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  return journal::Secret(std::move(line));
}

std::optional<journal::Secret> ask(const char* question) {
  say(question);
  const Quiet quiet;
  auto line = read_line();
  say("\n");
  return line;
}

}  // namespace

Exit run_hash_password() {
  const bool is_terminal = ::isatty(STDIN_FILENO) == 1;
  const auto password = is_terminal ? ask("Пароль: ") : read_line();
  if (!password) {
    say("elzhurd: no password on stdin\n");
    return Exit::usage;
  }
  if (is_terminal) {
    const auto again = ask("Ещё раз: ");
    if (!again || !web::equal_in_constant_time(password->reveal(), again->reveal())) {
      say("elzhurd: the two are different\n");
      return Exit::usage;
    }
  }
  const auto hashed = web::hash_password(*password);
  if (!hashed) {
    say(fmt::format("elzhurd: {}\n", hashed.error().text));
    return hashed.error().kind == journal::ErrorKind::bad_input ? Exit::usage : Exit::internal;
  }
  fmt::print("{}\n", *hashed);
  return Exit::clean;
}

Exit run_make_token() {
  const std::string token = web::make_random_token();
  fmt::print("token: {}\nsha256: {}\n", token, web::render_hex(web::sha256(token)));
  if (::isatty(STDOUT_FILENO) == 1)
    say("Ключ (token) показан один раз: отдайте его программе. В файл users.yaml, в tokens, впишите "
        "sha256.\n");
  return Exit::clean;
}

}  // namespace elzhur::app
