// elzhurd: arguments in, one verb out.
#include <cstdio>
#include <exception>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "daemon/app/commands.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "daemon/version.hpp"

namespace {

using elzhur::app::Exit;

constexpr const char* k_default_config = "/etc/elzhurd/elzhurd.yaml";

int status(Exit exit) { return static_cast<int>(exit); }

int run(int argc, char** argv) {
  CLI::App program("Watches how a school fills its electronic journal.", "elzhurd");
  program.set_version_flag("--version", "elzhurd " + std::string(elzhur::daemon::k_version));
  program.require_subcommand(1);

  elzhur::app::OnceOptions once_options{k_default_config, std::nullopt, false, false};
  std::string now;
  CLI::App* once = program.add_subcommand("once", "Run one cycle: pull, evaluate, commit, send");
  once->add_option("--config", once_options.config, "Configuration file")->capture_default_str();
  once->add_option("--now", now, "Take this RFC 3339 instant for the present");
  once->add_flag("--json", once_options.json, "Print the report as JSON");
  once->add_flag("--dry-run", once_options.dry_run, "Change nothing and send nothing");

  std::string checked = k_default_config;
  CLI::App* check = program.add_subcommand("check-config", "Print every problem of a configuration");
  check->add_option("FILE", checked, "Configuration file")->capture_default_str();

  std::string shown = k_default_config;
  bool effective = false;
  CLI::App* config = program.add_subcommand("config", "Show the configuration");
  config->add_option("--config", shown, "Configuration file")->capture_default_str();
  config->add_flag("--effective", effective, "With all defaults, without secrets")->required();

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? status(Exit::clean) : status(Exit::usage);
  }
  if (check->parsed()) return status(elzhur::app::check_config(checked));
  if (config->parsed()) return status(elzhur::app::print_effective_config(shown));
  if (!now.empty()) {
    once_options.now = elzhur::journal::parse_instant(now);
    if (!once_options.now) {
      std::fprintf(stderr, "elzhurd: --now: '%s' is no RFC 3339 instant such as 2026-11-23T18:30:00+03:00\n",
                   now.c_str());
      return status(Exit::usage);
    }
  }
  return status(elzhur::app::run_once(once_options, elzhur::runtime::SystemClock{}));
}

}  // namespace

int main(int argc, char** argv) {
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
