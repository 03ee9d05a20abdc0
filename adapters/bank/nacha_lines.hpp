#pragma once
// The records of a NACHA file as it came: told apart, of full length, printable.

#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace daybook::bank {

struct NachaLine {
  std::size_t number;     ///< from 1
  std::string_view text;  ///< 94 printable ASCII characters, into the bytes given
};

/// One record a line, ended by LF or CR LF, or one after the other without line ends at all; blank lines at
/// the very end do not count. Refuses (refuse_line) other lengths and characters, and a byte order mark.
Result<std::vector<NachaLine>> nacha_lines(std::string_view bytes);

}  // namespace daybook::bank
