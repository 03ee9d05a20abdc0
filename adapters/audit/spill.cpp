#include "adapters/audit/spill.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace daybook::audit {
namespace {

constexpr std::size_t kBuffers = 24 << 20;  // bytes, of all shards together

}  // namespace

Spill::Spill(std::size_t shards)
    : shards_(shards), buffer_bytes_(std::clamp<std::size_t>(kBuffers / shards, 4 << 10, 64 << 10)) {}

Spill::~Spill() {
  if (file_ >= 0) close(file_);
}

void Spill::append(std::size_t number, std::string_view record) {
  Shard& shard = shards_[number];
  const auto size = static_cast<std::uint32_t>(record.size());
  if (shard.tail.size() + sizeof size + record.size() > buffer_bytes_ && !shard.tail.empty()) flush(shard);
  shard.tail.append(reinterpret_cast<const char*>(&size), sizeof size);
  shard.tail.append(record);
}

void Spill::flush(Shard& shard) {
  if (file_ < 0) file_ = nameless_file();
  for (std::size_t done = 0; done < shard.tail.size();) {
    const auto wrote = pwrite(file_, shard.tail.data() + done, shard.tail.size() - done,
                              end_ + static_cast<std::int64_t>(done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) spill_failed("writing");
    done += static_cast<std::size_t>(wrote);
  }
  shard.written.push_back({end_, shard.tail.size()});
  end_ += static_cast<std::int64_t>(shard.tail.size());
  shard.tail.clear();
}

std::string_view Spill::read(std::size_t number, std::string& room) const {
  const Shard& shard = shards_[number];
  std::size_t size = shard.tail.size();
  for (const Extent& extent : shard.written) size += extent.size;
  if (room.size() < size) {  // never shrunk: its pages are there already
    room.clear();
    room.resize(size);
  }
  char* at = room.data();
  for (const Extent& extent : shard.written) {
    for (std::size_t done = 0; done < extent.size;) {
      const auto got =
          pread(file_, at + done, extent.size - done, extent.offset + static_cast<std::int64_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) spill_failed("reading");
      done += static_cast<std::size_t>(got);
    }
    at += extent.size;
  }
  std::copy(shard.tail.begin(), shard.tail.end(), at);
  return {room.data(), size};
}

bool Spill::next_record(std::string_view& records, std::string_view& record) {
  std::uint32_t size = 0;
  if (records.size() < sizeof size) return false;
  std::memcpy(&size, records.data(), sizeof size);
  record = records.substr(sizeof size, size);
  records.remove_prefix(sizeof size + size);
  return true;
}

}  // namespace daybook::audit
