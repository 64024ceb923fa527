// A point of the clock that only goes forward. It is handed in: this room reads no clock.
#pragma once

#include <chrono>

namespace elzhur::web {

/// For limits and waiting, never for what is judged.
using Moment = std::chrono::steady_clock::time_point;

}  // namespace elzhur::web
