#include "daemon/runtime/signals.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <system_error>
#include <utility>

namespace elzhur::runtime {
namespace {

journal::Result<Signals> failed(const char* what) {
  return journal::failure(journal::ErrorKind::unavailable,
                          fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

}  // namespace

journal::Result<Signals> Signals::create() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return failed("signals cannot be blocked");
  for (const int number : {SIGPIPE, SIGXFSZ}) {
    if (::signal(number, SIG_IGN) == SIG_ERR) return failed("SIGPIPE and SIGXFSZ cannot be ignored");
  }
  const int signal_fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (signal_fd < 0) return failed("no descriptor for signals");
  const int call_fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (call_fd < 0) {
    ::close(signal_fd);
    return failed("no descriptor for calls");
  }
  return Signals(signal_fd, call_fd);
}

Signals::Signals(Signals&& other) noexcept
    : signal_fd_(std::exchange(other.signal_fd_, -1)), call_fd_(std::exchange(other.call_fd_, -1)) {}

Signals::~Signals() {
  if (signal_fd_ >= 0) ::close(signal_fd_);
  if (call_fd_ >= 0) ::close(call_fd_);
}

Signals::Event Signals::wait(std::chrono::milliseconds at_most) {
  std::array<pollfd, 2> fds{{{signal_fd_, POLLIN, 0}, {call_fd_, POLLIN, 0}}};
  const auto limit = std::clamp<std::int64_t>(at_most.count(), 0, std::numeric_limits<int>::max());
  if (::poll(fds.data(), fds.size(), static_cast<int>(limit)) <= 0) return Event::none;
  signalfd_siginfo info{};
  if (::read(signal_fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    return static_cast<int>(info.ssi_signo) == SIGHUP ? Event::reload : Event::terminate;
  }
  std::uint64_t calls = 0;
  if (::read(call_fd_, &calls, sizeof calls) == static_cast<ssize_t>(sizeof calls)) return Event::called;
  return Event::none;
}

void Signals::call() {
  const std::uint64_t one = 1;
  // A full counter means that the call is waiting to be heard already.
  [[maybe_unused]] const ssize_t written = ::write(call_fd_, &one, sizeof one);
}

}  // namespace elzhur::runtime
