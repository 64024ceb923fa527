// The signals of the process as events that the main thread waits for, and a way for other threads to call
// it. No code of ours runs in a signal handler.
#pragma once

#include <chrono>
#include <cstdint>

#include "journal/error.hpp"

namespace elzhur::runtime {

class Signals {
 public:
  enum class Event : std::uint8_t {
    none,       ///< The time has passed, or a signal of no concern.
    terminate,  ///< SIGTERM or SIGINT.
    reload,     ///< SIGHUP; several at once are one.
    called,     ///< call(); several at once are one.
  };

  /// From now on SIGTERM, SIGINT and SIGHUP wait to be asked for, in this thread and in those that it starts,
  /// and a peer that goes away or a file that may not grow is an error of the call, not the
  /// end of the process. Fails with ErrorKind::unavailable. Call it before any thread
  /// is started, once per process: the signals stay blocked when the object goes.
  [[nodiscard]] static journal::Result<Signals> create();
  Signals(Signals&& other) noexcept;
  Signals& operator=(Signals&&) = delete;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  /// Signals come before calls. One thread.
  [[nodiscard]] Event wait(std::chrono::milliseconds at_most);
  /// Any thread.
  void call();

 private:
  Signals(int signal_fd, int call_fd) : signal_fd_(signal_fd), call_fd_(call_fd) {}
  int signal_fd_;
  int call_fd_;
};

}  // namespace elzhur::runtime
