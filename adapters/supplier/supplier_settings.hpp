#pragma once
// What the operator agreed with the supplier: section [supplier] of the configuration.

#include <cstdint>
#include <string>

namespace daybook {

struct SupplierSettings {
  std::string base_url;              ///< https; http only to this machine; "": there is no supplier's API
  std::string api_key;               ///< a secret
  std::string ca_file;               ///< PEM of the authority that is trusted instead of the system's
  std::string source = "TRADELINE";  ///< of its cards in the catalogue
  std::int64_t sync_minutes = 15;    ///< between two looks at the price list; 0: only by hand
  std::int64_t requests_per_second = 20;
  std::int64_t timeout_ms = 10'000;  ///< of one call
  /// How long after a call without an answer the supplier may still carry it out, as far as we know.
  std::int64_t settle_ms = 60'000;

  bool configured() const { return !base_url.empty(); }
};

}  // namespace daybook
