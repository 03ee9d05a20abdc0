#pragma once
// A directory that appears whole or not at all: written under another name beside its own, then renamed.

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace daybook::exports {

/// The name given cannot become an export; says what to do.
struct BadDirectory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class StagedDirectory {
 public:
  /// Throws BadDirectory when it exists and is not an empty directory, when its parent does not exist, and
  /// when nothing can be written there.
  explicit StagedDirectory(const std::filesystem::path& wanted);
  /// Removes what was not committed.
  ~StagedDirectory();
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;

  const std::filesystem::path& path() const { return staged_; }
  /// Throws BadDirectory when somebody else took the name in the meantime.
  void commit();

 private:
  std::filesystem::path wanted_;
  std::filesystem::path staged_;
};

/// A file in it; every fault of the disk is thrown as std::runtime_error, naming the file.
class StagedFile {
 public:
  explicit StagedFile(const std::filesystem::path& path);
  void write(std::string_view text);
  void close();

 private:
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace daybook::exports
