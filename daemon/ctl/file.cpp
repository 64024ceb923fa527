#include "daemon/ctl/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "journal/names.hpp"

namespace elzhur::ctl {
namespace {

tl::unexpected<Failure> bad_file(const std::string& path, std::string_view why) {
  return fail(Exit::bad_input, fmt::format("{}: {}", journal::normalise_text(path), why));
}

}  // namespace

Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  // O_NONBLOCK: a pipe without a writer must not hold anybody up.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return bad_file(path, std::strerror(errno));
  struct Closing {
    int descriptor;
    ~Closing() { (void)::close(descriptor); }
  } const closing{descriptor};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return bad_file(path, "это не файл");
  std::string bytes;
  constexpr std::size_t k_chunk = std::size_t{1} << 16U;
  while (bytes.size() <= bytes_max) {
    const std::size_t before = bytes.size();
    bytes.resize(before + k_chunk);
    const ssize_t got = ::read(descriptor, bytes.data() + before, k_chunk);
    if (got < 0) return bad_file(path, std::strerror(errno));
    bytes.resize(before + static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  if (bytes.empty()) return bad_file(path, "файл пуст");
  if (bytes.size() > bytes_max) return bad_file(path, fmt::format("больше {} МБ", bytes_max >> 20U));
  return bytes;
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace elzhur::ctl
