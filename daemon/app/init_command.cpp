#include "daemon/app/init_command.hpp"

namespace elzhur::app {

namespace {

constexpr std::array<const char*, k_init_keys.size()> k_help{
    "The school as letters call it",
    "Time zone: Europe/Moscow",
    "Where exports come from: folder, a path, or the address of the API",
    "First day watched: 2026-11-24",
    "The administrator's address",
    "The director's address, or no",
    "[user@]server[:port], or no: letters go to a folder",
    "Folder of store, evidence and inbox"};

}  // namespace

InitCommand::InitCommand(CLI::App& program, const char* default_config)
    : command_(program.add_subcommand("init", "Ask eight questions and write a configuration that runs")) {
  options_.config = default_config;
  command_->add_option("--config", options_.config, "Configuration file to write")->capture_default_str();
  command_->add_option("--answers", options_.answers, "File of `key: answer` lines; nothing is asked then");
  command_->add_option("--export", options_.export_file,
                       "A first export: classes and staff are taken from it");
  command_->add_flag("--yes", options_.yes, "Take defaults instead of asking");
  command_->add_flag("--force", options_.force, "Existing files become .bak");
  for (std::size_t i = 0; i < k_init_keys.size(); ++i)
    command_->add_option("--" + std::string(k_init_keys[i]), answers_[i], k_help[i]);
}

Exit InitCommand::run(const journal::Clock& clock) {
  for (std::size_t i = 0; i < k_init_keys.size(); ++i) {
    if (command_->count("--" + std::string(k_init_keys[i])) != 0)
      options_.given.emplace(k_init_keys[i], answers_[i]);
  }
  return run_init(options_, clock, stdin, stdout);
}

}  // namespace elzhur::app
