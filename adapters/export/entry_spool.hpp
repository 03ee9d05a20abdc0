#pragma once
// Entries on disk, written in the order of the log and read back in any other: what lets an export be sorted
// in bounded memory. A nameless file, gone with its process.

#include "adapters/export/journal_export.hpp"

namespace daybook::exports {

/// Where an entry lies. Later entries have greater offsets.
struct SpoolPlace {
  std::int64_t offset = 0;
  std::uint32_t size = 0;
};

class EntrySpool {
 public:
  EntrySpool() = default;
  ~EntrySpool();
  EntrySpool(const EntrySpool&) = delete;
  EntrySpool& operator=(const EntrySpool&) = delete;

  /// Its file lies in TMPDIR, else in /var/tmp. Throws audit::SpillFailed.
  SpoolPlace add(const ExportEntry& entry);
  /// Throws audit::SpillFailed.
  ExportEntry read(const SpoolPlace& place);

 private:
  void flush();

  int file_ = -1;
  std::int64_t written_ = 0;
  std::string tail_;  // not yet written
  std::string record_;
};

}  // namespace daybook::exports
