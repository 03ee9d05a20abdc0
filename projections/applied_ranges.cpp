#include "projections/applied_ranges.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace daybook {
namespace {

std::int64_t take_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) throw std::runtime_error("not a range of positions");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

void take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) throw std::runtime_error("not a multirange of positions");
  text.remove_prefix(1);
}

}  // namespace

AppliedRanges::AppliedRanges(std::int64_t contiguous, std::string_view beyond) : contiguous_(contiguous) {
  take(beyond, '{');
  while (!beyond.empty() && beyond.front() != '}') {
    if (!ranges_.empty()) take(beyond, ',');
    take(beyond, '[');
    const std::int64_t start = take_number(beyond);
    take(beyond, ',');
    const std::int64_t end = take_number(beyond);
    take(beyond, ')');
    ranges_.emplace(start, end);
  }
  take(beyond, '}');
}

std::string AppliedRanges::beyond() const {
  std::string text = "{";
  for (const auto& [start, end] : ranges_) {
    if (text.size() > 1) text += ',';
    fmt::format_to(std::back_inserter(text), "[{},{})", start, end);
  }
  return text + "}";
}

std::int64_t AppliedRanges::last() const {
  return ranges_.empty() ? contiguous_ : ranges_.rbegin()->second - 1;
}

bool AppliedRanges::contains(std::int64_t position) const {
  if (position <= contiguous_) return true;
  auto after = ranges_.upper_bound(position);
  return after != ranges_.begin() && position < std::prev(after)->second;
}

void AppliedRanges::add(std::int64_t position) {
  if (contains(position)) return;
  if (position == contiguous_ + 1) {
    contiguous_ = position;
    if (!ranges_.empty() && ranges_.begin()->first == position + 1) {
      contiguous_ = ranges_.begin()->second - 1;
      ranges_.erase(ranges_.begin());
    }
    return;
  }
  std::int64_t start = position;
  std::int64_t end = position + 1;
  auto after = ranges_.upper_bound(position);
  if (after != ranges_.begin() && std::prev(after)->second == position) {
    start = std::prev(after)->first;
    ranges_.erase(std::prev(after));
  }
  if (after != ranges_.end() && after->first == end) {
    end = after->second;
    ranges_.erase(after);
  }
  ranges_[start] = end;
}

}  // namespace daybook
