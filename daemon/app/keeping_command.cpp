#include "daemon/app/keeping_command.hpp"

#include <tuple>

namespace elzhur::app {

KeepingCommands::KeepingCommands(CLI::App& program, const char* default_config)
    : verified_(default_config),
      backup_(program.add_subcommand("backup", "Make and check a backup, while the service runs or not")),
      restore_(
          program.add_subcommand("restore", "Put a backup in the place of the store; messages are held")),
      verify_(program.add_subcommand("verify", "Check the store, its counts and its evidence")),
      person_command_(program.add_subcommand(
          "person", "Print everything stored about one person; correct the name or the post")) {
  backup_options_.config = default_config;
  backup_->add_option("--config", backup_options_.config, "Configuration file")->capture_default_str();
  backup_->add_option("--to", backup_options_.to, "Folder of backups instead of store.backup.to");
  restore_options_.config = default_config;
  restore_->add_option("--config", restore_options_.config, "Configuration file")->capture_default_str();
  CLI::Option* from =
      restore_->add_option("--from", restore_options_.from, "A backup, or a folder of them: the newest");
  CLI::Option* release =
      restore_->add_flag("--release", restore_options_.release, "Send the messages that are held")
          ->excludes(from);
  restore_->add_flag("--drop", restore_options_.drop, "Never send those that were queued before the restore")
      ->excludes(from)
      ->excludes(release);
  verify_->add_option("--config", verified_, "Configuration file")->capture_default_str();
  person_.config = default_config;
  person_command_->add_option("--config", person_.config, "Configuration file")->capture_default_str();
  person_command_->add_option("PERSON", person_.id, "Such as T017")->required();
  CLI::Option* by = person_command_->add_option("--by", person_.author, "Who corrects it");
  CLI::Option* reason = person_command_->add_option("--reason", person_.reason, "Why; kept with the act");
  for (const auto& [option, value, help] :
       {std::tuple{"--name", &person_.name, "The right name; the former one stays as a spelling"},
        std::tuple{"--post", &person_.post, "The right post"}})
    person_command_->add_option(option, *value, help)->needs(by)->needs(reason);
}

bool KeepingCommands::is_given() const {
  return backup_->parsed() || restore_->parsed() || verify_->parsed() || person_command_->parsed();
}

Exit KeepingCommands::run(const journal::Clock& clock) {
  if (backup_->parsed()) return run_backup(backup_options_, clock);
  if (restore_->parsed()) return run_restore(restore_options_, clock);
  if (verify_->parsed()) return run_verify(verified_);
  return run_person(person_, clock);
}

}  // namespace elzhur::app
