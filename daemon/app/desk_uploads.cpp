#include "daemon/app/desk_uploads.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "connectors/files.hpp"

namespace elzhur::app {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;

namespace {

constexpr std::size_t k_name_bytes_max = 200;
constexpr int k_names_tried_max = 100;
constexpr mode_t k_mode = 0640;

Result<std::string> random_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return failure(ErrorKind::unavailable, "сейчас файл принять нельзя: попробуйте ещё раз");
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

/// A name that the folder looks at and that leads nowhere else.
std::string safe_name(std::string_view name) {
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  std::string safe = connectors::printable_name(name, k_name_bytes_max);
  while (safe.starts_with('.') || safe.starts_with('~')) safe.erase(0, 1);
  for (const std::string_view ending : {".tmp", ".part", ".crdownload"}) {
    if (safe.ends_with(ending)) safe += ".file";
  }
  return safe.empty() ? "file" : safe;
}

/// «журнал.xls» -> «журнал (2).xls».
std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const std::size_t dot = name.rfind('.');
  const std::string stem = name.substr(0, dot);
  const std::string ending = dot == std::string::npos ? std::string() : name.substr(dot);
  return fmt::format("{} ({}){}", stem, number, ending);
}

tl::unexpected<journal::Error> no_folder(const std::filesystem::path& folder) {
  return failure(ErrorKind::unavailable,
                 fmt::format("в папку {} файл не записать: {}", folder.string(), std::strerror(errno)));
}

}  // namespace

void Uploads::drop_old(Instant now) {
  std::erase_if(kept_, [now](const auto& entry) {
    return now - entry.second.received >= k_upload_kept || now < entry.second.received;
  });
}

Result<std::string> Uploads::keep(Upload upload) {
  auto token = random_token();
  if (!token) return token;
  const std::lock_guard lock(mutex_);
  drop_old(upload.received);
  std::size_t bytes = upload.bytes.size();
  for (const auto& [key, kept] : kept_) bytes += kept.bytes.size();
  if (kept_.size() >= k_uploads_max || bytes > k_uploads_bytes_max) {
    return failure(
        ErrorKind::unavailable,
        "слишком много загруженных файлов ждут решения: подтвердите их или подождите четверть часа");
  }
  kept_.emplace(*token, std::move(upload));
  return token;
}

Result<Upload> Uploads::take(std::string_view token, Instant now) {
  const std::lock_guard lock(mutex_);
  drop_old(now);
  const auto found = kept_.find(token);
  if (found == kept_.end())
    return failure(ErrorKind::bad_input, "файл уже не хранится: загрузите его ещё раз");
  Upload upload = std::move(found->second);
  kept_.erase(found);
  return upload;
}

void Uploads::give_back(std::string_view token, Upload upload) {
  const std::lock_guard lock(mutex_);
  kept_.emplace(token, std::move(upload));
}

Result<std::string> put_into_inbox(const std::filesystem::path& folder, const Upload& upload) {
  const connectors::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.ok()) return no_folder(folder);
  auto token = random_token();
  if (!token) return token;
  // Hidden until it is whole: the folder does not look at such names.
  const std::string part = fmt::format(".{}.part", *token);
  {
    const connectors::Descriptor file(
        ::openat(opened.get(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, k_mode));
    if (!file.ok()) return no_folder(folder);
    if (!connectors::write_all(file.get(), upload.bytes) || ::fsync(file.get()) != 0) {
      auto error = no_folder(folder);
      (void)::unlinkat(opened.get(), part.c_str(), 0);
      return error;
    }
  }
  const std::string name = safe_name(upload.name);
  for (int i = 1; i <= k_names_tried_max; ++i) {
    const std::string shown = numbered(name, i);
    if (::renameat2(opened.get(), part.c_str(), opened.get(), shown.c_str(), RENAME_NOREPLACE) == 0) {
      (void)connectors::sync_folder(folder);
      return shown;
    }
    if (errno != EEXIST) break;
  }
  auto error = no_folder(folder);
  (void)::unlinkat(opened.get(), part.c_str(), 0);
  return error;
}

}  // namespace elzhur::app
