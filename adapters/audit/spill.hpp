#pragma once
// Records in shards, on disk once they outgrow their buffers: written in one order, read back shard by shard.
// A nameless file, gone with its process.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/audit/nameless_file.hpp"

namespace daybook::audit {

class Spill {
 public:
  /// Its file lies in TMPDIR, else in /var/tmp.
  explicit Spill(std::size_t shards);
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  std::size_t shards() const { return shards_.size(); }
  /// Throws SpillFailed.
  void append(std::size_t shard, std::string_view record);
  /// All records of a shard, to be taken apart by `next_record`; they lie in `room`, which one shard after
  /// the other can use. From any thread once the last one is in. Throws SpillFailed.
  std::string_view read(std::size_t shard, std::string& room) const;
  /// Takes the next record off the front of what `read` gave; false when it is empty.
  static bool next_record(std::string_view& records, std::string_view& record);

 private:
  struct Extent {
    std::int64_t offset;
    std::size_t size;
  };
  struct Shard {
    std::vector<Extent> written;
    std::string tail;
  };
  void flush(Shard& shard);

  std::vector<Shard> shards_;
  std::size_t buffer_bytes_;  // of one shard
  int file_ = -1;
  std::int64_t end_ = 0;
};

}  // namespace daybook::audit
