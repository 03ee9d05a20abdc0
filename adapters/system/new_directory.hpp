#pragma once
// A directory that appears whole or not at all: its files are written beside it, and the last step gives it
// its name.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace daybook {

/// What was asked for cannot be made there: nothing was written.
struct CannotMakeDirectory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class NewDirectory {
 public:
  /// Throws CannotMakeDirectory when `path` exists and is not an empty directory, or its parent is missing or
  /// not writable.
  explicit NewDirectory(std::filesystem::path path);
  /// Removes what was written, unless `commit` was called.
  ~NewDirectory();
  NewDirectory(const NewDirectory&) = delete;
  NewDirectory& operator=(const NewDirectory&) = delete;

  /// Where files go until `commit`.
  const std::filesystem::path& path() const { return working_; }
  /// A file of these bytes; folders in its name are made. Throws std::runtime_error (is the disk full?).
  void write(const std::filesystem::path& name, std::string_view bytes) const;
  /// Gives the directory its name. Throws std::filesystem::filesystem_error.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path working_;  // empty once committed
};

}  // namespace daybook
