#include "adapters/bank/nacha_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/nacha_record.hpp"
#include "core/text.hpp"

namespace daybook::bank {
namespace {

bool is_printable(char c) { return c >= 0x20 && c <= 0x7e; }

std::vector<NachaLine> split(std::string_view bytes) {
  std::vector<NachaLine> lines;
  if (bytes.find('\n') == std::string_view::npos && bytes.size() > kRecordSize) {
    for (std::size_t at = 0; at < bytes.size(); at += kRecordSize)
      lines.push_back({lines.size() + 1, bytes.substr(at, kRecordSize)});
    return lines;
  }
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view text = bytes.substr(0, end);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    lines.push_back({lines.size() + 1, text});
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

}  // namespace

Result<std::vector<NachaLine>> nacha_lines(std::string_view bytes) {
  if (bytes.size() > kMaxReturnBytes)
    return refuse_line(1, fmt::format("the file has {} bytes, more than {}", bytes.size(), kMaxReturnBytes));
  if (bytes.starts_with("\xef\xbb\xbf"))
    return refuse_line(1, "begins with a byte order mark: send the file as the bank made it");
  std::vector<NachaLine> lines = split(bytes);
  while (!lines.empty() && trim(lines.back().text).empty()) lines.pop_back();
  if (lines.empty()) return refuse_line(1, "the file is empty");
  for (const NachaLine& line : lines) {
    if (line.text.size() != kRecordSize)
      return refuse_line(line.number,
                         fmt::format("has {} characters, a NACHA record has 94", line.text.size()));
    const auto bad = std::find_if_not(line.text.begin(), line.text.end(), is_printable);
    if (bad != line.text.end())
      return refuse_line(line.number,
                         fmt::format("character {} is no printable ASCII", bad - line.text.begin() + 1));
  }
  return lines;
}

}  // namespace daybook::bank
