#pragma once
// Leases: work that one process does at a time. They spare effort; correctness never rests on them alone (the
// log head, Kafka's fencing and idempotent decisions do that).

#include <string>

#include "adapters/postgres/pg.hpp"

namespace daybook {

class PgLease {
 public:
  /// `seconds` without a renewal free it for others.
  PgLease(const std::string& url, std::string name, int seconds);
  /// Takes or renews it, leaving `detail` for onlookers; false while another holds it. Throws pg::Error.
  bool hold(const std::string& detail = "");
  /// Gives it up, so that the next one need not wait.
  void release() noexcept;

 private:
  pg::Connection connection_;
  std::string name_;
  std::string holder_;
  int seconds_;
};

}  // namespace daybook
