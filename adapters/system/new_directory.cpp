#include "adapters/system/new_directory.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace daybook {

namespace fs = std::filesystem;

NewDirectory::NewDirectory(fs::path path) : path_(std::move(path)) {
  path_ = fs::absolute(path_).lexically_normal();
  if (!path_.has_filename()) path_ = path_.parent_path();  // "dir/"
  std::error_code error;
  const bool there = fs::exists(path_, error);
  if (there && (!fs::is_directory(path_) || !fs::is_empty(path_, error)))
    throw CannotMakeDirectory(path_.string() +
                              " is there already and is not an empty directory: name a new one");
  working_ = path_.string() + ".partial-" + std::to_string(getpid());
  if (!fs::create_directory(working_, error)) {
    const std::string why = error ? error.message() : "it is there already";
    throw CannotMakeDirectory("cannot make " + working_.string() + ": " + why);
  }
}

NewDirectory::~NewDirectory() {
  std::error_code ignored;
  if (!working_.empty()) fs::remove_all(working_, ignored);
}

void NewDirectory::write(const fs::path& name, std::string_view bytes) const {
  const fs::path file = working_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out)
    throw std::runtime_error("cannot write " + file.string() + ": " + std::strerror(errno) +
                             " (is the disk full?)");
}

void NewDirectory::commit() {
  fs::rename(working_, path_);  // replaces an empty directory
  working_.clear();
}

}  // namespace daybook
