#pragma once
// The far end of one Reply: carries the first answer, or the lack of one, to the connection's thread.

#include <atomic>
#include <cstdint>
#include <memory>

#include "adapters/http/server/connection.hpp"

namespace daybook::http {

/// Owns the worker and not the connection: a reply may outlive both its client and the server.
class ReplySlot {
 public:
  ReplySlot(std::shared_ptr<Worker> worker, std::weak_ptr<Connection> connection, std::uint64_t turn)
      : worker_(std::move(worker)), connection_(std::move(connection)), turn_(turn) {}
  ReplySlot(const ReplySlot&) = delete;
  ReplySlot& operator=(const ReplySlot&) = delete;
  ~ReplySlot() { deliver(nullptr); }

  /// From any thread; null means that no answer will come. Only the first call counts.
  void deliver(std::unique_ptr<Response> response);

 private:
  std::shared_ptr<Worker> worker_;
  std::weak_ptr<Connection> connection_;
  std::uint64_t turn_;
  std::atomic<bool> used_{false};
};

}  // namespace daybook::http
