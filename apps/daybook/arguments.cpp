#include <algorithm>

#include "apps/daybook/commands.hpp"

namespace daybook {

std::optional<std::string> take_flag(Arguments& arguments, const std::string& flag) {
  for (auto it = arguments.begin(); it != arguments.end(); ++it) {
    if (it->starts_with(flag + "=")) {
      std::string value = it->substr(flag.size() + 1);
      arguments.erase(it);
      return value;
    }
    if (*it != flag) continue;
    if (it + 1 == arguments.end()) throw UsageError(flag + " needs a value");
    std::string value = *(it + 1);
    arguments.erase(it, it + 2);
    return value;
  }
  return std::nullopt;
}

bool take_switch(Arguments& arguments, const std::string& name) {
  const auto it = std::find(arguments.begin(), arguments.end(), name);
  if (it == arguments.end()) return false;
  arguments.erase(it);
  return true;
}

void expect_no_more(const Arguments& arguments, const std::string& usage) {
  if (!arguments.empty()) throw UsageError("does not know \"" + arguments.front() + "\"\n" + usage);
}

}  // namespace daybook
