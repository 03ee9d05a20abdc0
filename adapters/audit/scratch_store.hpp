#pragma once
// A copy of the event store in a database of its own, to be damaged at will; dropped behind its user.

#include <cstdint>
#include <string>

#include "adapters/postgres/pg.hpp"

namespace daybook::audit {

class ScratchStore {
 public:
  /// Makes database `name` on the server of `superuser_url`, runs the migrations there and copies events,
  /// log_head, log_nodes and checkpoints as they stand at one moment. Throws pg::Error; nothing is left
  /// behind then.
  ScratchStore(std::string superuser_url, std::string name);
  ~ScratchStore();
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;

  /// Of the copy, as superuser.
  const std::string& url() const { return url_; }
  const std::string& name() const { return name_; }
  /// Position of the last event copied.
  std::int64_t head() const { return head_; }
  /// Drops the copy now, and says so by throwing when that fails.
  void drop();

 private:
  void fill();

  std::string superuser_url_;
  std::string name_;
  std::string url_;
  std::int64_t head_ = 0;
  bool made_ = false;
};

/// The connection string with another database's name; takes libpq's URLs and keyword strings. Throws
/// std::invalid_argument when libpq cannot read it.
std::string with_database(const std::string& url, const std::string& database);

}  // namespace daybook::audit
