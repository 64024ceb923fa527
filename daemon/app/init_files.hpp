// Several new files, all of them or none. Not for anything but `init`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "journal/error.hpp"

namespace elzhur::app {

struct NewFile {
  std::filesystem::path path{};
  std::string text{};
};

/// Folders are made with mode 0750, `inbox` with 2770.
struct NewFolder {
  std::filesystem::path path{};
  unsigned mode = 0750;
};

/// Writes all files (mode 0640) or none: each under a name of its own first, synced, then put in place. A
/// file that exists makes it fail with config and changes nothing; with `replace` it becomes NAME.bak
/// (NAME.bak.2
/// ... when there is one already). Folders that are missing are made, and stay. Fails with storage when the
/// disk does not let it.
/// Run by root on a machine that has a user `elzhurd`, folders become that user's and files its group's.
[[nodiscard]] journal::Result<void> write_all_or_none(const std::vector<NewFolder>& folders,
                                                      const std::vector<NewFile>& files, bool replace);

/// Makes a file the service user's own, when this is root on a machine that has one: only of its own files
/// can the service tell at once that nobody writes them any more. False when the system refuses.
[[nodiscard]] bool give_to_service(const std::filesystem::path& file);

}  // namespace elzhur::app
