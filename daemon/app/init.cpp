#include "daemon/app/init.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "connectors/files.hpp"
#include "daemon/app/init_export.hpp"
#include "daemon/app/init_files.hpp"
#include "daemon/app/init_texts.hpp"
#include "daemon/config/load.hpp"

namespace elzhur::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_zones = "/zoneinfo/";
constexpr const char* k_zone_fallback = "Europe/Moscow";

/// The zone of this machine, when it has one of a place.
std::string zone_of_machine() {
  std::error_code error;
  const std::string target = fs::read_symlink("/etc/localtime", error).string();
  const std::size_t at = target.find(k_zones);
  if (error || at == std::string::npos) return k_zone_fallback;
  const std::string name = target.substr(at + k_zones.size());
  const bool is_a_place = name.find('/') != std::string::npos && !name.starts_with("Etc/");
  return is_a_place && journal::TimeZone::load(name) ? name : k_zone_fallback;
}

Exit complain(std::string_view text, Exit exit) {
  fmt::print(stderr, "elzhurd init: {}\n", text);
  return exit;
}

bool is_readable(const fs::path& file) { return ::access(file.c_str(), R_OK) == 0; }

/// The answers given, those of options before those of the file.
journal::Result<GivenAnswers> given_answers(const InitOptions& options) {
  GivenAnswers given = options.given;
  if (options.answers.empty()) return given;
  const connectors::Descriptor file(::open(options.answers.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    return journal::failure(journal::ErrorKind::bad_input,
                            fmt::format("{}: файл не открывается", options.answers.string()));
  }
  const auto text = connectors::read_all(file.get(), config::k_config_file_bytes_max);
  if (!text) return journal::failure(journal::ErrorKind::bad_input, text.error().text);
  const auto parsed = parse_answers(*text);
  if (!parsed) {
    return journal::failure(journal::ErrorKind::bad_input,
                            fmt::format("{}:{}", options.answers.string(), parsed.error().text));
  }
  for (const auto& [key, value] : *parsed) given.try_emplace(key, value);
  return given;
}

InitDefaults defaults_for(const fs::path& config, journal::Instant now) {
  return {zone_of_machine(), data_of(config).string(), now};
}

/// Reads what is to be written as if it were there: nothing is written that the program would refuse.
std::string problems_of(const std::vector<NewFile>& files) {
  config::ConfigInputs inputs = config::inputs_of_this_machine();
  inputs.read = [real = inputs.read, &files](const fs::path& path,
                                             std::size_t bytes_max) -> journal::Result<std::string> {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const NewFile& file) { return file.path == path; });
    return found == files.end() ? real(path, bytes_max) : journal::Result<std::string>(found->text);
  };
  const auto config = config::load_config(files.front().path, inputs);
  return config ? std::string() : config::format_diagnostics(config.error());
}

/// The export beside the others, with the time it was made: that is what its emptiness counts at. Under a
/// hidden name until it is whole, so that nobody reads half of it.
bool put_into(const fs::path& inbox, const fs::path& file) {
  const fs::path target = inbox / file.filename();
  std::error_code error;
  if (fs::equivalent(file.parent_path().empty() ? fs::path(".") : file.parent_path(), inbox, error))
    return true;
  const fs::path hidden = inbox / ("." + file.filename().string() + ".part");
  if (!fs::copy_file(file, hidden, fs::copy_options::overwrite_existing, error)) return false;
  struct stat status {};
  const bool is_dated = ::stat(file.c_str(), &status) == 0;
  const std::array<timespec, 2> times{status.st_atim, status.st_mtim};
  const bool is_placed = is_dated && ::utimensat(AT_FDCWD, hidden.c_str(), times.data(), 0) == 0 &&
                         ::chmod(hidden.c_str(), 0660) == 0 && give_to_service(hidden) &&
                         ::link(hidden.c_str(), target.c_str()) == 0;
  ::unlink(hidden.c_str());
  return is_placed;
}

std::string render_found(const FoundInExport& found) {
  std::string text = fmt::format("В выгрузке: уроков {}, классов {}, учителей {}.", found.lessons,
                                 found.classes.size(), found.people.size());
  if (!found.half_names.empty())
    text += fmt::format(" Имён не полностью: {} (названы в staff.yaml).", found.half_names.size());
  return text + "\n";
}

/// The configuration is the package's sample, as it came: nobody loses anything when it is set aside.
bool is_untouched_sample(const fs::path& config) {
  constexpr std::size_t k_sample_bytes_max = 100'000;
  if (config != "/etc/elzhurd/elzhurd.yaml") return false;
  const config::ConfigInputs inputs = config::inputs_of_this_machine();
  const auto mine = inputs.read(config, k_sample_bytes_max);
  const auto sample = inputs.read("/usr/share/elzhurd/elzhurd.yaml", k_sample_bytes_max);
  return mine && sample && *mine == *sample;
}

