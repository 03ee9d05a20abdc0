#include "adapters/export/output_file.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace daybook::exports {

OutputFile::OutputFile(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw std::runtime_error(fmt::format("{} cannot be written", path_.string()));
}

void OutputFile::write(std::string_view text) {
  if (!file_.write(text.data(), static_cast<std::streamsize>(text.size())))
    throw std::runtime_error(fmt::format("{} cannot be written: is the disk full?", path_.string()));
}

void OutputFile::close() {
  file_.close();
  if (!file_)
    throw std::runtime_error(fmt::format("{} cannot be written: is the disk full?", path_.string()));
}

}  // namespace daybook::exports
