// The users file: who signs in to the page, and the tokens of programs.
#pragma once

#include <string_view>

#include "daemon/config/builders.hpp"
#include "daemon/config/config.hpp"
#include "daemon/config/problems.hpp"
#include "daemon/config/section.hpp"

namespace elzhur::config {

/// The users of a file whose text is at hand. Problems never quote a name or a hash.
[[nodiscard]] UsersSpec read_users(std::string_view text, Problems& problems);

/// Those of `users_file` of the section; problems of the file are added under its own name. Nothing when the
/// key is absent.
[[nodiscard]] UsersSpec load_users(const Section& web, const Surroundings& around, Problems& problems);

}  // namespace elzhur::config