void print_next(std::FILE* out, const InitInputs& inputs, bool has_export_in_inbox) {
  const std::string config = inputs.config.string();
  fmt::print(
      out, "\nДальше:\n1. Впишите в правила пункты положения (basis) и проверьте: elzhurd check-config {}\n",
      config);
  const bool needs_keys = !inputs.answers.api_url.empty() && !inputs.has_api_secrets;
  const std::string keys = needs_keys ? fmt::format("ключи API — в {} (файлы devkey, login, password); ",
                                                    credentials_of(inputs.config).string())
                                      : "";
  const std::string file =
      has_export_in_inbox ? "" : fmt::format("положите выгрузку в {}; ", inbox_of(inputs.answers).string());
  const std::string instance = instance_of(inputs.config);
  if (inputs.config == "/etc/elzhurd/elzhurd.yaml" || !instance.empty()) {
    // A pass by root would leave a store that the service may not write.
    fmt::print(out, "2. {}{}включите службу: systemctl enable --now elzhurd{}\n", keys, file,
               instance.empty() ? "" : "@" + instance);
    fmt::print(out, "3. Первый список: {}\n",
               instance.empty() ? "http://127.0.0.1:9841/" : "адрес страницы — web: listen: в этом файле");
    return;
  }
  fmt::print(out, "2. {}{}первый список: elzhurd once --config {}\n", keys, file, config);
  fmt::print(out, "3. Смотреть постоянно: elzhurd run --config {}\n", config);
}

}  // namespace

Exit run_init(const InitOptions& options, const journal::Clock& clock, std::FILE* in, std::FILE* out) {
  const journal::Instant now = clock.now();
  std::error_code error;
  InitInputs inputs;
  inputs.config = fs::absolute(options.config, error).lexically_normal();
  if (error || !inputs.config.has_filename()) return complain("нужно имя файла настроек", Exit::usage);
  const bool may_replace = options.force || is_untouched_sample(inputs.config);
  if (!may_replace && fs::exists(fs::symlink_status(inputs.config, error))) {
    return complain(fmt::format("{} уже есть; --force сохранит его как .bak", inputs.config.string()),
                    Exit::usage);
  }
  const auto given = given_answers(options);
  if (!given) return complain(given.error().text, Exit::usage);
  const bool asks = !options.yes && options.answers.empty();
  const auto answers = collect_answers(*given, defaults_for(inputs.config, now),
                                       asks ? std::optional(Dialogue{in, out}) : std::nullopt);
  if (!answers) return complain(answers.error().text + "\nничего не записано", Exit::usage);
  inputs.answers = *answers;

  if (!options.export_file.empty()) {
    const auto zone = journal::TimeZone::load(answers->timezone);
    auto found = look_into_export(options.export_file, *zone, now);
    if (!found) {
      return complain(
          fmt::format("{}: {}\nничего не записано", options.export_file.string(), found.error().text),
          Exit::source_trouble);
    }
    fmt::print(out, "{}", render_found(*found));
    inputs.found = *std::move(found);
  }
  const fs::path credentials = credentials_of(inputs.config);
  inputs.has_api_secrets = is_readable(credentials / "devkey") && is_readable(credentials / "login") &&
                           is_readable(credentials / "password");
  inputs.has_mail_password = is_readable(credentials / "smtp");

  const std::vector<NewFile> files = render_init_files(inputs);
  if (const std::string problems = problems_of(files); !problems.empty())
    return complain("эти ответы не подходят друг к другу; ничего не записано:\n" + problems, Exit::usage);
  const std::vector<NewFolder> folders{{folder_of(inputs.config)},
                                       {answers->data},
                                       {answers->data / "evidence"},
                                       {answers->data / "maildir"},
                                       {inbox_of(*answers), 02770}};
  if (const auto written = write_all_or_none(folders, files, may_replace); !written) {
    if (written.error().kind != journal::ErrorKind::config)
      return complain(written.error().text + "\nничего не записано", Exit::internal);
    return complain(fmt::format("{} уже есть; --force сохранит его как .bak", written.error().text),
                    Exit::usage);
  }
  for (const NewFile& file : files) fmt::print(out, "записан {}\n", file.path.string());
  const bool has_export = !options.export_file.empty() && put_into(inbox_of(*answers), options.export_file);
  if (has_export) fmt::print(out, "выгрузка положена в {}\n", inbox_of(*answers).string());
  print_next(out, inputs, has_export);
  return Exit::clean;
}

}  // namespace elzhur::app
