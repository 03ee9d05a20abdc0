#include "adapters/export/staged_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace daybook::exports {

namespace fs = std::filesystem;

StagedDirectory::StagedDirectory(const fs::path& wanted) : wanted_(fs::absolute(wanted).lexically_normal()) {
  if (!wanted_.has_filename()) wanted_ = wanted_.parent_path();  // "export/"
  std::error_code error;
  if (fs::exists(fs::symlink_status(wanted_, error)) &&
      !(fs::is_directory(wanted_, error) && fs::is_empty(wanted_, error)))
    throw BadDirectory(fmt::format(
        "{} exists and is not an empty directory: give a new name, or remove it first", wanted_.string()));
  if (!fs::is_directory(wanted_.parent_path(), error))
    throw BadDirectory(fmt::format("{} is no directory: make it first", wanted_.parent_path().string()));
  staged_ = wanted_;
  staged_ += fmt::format(".part-{}", ::getpid());
  if (!fs::create_directory(staged_, error))
    throw BadDirectory(
        fmt::format("{} cannot be made: {}", staged_.string(), error ? error.message() : "it exists"));
}

StagedDirectory::~StagedDirectory() {
  std::error_code error;
  if (!staged_.empty()) fs::remove_all(staged_, error);
}

void StagedDirectory::commit() {
  std::error_code error;
  fs::rename(staged_, wanted_, error);  // replaces an empty directory, and nothing else
  if (error) throw BadDirectory(fmt::format("{} cannot be made: {}", wanted_.string(), error.message()));
  staged_.clear();
}

StagedFile::StagedFile(const fs::path& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw std::runtime_error(fmt::format("{} cannot be written", path_.string()));
}

void StagedFile::write(std::string_view text) {
  if (!file_.write(text.data(), static_cast<std::streamsize>(text.size())))
    throw std::runtime_error(fmt::format("{} cannot be written: is the disk full?", path_.string()));
}

void StagedFile::close() {
  file_.close();
  if (!file_)
    throw std::runtime_error(fmt::format("{} cannot be written: is the disk full?", path_.string()));
}

}  // namespace daybook::exports
