#pragma once
// How far a reader that acts on facts has come: table effect_cursor.

#include <string>

#include "adapters/postgres/pg.hpp"

namespace daybook {

class LogCursor {
 public:
  /// At 0 when nobody has ever read under this name.
  LogCursor(pg::Connection& connection, std::string name);
  std::int64_t position() const { return position_; }
  bool is_new() const { return is_new_; }
  /// Never backwards.
  void move(pg::Connection& connection, std::int64_t position) const;

 private:
  std::string name_;
  std::int64_t position_ = 0;
  bool is_new_ = false;
};

}  // namespace daybook
