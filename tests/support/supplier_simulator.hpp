#pragma once
// scripts/demo/supplier_simulator.py for one test: started on a free port, driven through its control
// addresses, ended behind the test.

#include "adapters/supplier/supplier_settings.hpp"
#include "tests/support/child_server.hpp"

namespace daybook::test {

class SupplierSimulator : public DemoServer {
 public:
  SupplierSimulator();

  /// For an adapter that waits a second at the most for an answer.
  SupplierSettings settings() const;
  /// The next calls of POST /api/v1/orders (or of `only`) go wrong so.
  void next(const std::string& kind, int times = 1, const std::string& only = "POST /api/v1/orders");
  /// Orders there with this reference.
  std::size_t orders(const std::string& reference);
  /// Calls that began with this: "POST /api/v1/orders".
  std::size_t calls(const std::string& start);
  static const char* key() { return "supplier-key-of-the-tests"; }
};

}  // namespace daybook::test
