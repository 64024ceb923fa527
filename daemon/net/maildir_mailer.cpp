#include "daemon/net/maildir_mailer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace elzhur::net {
namespace {

using alerts::DeliveryReport;

constexpr std::size_t k_file_name_bytes_max = 200;

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

std::string cause() { return std::system_category().message(errno); }

/// The Message-ID with everything that a file name or a maildir's flags could stumble over as "_".
std::string file_name(std::string_view message_id) {
  std::string name;
  for (const char c : message_id) {
    const bool is_fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                         c == '@' || c == '-' || (c == '.' && !name.empty());
    name += is_fine ? c : '_';
  }
  if (name.size() > k_file_name_bytes_max) name.resize(k_file_name_bytes_max);
  return name;
}

std::string with_lf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Nothing, or what failed.
std::string write_file(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file.is_open()) return fmt::format("{}: {}", path.string(), cause());
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0)
    return fmt::format("{}: {}", path.string(), cause());
  return {};
}

std::string sync_folder(const std::filesystem::path& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return fmt::format("{}: {}", path.string(), cause());
  return {};
}

/// Whether a reader has taken the message: in cur/ it may have flags behind its name.
bool is_taken(const std::filesystem::path& cur, const std::string& name) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(cur, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string found = entry->path().filename().string();
    if (found == name || found.starts_with(name + ":")) return true;
  }
  return false;
}

/// Nothing, or what failed.
std::string make_folders(const std::filesystem::path& folder) {
  for (const char* part : {"tmp", "new", "cur"}) {
    std::error_code error;
    std::filesystem::create_directories(folder / part, error);
    if (error) return fmt::format("mail.maildir: {}: {}", (folder / part).string(), error.message());
  }
  return {};
}

}  // namespace

MaildirMailer::MaildirMailer(std::filesystem::path folder) : folder_(std::move(folder)) {}

alerts::DeliveryReport MaildirMailer::send(const alerts::OutgoingMessage& message) {
  const auto later = [](std::string text) {
    return DeliveryReport{DeliveryReport::Outcome::retry_later, std::move(text)};
  };
  const std::string name = file_name(message.message_id);
  if (name.empty()) return {DeliveryReport::Outcome::rejected, "the message has no Message-ID"};
  if (std::string failed = make_folders(folder_); !failed.empty()) return later(std::move(failed));
  const bool may_be_there = message.ambiguous || message.attempts > 0;
  if (may_be_there && is_taken(folder_ / "cur", name)) {
    return {DeliveryReport::Outcome::accepted, "it is there already"};
  }
  const std::filesystem::path draft = folder_ / "tmp" / name;
  const std::filesystem::path delivered = folder_ / "new" / name;
  if (std::string failed = write_file(draft, with_lf(message.rfc5322)); !failed.empty())
    return later(std::move(failed));
  if (::rename(draft.c_str(), delivered.c_str()) != 0)
    return later(fmt::format("{}: {}", delivered.string(), cause()));
  if (std::string failed = sync_folder(folder_ / "new"); !failed.empty()) return later(std::move(failed));
  return {DeliveryReport::Outcome::accepted, "new/" + name};
}

}  // namespace elzhur::net
