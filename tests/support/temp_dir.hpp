// A directory of one test's own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace elzhur::tests {

/// Made empty by the constructor, in TMPDIR or /tmp, named after the running test. Removed by the destructor
/// unless the test has failed by then or ELZHUR_KEEP_TEMP is set: then its path is printed. Aborts when it
/// cannot be made.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view relative) const {
    return path_ / std::filesystem::path(relative);
  }
  /// Writes the bytes, making the folders in between, and returns the file's path.
  std::filesystem::path write(std::string_view relative, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

/// The bytes of a file. A file that cannot be read fails the test and gives an empty text.
[[nodiscard]] std::string read_bytes(const std::filesystem::path& file);
/// Writes the bytes, replacing what was there; a failure fails the test.
void write_bytes(const std::filesystem::path& file, std::string_view bytes);

}  // namespace elzhur::tests
