#pragma once
// What stops a reader of bank returns: thrown inside one, caught at its entrance, and nothing of it leaves
// the reader.

#include <fmt/format.h>

#include <string>

namespace daybook::bank {

struct ReturnFault {
  std::size_t line;
  std::string cause;
};

template <class... Args>
[[noreturn]] void fail_at(std::size_t line, fmt::format_string<Args...> text, Args&&... args) {
  throw ReturnFault{line, fmt::format(text, std::forward<Args>(args)...)};
}

}  // namespace daybook::bank
