#include "alerts/situation.hpp"

#include <array>

namespace elzhur::alerts {
namespace {

constexpr std::array k_roles{Role::administrator, Role::director,           Role::deputy, Role::responsible,
                             Role::member,        Role::site_administrator, Role::teacher};

}  // namespace

std::string_view role_name(Role role) {
  switch (role) {
    case Role::administrator:
      return "administrator";
    case Role::director:
      return "director";
    case Role::deputy:
      return "deputy";
    case Role::responsible:
      return "responsible";
    case Role::member:
      return "member";
    case Role::site_administrator:
      return "site_administrator";
    case Role::teacher:
      return "teacher";
  }
  return "unknown";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : k_roles) {
    if (role_name(role) == text) return role;
  }
  return std::nullopt;
}

std::string_view names_name(Names names) { return names == Names::all ? "all" : "confirmed"; }

std::optional<Names> parse_names(std::string_view text) {
  for (const Names names : {Names::confirmed, Names::all}) {
    if (names_name(names) == text) return names;
  }
  return std::nullopt;
}

}  // namespace elzhur::alerts
