// Files that somebody uploads: looked at, kept in memory for a while, and handed to the inbox when that
// person agrees. Nothing is written before.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

inline constexpr std::size_t k_uploads_max = 4;
inline constexpr std::size_t k_uploads_bytes_max = std::size_t{128} << 20U;
inline constexpr journal::Seconds k_upload_kept = std::chrono::minutes(15);

struct Upload {
  std::string name;
  std::string bytes;
  journal::Instant received{};
};

/// Any thread.
class Uploads {
 public:
  /// A random token for the file; unavailable, with a text for the person, when too much is kept already.
  [[nodiscard]] journal::Result<std::string> keep(Upload upload);
  /// Takes it out; bad_input when it is not there or too old.
  [[nodiscard]] journal::Result<Upload> take(std::string_view token, journal::Instant now);

  /// What take() gave, when it could not be used.
  void give_back(std::string_view token, Upload upload);

 private:
  void drop_old(journal::Instant now);

  std::mutex mutex_;
  std::map<std::string, Upload, std::less<>> kept_;
};

/// Puts the file into the folder, whole or not at all, under its name or one beside it; returns that name.
/// Fails with a text for the person in Russian.
[[nodiscard]] journal::Result<std::string> put_into_inbox(const std::filesystem::path& folder,
                                                          const Upload& upload);

}  // namespace elzhur::app
