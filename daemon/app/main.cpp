// elzhurd: arguments in, one verb out.
#include <stdlib.h>
#include <time.h>

#include <cstdio>
#include <exception>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "daemon/app/commands.hpp"
#include "daemon/app/credentials.hpp"
#include "daemon/app/init_command.hpp"
#include "daemon/app/keeping_command.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "daemon/version.hpp"

namespace {

using elzhur::app::Exit;

constexpr const char* k_default_config = "/etc/elzhurd/elzhurd.yaml";

int status(Exit exit) { return static_cast<int>(exit); }

/// An empty text leaves the instant alone. False, and says so, when the text is no instant.
bool take_instant(const char* option, const std::string& text,
                  std::optional<elzhur::journal::Instant>& instant) {
  if (text.empty()) return true;
  instant = elzhur::journal::parse_instant(text);
  if (!instant) {
    std::fprintf(stderr, "elzhurd: %s: '%s' is no RFC 3339 instant such as 2026-11-23T18:30:00+03:00\n",
                 option, text.c_str());
  }
  return instant.has_value();
}

/// Those of `outage`; `from` and `to` are texts still.
CLI::App* add_outage(CLI::App& program, elzhur::app::OutageOptions& options, std::string& from,
                     std::string& to) {
  CLI::App* outage = program.add_subcommand("outage", "Note a failure of ElZhur, or list those noted");
  outage->add_option("--config", options.config, "Configuration file")->capture_default_str();
  CLI::Option* begin = outage->add_option("--from", from, "RFC 3339 instant");
  CLI::Option* end = outage->add_option("--to", to, "RFC 3339 instant")->needs(begin);
  begin->needs(end);
  outage->add_option("--reason", options.reason, "What happened; people read it")->needs(begin);
  outage->add_option("--by", options.person, "Who says so")->needs(begin);
  return outage;
}

int run(int argc, char** argv) {
  CLI::App program("Watches how a school fills its electronic journal.", "elzhurd");
  program.set_version_flag("--version", "elzhurd " + std::string(elzhur::daemon::k_version));
  program.require_subcommand(0, 1);

  elzhur::app::RunOptions run_options{k_default_config};
  program.add_option("--config", run_options.config, "Configuration file of run")->capture_default_str();
  CLI::App* service = program.add_subcommand("run", "Run as a service until told to stop; the default");
  service->add_option("--config", run_options.config, "Configuration file")->capture_default_str();
  std::string clock_begin;
  service->add_option("--now", clock_begin,
                      "Let the clock begin at this RFC 3339 instant: for demonstrations");

  elzhur::app::OnceOptions once_options;
  once_options.config = k_default_config;
  std::string now;
  CLI::App* once = program.add_subcommand("once", "Run one cycle: pull, evaluate, commit, send");
  once->add_option("--config", once_options.config, "Configuration file")->capture_default_str();
  once->add_option("--now", now, "Take this RFC 3339 instant for the present");
  once->add_flag("--json", once_options.json, "Print the report as JSON");
  once->add_flag("--due", once_options.only_due, "Ask the sources only for what is due at that instant");
  once->add_flag("--dry-run", once_options.dry_run, "Change nothing and send nothing");

  elzhur::app::OutageOptions outage_options;
  outage_options.config = k_default_config;
  std::string from;
  std::string to;
  CLI::App* outage = add_outage(program, outage_options, from, to);

  elzhur::app::InitCommand init(program, k_default_config);
  elzhur::app::KeepingCommands keeping(program, k_default_config);

  std::string checked = k_default_config;
  CLI::App* check = program.add_subcommand("check-config", "Print every problem of a configuration");
  check->add_option("FILE", checked, "Configuration file")->capture_default_str();

  std::string shown = k_default_config;
  bool effective = false;
  CLI::App* config = program.add_subcommand("config", "Show the configuration");
  config->add_option("--config", shown, "Configuration file")->capture_default_str();
  config->add_flag("--effective", effective, "With all defaults, without secrets")->required();

  CLI::App* hash_password = program.add_subcommand(
      "hash-password", "Read a password from stdin, print its line for the users file");
  CLI::App* make_token = program.add_subcommand(
      "make-token", "Print a new token for a program, and its line for the users file");

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? status(Exit::clean) : status(Exit::usage);
  }
  if (keeping.is_given()) return status(keeping.run(elzhur::runtime::SystemClock{}));
  if (init.is_given()) return status(init.run(elzhur::runtime::SystemClock{}));
  if (hash_password->parsed()) return status(elzhur::app::run_hash_password());
  if (make_token->parsed()) return status(elzhur::app::run_make_token());
  if (check->parsed()) return status(elzhur::app::check_config(checked));
  if (config->parsed()) return status(elzhur::app::print_effective_config(shown));
  std::optional<elzhur::journal::Instant> begin_at;
  const bool are_instants =
      take_instant("--now", now, once_options.now) && take_instant("--now", clock_begin, begin_at) &&
      take_instant("--from", from, outage_options.from) && take_instant("--to", to, outage_options.to);
  if (!are_instants) return status(Exit::usage);
  if (outage->parsed())
    return status(elzhur::app::run_outage(outage_options, elzhur::runtime::SystemClock{}));
  if (once->parsed()) return status(elzhur::app::run_once(once_options, elzhur::runtime::SystemClock{}));
  const elzhur::runtime::SystemClock clock =
      begin_at ? elzhur::runtime::SystemClock(*begin_at) : elzhur::runtime::SystemClock();
  return status(elzhur::app::run_service(run_options, clock));
}

}  // namespace

int main(int argc, char** argv) {
  // Times in ZIP files are local ones, and two threads may read such files. A zone that is named is read
  // once, here; without a name the C library reads it anew for every time.
  (void)::setenv("TZ", ":/etc/localtime", 0);
  ::tzset();
  // stdout is for what was asked for; the log goes to stderr, where the journal adds the time.
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("elzhurd", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  spdlog::set_pattern("%l: %v");
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", error.what());
    return status(Exit::internal);
  }
}
