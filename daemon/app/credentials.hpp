// `elzhurd hash-password` and `elzhurd make-token`: lines for the users file. They open neither configuration
// nor store.
#pragma once

#include "daemon/app/commands.hpp"

namespace elzhur::app {

/// Asks twice without echo at a terminal, else reads one line from stdin; prints the Argon2id string.
/// Exit::usage when the password is too short or too long.
[[nodiscard]] Exit run_hash_password();

/// Prints a new token and the line of the users file that stands for it. The token is kept nowhere.
[[nodiscard]] Exit run_make_token();

}  // namespace elzhur::app
