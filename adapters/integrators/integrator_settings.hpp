#pragma once
// What the operator says about webhooks that we send.

#include <string>

namespace daybook {

struct IntegratorSettings {
  /// Endpoints may be http and private addresses: for tests and machines without a network only.
  bool allow_insecure = false;
  std::string ca_file;  ///< PEM; "" = the system's store
};

}  // namespace daybook
