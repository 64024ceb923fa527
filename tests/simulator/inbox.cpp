#include "tests/simulator/inbox.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace elzhur::simulator {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Result;
namespace fs = std::filesystem;

std::size_t size_of(const HandedMail& mail) { return mail.bytes.size() + 1000; }

Result<void> write_whole(const std::string& path, const std::string& bytes) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "wb"), close);
  if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size() ||
      std::fflush(file.get()) != 0) {
    return failure(ErrorKind::storage, fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
  }
  return {};
}

}  // namespace

Result<void> Inbox::open() {
  if (maildir_.empty()) return {};
  for (const char* folder : {"tmp", "new", "cur"}) {
    std::error_code error;
    fs::create_directories(fs::path(maildir_) / folder, error);
    if (error) {
      return failure(ErrorKind::storage,
                     fmt::format("cannot make '{}/{}': {}", maildir_, folder, error.message()));
    }
  }
  return {};
}

Result<void> Inbox::keep(HandedMail mail, journal::Instant received) {
  const std::uint64_t id = last_id_ + 1;
  if (!maildir_.empty()) {
    const std::string name = fmt::format("{}.{:06}.elzhur-sim", received.time_since_epoch().count(), id);
    const std::string unfinished = fmt::format("{}/tmp/{}", maildir_, name);
    if (auto written = write_whole(unfinished, mail.bytes); !written) return written;
    std::error_code error;
    fs::rename(unfinished, fmt::format("{}/new/{}", maildir_, name), error);
    if (error) return failure(ErrorKind::storage, fmt::format("cannot move '{}': {}", name, error.message()));
  }
  last_id_ = id;
  bytes_ += size_of(mail);
  mails_.push_back({id, received, std::move(mail)});
  while (mails_.size() > k_inbox_mails_max || bytes_ > k_inbox_bytes_max) {
    bytes_ -= size_of(mails_.front().handed);
    mails_.pop_front();
    ++dropped_;
  }
  return {};
}

void Inbox::clear() {
  mails_.clear();
  bytes_ = 0;
}

const KeptMail* Inbox::find(std::uint64_t id) const {
  for (const KeptMail& mail : mails_) {
    if (mail.id == id) return &mail;
  }
  return nullptr;
}

}  // namespace elzhur::simulator
