#include "daemon/config/users_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"

namespace elzhur::config {
namespace {

using Words = std::string_view;

constexpr std::array<Words, 8> k_user_roles{"administrator", "director",           "deputy",  "responsible",
                                            "member",        "site_administrator", "teacher", "operator"};
/// A teacher sees what is their own: a program has nothing of its own.
constexpr std::array<Words, 7> k_token_roles{"administrator", "director",           "deputy",  "responsible",
                                             "member",        "site_administrator", "operator"};

constexpr std::array k_user{
    Key{"name", Type::text, true, {}, "Имя для входа; под ним записывается, кто что решил."},
    Key{"role", Type::choice, true, {}, "Роль.", k_user_roles},
    Key{"password", Type::text, true, {}, "Строка, которую печатает elzhurd hash-password."},
    Key{"person", Type::text, false, {}, "Фамилия, имя, отчество учителя."},
};
constexpr Table k_user_table{"user", k_user};

constexpr std::array k_token{
    Key{"name", Type::text, true, {}, "Что это за программа."},
    Key{"role", Type::choice, true, {}, "Роль.", k_token_roles},
    Key{"sha256", Type::text, true, {}, "Строка, которую печатает elzhurd make-token."},
};
constexpr Table k_token_table{"token", k_token};

constexpr std::array k_users{
    Key{"users", Type::maps, false, {}, "Кто входит с паролем.", {}, 0, k_users_max, &k_user_table},
    Key{"tokens", Type::maps, false, {}, "Программы с ключом доступа.", {}, 0, k_tokens_max, &k_token_table},
};
constexpr Table k_users_table{"the users file", k_users};

/// What a password may cost to check: a file must not stop the service.
constexpr std::int64_t k_memory_kib_min = 8 * 1024;
constexpr std::int64_t k_memory_kib_max = 256 * 1024;
constexpr std::int64_t k_passes_max = 20;
constexpr std::int64_t k_lanes_max = 8;

/// Takes the text up to the mark off `rest`; nothing when there is no mark.
std::optional<Words> take_until(Words& rest, char mark) {
  const std::size_t end = rest.find(mark);
  if (end == Words::npos) return std::nullopt;
  const Words taken = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return taken;
}

std::optional<std::int64_t> number_after(std::optional<Words> text, Words prefix) {
  if (!text || !text->starts_with(prefix)) return std::nullopt;
  return parse_integer(text->substr(prefix.size()));
}

bool is_base64(Words text, std::size_t least) {
  return text.size() >= least && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                  c == '/';
         });
}

bool is_argon2id(Words text) {
  constexpr Words k_begin = "$argon2id$v=19$";
  if (!text.starts_with(k_begin)) return false;
  text.remove_prefix(k_begin.size());
  const auto memory = number_after(take_until(text, ','), "m=");
  const auto passes = number_after(take_until(text, ','), "t=");
  const auto lanes = number_after(take_until(text, '$'), "p=");
  const auto salt = take_until(text, '$');
  return memory && *memory >= k_memory_kib_min && *memory <= k_memory_kib_max && passes && *passes >= 1 &&
         *passes <= k_passes_max && lanes && *lanes >= 1 && *lanes <= k_lanes_max && salt &&
         is_base64(*salt, 11) && is_base64(text, 22);
}

bool is_sha256(Words text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

/// Under one name two people could not be told apart in what they decided.
class NamesTaken {
 public:
  explicit NamesTaken(Problems& problems) : problems_(problems) {}

  void claim(const std::string& name, Place place) {
    if (name.empty()) return;
    const auto [first, is_new] = places_.try_emplace(name, place);
    if (is_new) return;
    problems_.error(place, fmt::format("this name is another's too; the first is in line {}, column {}",
                                       first->second.line, first->second.column));
  }

 private:
  Problems& problems_;
  std::map<std::string, Place> places_;
};

UserSpec read_user(const Section& entry, Problems& problems) {
  UserSpec user{entry.text("name"), entry.text("role"), entry.text("password"), entry.text("person")};
  if (user.name.size() > k_login_bytes_max)
    problems.error(entry.place("name"), fmt::format("'name' has more than {} bytes", k_login_bytes_max));
  if (!user.password.empty() && !is_argon2id(user.password)) {
    problems.error(
        entry.place("password"),
        "'password' must be the line that 'elzhurd hash-password' prints ($argon2id$v=19$m=...), in "
        "quotes; never the password itself");
  }
  if (user.role == "teacher" && user.person.empty())
    problems.error(entry.place(), "a teacher needs 'person': the full name as in the staff file");
  if (!user.role.empty() && user.role != "teacher" && !user.person.empty())
    problems.error(entry.place("person"), "'person' is for the role teacher only");
  return user;
}

}  // namespace

UsersSpec read_users(std::string_view text, Problems& problems) {
  UsersSpec spec;
  const auto root = parse_yaml(text);
  if (!root) {
    problems.error({root.error().line, root.error().column}, root.error().text);
    return spec;
  }
  check_shape(*root, k_users_table, root->place, problems);
  const Section top(&*root, k_users_table, root->place);
  NamesTaken names(problems);
  for (const Section& entry : top.sections("users")) {
    if (spec.users.size() == k_users_max) break;  // Reported by the check of the shape.
    spec.users.push_back(read_user(entry, problems));
    names.claim(spec.users.back().name, entry.place("name"));
  }
  std::map<std::string, Place> digests;
  for (const Section& entry : top.sections("tokens")) {
    if (spec.tokens.size() == k_tokens_max) break;
    TokenSpec token{entry.text("name"), entry.text("role"), entry.text("sha256")};
    names.claim(token.name, entry.place("name"));
    if (!token.sha256.empty() && !is_sha256(token.sha256)) {
      problems.error(
          entry.place("sha256"),
          "'sha256' must be the 64 hex digits that 'elzhurd make-token' prints; never the token itself");
    } else if (!token.sha256.empty() && !digests.try_emplace(token.sha256, entry.place("sha256")).second) {
      problems.error(entry.place("sha256"), "this token is another's too");
    }
    spec.tokens.push_back(std::move(token));
  }
  if (spec.users.empty() && spec.tokens.empty() && !problems.has_errors())
    problems.error(root->place, "neither 'users' nor 'tokens': nobody could come in");
  return spec;
}

UsersSpec load_users(const Section& web, const Surroundings& around, Problems& problems) {
  const std::string named = web.text("users_file");
  if (named.empty()) return {};
  const std::filesystem::path file = resolve(around, named);
  const auto text = read_named_file(file, around, web.place("users_file"), problems);
  if (!text) return {};
  if (around.inputs.readable_by_all(file)) {
    problems.warning(web.place("users_file"),
                     "everybody on this machine may read the hashes of passwords: chmod o= the users file");
  }
  Problems own((around.shown / named).lexically_normal().string());
  UsersSpec spec = read_users(*text, own);
  for (Diagnostic& diagnostic : own.take()) problems.add(std::move(diagnostic));
  return spec;
}

}  // namespace elzhur::config
