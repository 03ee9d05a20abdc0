#pragma once
// The layout of a NACHA file: 94-character records in blocks of ten. Source: NACHA Operating Rules, appendix
// "ACH file exchange specifications"; positions there count from 1, as here.

#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::bank {

inline constexpr std::size_t kRecordSize = 94;
inline constexpr std::size_t kBlockingFactor = 10;
inline constexpr std::int64_t kEntryHashModulus = 10'000'000'000;  // ten digits are kept, the rest falls off

/// One record, filled by position.
class NachaRecord {
 public:
  explicit NachaRecord(char type) : text_(kRecordSize, ' ') { text_[0] = type; }
  /// Left-justified, blanks behind; what exceeds the field is a mistake in the caller and throws.
  NachaRecord& alpha(std::size_t from, std::size_t to, std::string_view value);
  /// Right-justified, blanks in front.
  NachaRecord& right(std::size_t from, std::size_t to, std::string_view value);
  /// Right-justified, zeros in front.
  NachaRecord& number(std::size_t from, std::size_t to, std::int64_t value);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Positions `from` to `to` of a record of full length.
inline std::string_view field(std::string_view record, std::size_t from, std::size_t to) {
  return record.substr(from - 1, to - from + 1);
}

}  // namespace daybook::bank
