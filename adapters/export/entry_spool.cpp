#include "adapters/export/entry_spool.hpp"

#include <unistd.h>

#include <cerrno>

#include "adapters/audit/nameless_file.hpp"
#include "adapters/export/entry_record.hpp"

namespace daybook::exports {
namespace {

constexpr std::size_t kBuffer = 1 << 20;  // bytes

}  // namespace

EntrySpool::~EntrySpool() {
  if (file_ >= 0) close(file_);
}

SpoolPlace EntrySpool::add(const ExportEntry& entry) {
  const SpoolPlace place{written_ + static_cast<std::int64_t>(tail_.size()), 0};
  const std::size_t before = tail_.size();
  write_record(tail_, entry);
  const auto size = static_cast<std::uint32_t>(tail_.size() - before);
  if (tail_.size() >= kBuffer) flush();
  return {place.offset, size};
}

void EntrySpool::flush() {
  if (file_ < 0) file_ = audit::nameless_file();
  for (std::size_t done = 0; done < tail_.size();) {
    const auto wrote =
        pwrite(file_, tail_.data() + done, tail_.size() - done, written_ + static_cast<std::int64_t>(done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) audit::spill_failed("writing");
    done += static_cast<std::size_t>(wrote);
  }
  written_ += static_cast<std::int64_t>(tail_.size());
  tail_.clear();
}

ExportEntry EntrySpool::read(const SpoolPlace& place) {
  if (place.offset >= written_)
    return read_record(
        std::string_view(tail_).substr(static_cast<std::size_t>(place.offset - written_), place.size));
  record_.resize(place.size);
  for (std::size_t done = 0; done < place.size;) {
    const auto got = pread(file_, record_.data() + done, place.size - done,
                           place.offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) audit::spill_failed("reading");
    done += static_cast<std::size_t>(got);
  }
  return read_record(record_);
}

}  // namespace daybook::exports
