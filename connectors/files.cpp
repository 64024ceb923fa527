#include "connectors/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::ErrorKind;

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

journal::Result<std::string> read_all(int fd, std::size_t bytes_max) {
  constexpr std::size_t k_piece = std::size_t{256} << 10U;
  std::string bytes;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && status.st_size > 0) {
    bytes.reserve(std::min(static_cast<std::size_t>(status.st_size), bytes_max) + 1);
  }
  for (;;) {
    const std::size_t size = bytes.size();
    bytes.resize(std::max(std::min(size + k_piece, bytes.capacity()), size + 1));
    const ssize_t got = ::read(fd, bytes.data() + size, bytes.size() - size);
    bytes.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got == 0) return bytes;
    if (got < 0 && errno != EINTR) return journal::failure(ErrorKind::storage, std::strerror(errno));
    if (bytes.size() > bytes_max) {
      return journal::failure(ErrorKind::bad_input, fmt::format("файл больше {} байт", bytes_max));
    }
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.ok() && ::fsync(fd.get()) == 0;
}

std::string printable_name(std::string_view name, std::size_t bytes_max) {
  std::string valid(name);
  while (true) {
    const Utf8Census census = take_utf8_census(valid);
    if (census.broken == 0) break;
    for (std::size_t at = census.first_broken; at < valid.size(); ++at) {
      // Everything from the first broken byte on that is no ASCII: exactness is worth nothing here.
      if (static_cast<unsigned char>(valid[at]) >= 0x80U) valid[at] = '?';
    }
  }
  std::string text = journal::normalise_text(valid);
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && is_continuation(text[end])) --end;
  text.resize(end);
  return text;
}

}  // namespace elzhur::connectors
