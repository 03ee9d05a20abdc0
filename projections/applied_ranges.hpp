#pragma once
// Which positions have been applied: all up to `contiguous`, and ranges beyond it. Positions are contiguous
// over all partitions together, so this alone tells what a reader with min_position may wait for, with any
// number of partitions and projectors, and an idle partition never holds it back.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace daybook {

class AppliedRanges {
 public:
  AppliedRanges() = default;
  /// `beyond` as PostgreSQL prints an int8multirange: "{[5,8),[9,13)}". Throws std::runtime_error for other
  /// text.
  AppliedRanges(std::int64_t contiguous, std::string_view beyond);

  std::int64_t contiguous() const { return contiguous_; }
  std::string beyond() const;  ///< int8multirange text
  bool nothing_beyond() const { return ranges_.empty(); }
  std::int64_t last() const;  ///< the largest applied position
  bool contains(std::int64_t position) const;
  void add(std::int64_t position);

 private:
  std::int64_t contiguous_ = 0;
  std::map<std::int64_t, std::int64_t> ranges_;  // start -> end (excluded); disjoint, not touching
};

}  // namespace daybook
