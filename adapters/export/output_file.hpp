#pragma once
// A file that is written piece by piece.

#include <filesystem>
#include <fstream>
#include <string_view>

namespace daybook::exports {

/// Every fault of the disk is thrown as std::runtime_error, naming the file.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);
  void write(std::string_view text);
  void close();

 private:
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace daybook::exports
