// elzhurctl: the command line in, one conversation with the service out.
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <string_view>

#include "daemon/ctl/arguments.hpp"
#include "daemon/ctl/commands.hpp"
#include "daemon/ctl/http_talker.hpp"
#include "daemon/version.hpp"

namespace {

using elzhur::ctl::Exit;

bool write(std::FILE* stream, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size();
}

class Terminal final : public elzhur::ctl::Person {
 public:
  void show(std::string_view text) override { is_written_ = write(stdout, text) && is_written_; }
  void complain(std::string_view text) override {
    (void)std::fflush(stdout);
    (void)write(stderr, text);
  }
  bool agrees(std::string_view question) override {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) return true;
    show(std::string(question) + " [да/нет] ");
    (void)std::fflush(stdout);
    const std::string said = read_line();
    for (const std::string_view yes : {"да", "Да", "ДА", "д", "yes", "y"}) {
      if (said == yes) return true;
    }
    return false;
  }
  /// False: not all of it could be written, as on a full disk.
  bool finish() { return std::fflush(stdout) == 0 && is_written_; }

 private:
  /// One line without its end and spaces before that; nothing when it is longer or broken off. All of it is
  /// taken, so that its rest answers no other question.
  static std::string read_line() {
    constexpr std::size_t k_line_bytes_max = 64;
    std::string line;
    for (int byte = std::fgetc(stdin); byte != EOF && byte != '\n'; byte = std::fgetc(stdin)) {
      if (line.size() <= k_line_bytes_max) line += static_cast<char>(byte);
    }
    if (std::feof(stdin) != 0 || line.size() > k_line_bytes_max) return {};
    while (line.ends_with(' ')) line.pop_back();
    return line;
  }

  bool is_written_ = true;
};

int run(int argc, char** argv) {
  Terminal terminal;
  const std::span<const char* const> arguments(argv + 1, argc > 0 ? static_cast<std::size_t>(argc - 1) : 0);
  const elzhur::ctl::Reading reading = elzhur::ctl::read_arguments(arguments, elzhur::daemon::k_version);
  Exit exit = reading.exit;
  terminal.show(reading.out);
  terminal.complain(reading.err);
  if (reading.order) {
    elzhur::ctl::HttpTalker talker(reading.place);
    exit = elzhur::ctl::carry_out(*reading.order, talker, terminal);
  }
  const bool is_written = terminal.finish();
  return static_cast<int>(exit == Exit::clean && !is_written ? Exit::internal : exit);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "elzhurctl: internal error: %s\n", error.what());
    return static_cast<int>(Exit::internal);
  }
}
