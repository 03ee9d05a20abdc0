#pragma once
// Appends through the real write path inside this process: Services, Writer, group commit; no HTTP.

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/bench_shop.hpp"
#include "tests/bench/daybook_roles.hpp"

namespace daybook::bench {

class AppendLoad {
 public:
  explicit AppendLoad(const Bench& bench, const DaybookRoles& roles);
  ~AppendLoad();
  AppendLoad(const AppendLoad&) = delete;
  AppendLoad& operator=(const AppendLoad&) = delete;

  /// One event each, in turn: an order placed on condition that its broker is active and its card in stock,
  /// and a capture on condition that its order stands unpaid at version 1. `keys`: each with an
  /// Idempotency-Key, whose answer is kept. Returns events a second; throws when one was refused.
  double append(std::int64_t events, bool keys);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace daybook::bench
