// Any bytes as a configuration, as a calendar and as a staff file: an answer or problems, never a crash or a
// hang; what is accepted must read back from its own rendering.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/config/load.hpp"
#include "journal/check.hpp"

namespace {

using elzhur::config::ConfigInputs;
using elzhur::journal::ErrorKind;

constexpr std::string_view k_around =
    "school: {name: x, timezone: UTC}\n"
    "sources: [{id: inbox, kind: directory, path: inbox}]\n"
    "rules: [{id: topic, kind: topic, due: {from: lesson_day}}]\n"
    "recipients: [{id: admin, role: administrator, email: a@b.ru}]\n"
    "calendar: {files: [input.yaml]}\n"
    "staff: {file: input.yaml}\n";

/// The bytes are every file of this world but `around.yaml`, which names them as a calendar and as the staff.
ConfigInputs world_of(const std::string& bytes) {
  ConfigInputs inputs;
  inputs.read = [&bytes](const std::filesystem::path& file,
                         std::size_t bytes_max) -> elzhur::journal::Result<std::string> {
    std::string text = file.filename() == "around.yaml" ? std::string(k_around) : bytes;
    if (text.size() > bytes_max) return elzhur::journal::failure(ErrorKind::config, "the file is too large");
    return text;
  };
  inputs.readable_by_all = [](const std::filesystem::path&) { return false; };
  inputs.credentials_directory = "/credentials";
  return inputs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const ConfigInputs inputs = world_of(bytes);
  const auto around = elzhur::config::load_config("/fuzz/around.yaml", inputs);
  ELZHUR_CHECK(around || elzhur::config::has_errors(around.error()));
  const auto config = elzhur::config::load_config("/fuzz/input.yaml", inputs);
  ELZHUR_CHECK(config || elzhur::config::has_errors(config.error()));
  if (!config || !config->calendar_files.empty() || !config->staff_file.empty()) return 0;
  const std::string text = elzhur::config::render_effective(*config);
  ELZHUR_CHECK(text.find_first_of("\r\t") == std::string::npos);
  const auto again = elzhur::config::load_config("/fuzz/again.yaml", world_of(text));
  // A mail password is the file's own bytes here, so the rendering may be refused only where it names a
  // secret.
  ELZHUR_CHECK(again || config->mail.smtp);
  if (again) ELZHUR_CHECK(elzhur::config::render_effective(*again) == text);
  return 0;
}
