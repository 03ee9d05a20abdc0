#include "tests/support/supplier_simulator.hpp"

#include <fmt/format.h>

namespace daybook::test {

SupplierSimulator::SupplierSimulator() : DemoServer("supplier_simulator.py", {"--api-key", key()}) {
  control("slowness", R"({"hang_ms":1500,"slow_ms":300})");
}

SupplierSettings SupplierSimulator::settings() const {
  SupplierSettings out;
  out.base_url = url();
  out.api_key = key();
  out.requests_per_second = 1'000;
  out.timeout_ms = 1'000;
  out.settle_ms = 1'000;
  return out;
}

void SupplierSimulator::next(const std::string& kind, int times, const std::string& only) {
  control("next", fmt::format(R"({{"kind":"{}","times":{},"only":"{}"}})", kind, times, only));
}

std::size_t SupplierSimulator::orders(const std::string& reference) {
  std::size_t count = 0;
  const Json all = look("orders")["data"];
  for (std::size_t i = 0; i < all.size(); ++i) count += all[i]["order_id"].text() == reference;
  return count;
}

std::size_t SupplierSimulator::calls(const std::string& start) {
  std::size_t count = 0;
  const Json all = look("calls")["data"];
  for (std::size_t i = 0; i < all.size(); ++i)
    count += (all[i]["method"].text() + " " + all[i]["path"].text()).starts_with(start);
  return count;
}

}  // namespace daybook::test
