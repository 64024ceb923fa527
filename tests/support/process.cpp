#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "journal/check.hpp"

namespace elzhur::tests {
namespace {

using std::chrono::milliseconds;

/// How long one poll may last: a child's end is noticed this much later at the most.
constexpr milliseconds k_slice{5};

// The steady clock of the system: a deadline for a real process is real time, not the school's.
milliseconds steady_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return milliseconds(now.tv_sec * 1000 + now.tv_nsec / 1'000'000);
}

struct Pipe {
  int read = -1;
  int write = -1;

  Pipe() {
    std::array<int, 2> ends{};
    ELZHUR_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read = ends[0];
    write = ends[1];
  }
};

void close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!changes.contains(text.substr(0, text.find('=')))) merged.push_back(text);
  }
  for (const auto& [key, value] : changes) merged.push_back(key + "=" + value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// The child, its pipes' ends given as its 0, 1, 2; or -1.
pid_t spawn(std::vector<std::string> arguments, const ProcessOptions& options, int in, int out, int err) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  ::posix_spawn_file_actions_adddup2(&actions, err, 2);
  if (!options.directory.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());
  }
  auto environment = merged_environment(options.env);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, arguments.at(0).c_str(), &actions, nullptr,
                                    pointers(arguments).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? pid : -1;
}

}  // namespace

struct BackgroundProcess::State {
  pid_t pid = -1;
  int in = -1;
  int out = -1;
  int err = -1;
  std::string input;
  std::size_t written = 0;
  bool ended = false;
  ProcessResult result;

  /// One turn: writes what stdin takes, reads what the outputs give, notices the end.
  void pump(milliseconds wait) {
    std::array<pollfd, 3> fds{{{in, POLLOUT, 0}, {out, POLLIN, 0}, {err, POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), static_cast<int>(wait.count()));
    if (fds[0].revents != 0) write_some();
    if (fds[1].revents != 0) read_some(out, result.out);
    if (fds[2].revents != 0) read_some(err, result.err);
    reap();
  }

  void write_some() {
    const ssize_t count = ::write(in, input.data() + written, input.size() - written);
    if (count > 0) written += static_cast<std::size_t>(count);
    if ((count < 0 && errno != EAGAIN) || written == input.size()) close_end(in);
  }

  /// True while there may be more at once.
  static bool read_some(int& fd, std::string& into) {
    if (fd < 0) return false;
    std::array<char, 16384> buffer{};
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(count));
      return true;
    }
    if (count == 0 || errno != EAGAIN) close_end(fd);
    return false;
  }

  void reap() {
    if (ended) return;
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) return;
    ended = true;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    // What it wrote before its end is in the pipes; a grandchild that keeps them open is not waited for.
    while (read_some(out, result.out)) {
    }
    while (read_some(err, result.err)) {
    }
    close_all();
  }

  void close_all() {
    close_end(in);
    close_end(out);
    close_end(err);
  }
};

BackgroundProcess::BackgroundProcess(const std::vector<std::string>& arguments, const ProcessOptions& options)
    : state_(std::make_unique<State>()) {
  // A child that closes its stdin early must not end the test program.
  static const auto ignored = ::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(ignored);
  Pipe in;
  Pipe out;
  Pipe err;
  state_->pid = spawn(arguments, options, in.read, out.write, err.write);
  for (int fd : {in.read, out.write, err.write}) ::close(fd);
  state_->in = in.write;
  state_->out = out.read;
  state_->err = err.read;
  for (int fd : {state_->in, state_->out, state_->err}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  state_->input = options.input;
  if (options.input.empty()) close_end(state_->in);
  if (state_->pid < 0) {
    state_->ended = true;
    state_->result.status = 127;
    state_->result.err = "cannot start " + arguments.at(0) + "\n";
    state_->close_all();
  }
}

BackgroundProcess::~BackgroundProcess() {
  if (!state_->ended) {
    ::kill(state_->pid, SIGKILL);
    ::waitpid(state_->pid, nullptr, 0);
  }
  state_->close_all();
}

pid_t BackgroundProcess::pid() const { return state_->pid; }

void BackgroundProcess::signal(int number) const {
  if (!state_->ended) ::kill(state_->pid, number);
}

ProcessResult BackgroundProcess::wait(milliseconds time_max) {
  const milliseconds end = steady_ms() + time_max;
  while (!state_->ended) {
    if (!state_->result.timed_out && steady_ms() >= end) {
      state_->result.timed_out = true;
      ::kill(state_->pid, SIGKILL);
    }
    state_->pump(k_slice);
  }
  return state_->result;
}

bool BackgroundProcess::wait_for_output(const std::string& text, milliseconds time_max) {
  const milliseconds end = steady_ms() + time_max;
  while (state_->result.out.find(text) == std::string::npos) {
    if (state_->ended || steady_ms() >= end) return false;
    state_->pump(k_slice);
  }
  return true;
}

std::string BackgroundProcess::output() const { return state_->result.out; }

ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  return BackgroundProcess(arguments, options).wait(options.time_max);
}

}  // namespace elzhur::tests
