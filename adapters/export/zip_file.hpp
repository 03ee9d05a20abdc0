#pragma once
// A ZIP archive (PKWARE APPNOTE 6.3) in memory, a function of its entries alone: every entry is dated
// 1980-01-01, deflated at one level, and says nothing about the machine. Entries below 4 GiB; no ZIP64.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace daybook::exports {

class ZipFile {
 public:
  ZipFile();
  ~ZipFile();
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  /// Starts the next entry; `name` in ASCII, a relative path. What is written then goes into it.
  void open(std::string name);
  /// Deflated at once, so that a long entry need not be held in memory as it was. Throws std::runtime_error
  /// when zlib fails or a size passes 4 GiB.
  void write(std::string_view bytes);
  /// open and write.
  void add(std::string name, std::string_view bytes);
  /// The archive; nothing may be added after it.
  std::string finish();

 private:
  struct Entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint64_t plain = 0;   // bytes as written
    std::uint64_t packed = 0;  // bytes as stored
    std::uint64_t offset = 0;  // of the local header
  };
  struct Deflater;

  void close();
  void deflate_into_output(std::string_view bytes, bool last);

  std::string out_;
  std::vector<Entry> entries_;
  std::unique_ptr<Deflater> deflater_;
  bool open_ = false;
};

}  // namespace daybook::exports
