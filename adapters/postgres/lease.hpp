#pragma once
// Leases: work that one process does at a time. They spare effort; correctness never rests on them alone (the
// log head, Kafka's fencing and idempotent decisions do that).

#include <memory>
#include <pqxx/pqxx>
#include <string>

namespace daybook {

class PgLease {
 public:
  /// `seconds` without a renewal free it for others. Connects; throws pqxx::failure.
  PgLease(std::string url, std::string name, int seconds);
  /// Takes or renews it, leaving `detail` for onlookers; false while another holds it. Throws pqxx::failure,
  /// and connects anew on the next call.
  bool hold(const std::string& detail = "");
  /// Gives it up, so that the next one need not wait.
  void release() noexcept;

 private:
  std::string url_;
  std::string name_;
  std::string holder_;
  int seconds_;
  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace daybook
