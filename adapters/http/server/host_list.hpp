#pragma once
// Which Host headers are ours. A page that rebinds its own name to our address sends its own name as Host;
// refusing names that were not listed closes that door.

#include <string>
#include <string_view>
#include <vector>

namespace daybook::http {

class HostList {
 public:
  /// `allowed`: "name", "name:port", "[v6]" or "[v6]:port"; an entry without a port fits any. When empty:
  /// localhost, 127.0.0.1, [::1] and `bound_address`, any port.
  HostList(std::vector<std::string> allowed, std::string_view bound_address);

  /// True for a well-formed host of the list; upper case fits lower case.
  bool allows(std::string_view host) const;

 private:
  std::vector<std::string> allowed_;
};

}  // namespace daybook::http
