#include "daemon/metrics/process.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>

namespace elzhur::metrics {
namespace {

/// The fields of /proc/self/stat after the name of the program, which may hold anything.
constexpr std::size_t k_threads_field = 17;
constexpr std::size_t k_virtual_field = 20;
constexpr std::size_t k_resident_field = 21;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void read_stat(ProcessNumbers& numbers) {
  std::array<char, 1024> bytes{};
  const int file = ::open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t size = ::read(file, bytes.data(), bytes.size());
  ::close(file);
  if (size <= 0) return;
  std::string_view text(bytes.data(), static_cast<std::size_t>(size));
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 2 > text.size()) return;
  text.remove_prefix(name_end + 2);
  for (std::size_t field = 0; !text.empty(); ++field) {
    const std::size_t end = text.find(' ');
    const std::string_view value = text.substr(0, end);
    if (field == k_threads_field) numbers.threads = number(value);
    if (field == k_virtual_field) numbers.virtual_bytes = number(value);
    if (field == k_resident_field)
      numbers.resident_bytes = number(value) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void count_files(ProcessNumbers& numbers) {
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return;
  std::uint64_t count = 0;
  while (const dirent* entry = ::readdir(folder)) count += entry->d_name[0] == '.' ? 0 : 1;
  ::closedir(folder);
  numbers.open_fds = count > 0 ? count - 1 : 0;  // Without the one that was opened to count.
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessNumbers read_process() {
  ProcessNumbers numbers;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0)
    numbers.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) numbers.max_fds = limit.rlim_cur;
  read_stat(numbers);
  count_files(numbers);
  return numbers;
}

}  // namespace elzhur::metrics
