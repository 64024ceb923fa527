// Programs run as a person would run them: their output, their exit status, their death.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace elzhur::tests {

struct ProcessOptions {
  std::string input;                           ///< What stdin gives; then end of file.
  std::map<std::string, std::string> env;      ///< Set over this process's own environment.
  std::filesystem::path directory;             ///< Working directory; empty: this process's own.
  std::chrono::milliseconds time_max{60'000};  ///< Killed with SIGKILL after that.
};

struct ProcessResult {
  int status = -1;  ///< Exit status; 128 + signal when a signal ended it; 127 when it could not be started.
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// Runs a program to its end. Never throws; the output is kept in memory whole.
[[nodiscard]] ProcessResult run_process(const std::vector<std::string>& arguments,
                                        const ProcessOptions& options = {});

/// A program that runs beside the test. The destructor kills it (SIGKILL) and reaps it.
class BackgroundProcess {
 public:
  /// `options.time_max` is not used. When the program cannot be started wait() gives status 127.
  explicit BackgroundProcess(const std::vector<std::string>& arguments, const ProcessOptions& options = {});
  ~BackgroundProcess();
  BackgroundProcess(const BackgroundProcess&) = delete;
  BackgroundProcess& operator=(const BackgroundProcess&) = delete;

  [[nodiscard]] pid_t pid() const;
  void signal(int number) const;
  /// Waits for the end, killing after `time_max`; afterwards the same answer again.
  ProcessResult wait(std::chrono::milliseconds time_max);
  /// Reads on until stdout holds `text`; false when it ended or `time_max` passed before.
  [[nodiscard]] bool wait_for_output(const std::string& text, std::chrono::milliseconds time_max);
  /// What stdout has given so far.
  [[nodiscard]] std::string output() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace elzhur::tests
