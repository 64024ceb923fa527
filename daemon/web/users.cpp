#include "daemon/web/users.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "daemon/web/passwords.hpp"

namespace elzhur::web {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 8> k_roles{{
    {"administrator", Role::administrator},
    {"director", Role::director},
    {"deputy", Role::deputy},
    {"responsible", Role::responsible},
    {"member", Role::member},
    {"site_administrator", Role::site_administrator},
    {"teacher", Role::teacher},
    {"operator", Role::service_operator},
}};

template <typename... Rights>
std::uint32_t bits(Rights... rights) {
  Visitor visitor;
  (visitor.allow(rights), ...);
  return visitor.rights;
}

std::string_view view(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::optional<Role> parse_role(std::string_view text) {
  for (const auto& [name, role] : k_roles) {
    if (name == text) return role;
  }
  return std::nullopt;
}

std::uint32_t all_rights() {
  return bits(Right::metrics, Right::numbers, Right::own_lessons, Right::confirmed, Right::names,
              Right::settle, Right::appeals, Right::operate, Right::administer);
}

std::uint32_t reading_rights() {
  return bits(Right::metrics, Right::numbers, Right::confirmed, Right::names);
}

std::uint32_t rights_of(Role role) {
  switch (role) {
    case Role::administrator:
      return all_rights();
    case Role::director:
      return bits(Right::metrics, Right::numbers, Right::confirmed);
    case Role::deputy:
      return bits(Right::numbers, Right::confirmed, Right::names, Right::settle, Right::appeals);
    case Role::responsible:
    case Role::member:
      return bits(Right::numbers);
    case Role::site_administrator:
    case Role::service_operator:
      return bits(Right::metrics, Right::operate);
    case Role::teacher:
      return bits(Right::own_lessons);
  }
  return 0;
}

Users::Users(std::vector<User> users, std::vector<Token> tokens) : tokens_(std::move(tokens)) {
  decoy_ = make_decoy(users.empty() ? std::string_view() : std::string_view(users.front().password));
  for (User& user : users) {
    std::string name = user.name;
    users_.emplace(std::move(name), std::move(user));
  }
}

const User* Users::find(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : &found->second;
}

const Token* Users::find_token(std::string_view token) const {
  const Sha256 digest = sha256(token);
  const Token* found = nullptr;
  for (const Token& candidate : tokens_) {
    if (equal_in_constant_time(view(candidate.digest), view(digest))) found = &candidate;
  }
  return found;
}

bool Users::check(std::string_view name, const journal::Secret& password) const {
  const User* user = find(name);
  const bool fits = is_password(user == nullptr ? decoy_ : user->password, password);
  return fits && user != nullptr;
}

Sha256 Users::fingerprint(const User& user) {
  return sha256(fmt::format("{}\n{}\n{}", user.password, static_cast<int>(user.role), user.person));
}

}  // namespace elzhur::web
