// Who may come in by the users file, as what. Not for reading the file: daemon/config.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/crypto.hpp"
#include "daemon/web/request.hpp"
#include "journal/secret.hpp"

namespace elzhur::web {

/// A longer name is nobody's.
inline constexpr std::size_t k_user_name_bytes_max = 200;

enum class Role : std::uint8_t {
  administrator,
  director,
  deputy,
  responsible,
  member,
  site_administrator,
  teacher,
  service_operator,  ///< "operator" in the file.
};
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);
/// As bits of Visitor::rights.
[[nodiscard]] std::uint32_t rights_of(Role role);
/// Everything: the administrator, and whoever reaches the unix socket.
[[nodiscard]] std::uint32_t all_rights();
/// To read whatever there is, and to change nothing: without a users file, from this machine.
[[nodiscard]] std::uint32_t reading_rights();

struct User {
  std::string name{};
  Role role = Role::member;
  std::string password{};  ///< Argon2id.
  std::string person{};    ///< Of a teacher: the full name.
};

struct Token {
  std::string name{};
  Role role = Role::member;
  Sha256 digest{};
};

/// Immutable: any thread.
class Users {
 public:
  /// Requires: no name twice.
  Users(std::vector<User> users, std::vector<Token> tokens);

  /// Lives as long as this.
  [[nodiscard]] const User* find(std::string_view name) const;
  /// Looks at every token, whichever it is.
  [[nodiscard]] const Token* find_token(std::string_view token) const;
  /// Whether this is the password of that user. For a name that nobody has it takes as long and is false.
  /// Slow.
  [[nodiscard]] bool check(std::string_view name, const journal::Secret& password) const;
  /// Changes when the user's password, role or person does: sessions opened before are over then.
  [[nodiscard]] static Sha256 fingerprint(const User& user);

 private:
  std::map<std::string, User, std::less<>> users_;
  std::vector<Token> tokens_;
  std::string decoy_;
};

}  // namespace elzhur::web
