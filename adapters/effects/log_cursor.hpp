#pragma once
// How far a reader that acts on facts has come: table effect_cursor.

#include <optional>
#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook {

class LogCursor {
 public:
  /// At 0 when nobody has ever read under this name.
  LogCursor(pg::Connection& connection, const std::string& name)
      : LogCursor(std::move(read(connection, {name}).front())) {}
  /// Those of all names, in their order, with one query.
  static std::vector<LogCursor> read(pg::Connection& connection, const std::vector<std::string>& names);
  std::int64_t position() const { return position_; }
  bool is_new() const { return is_new_; }
  /// Never backwards.
  void move(pg::Connection& connection, std::int64_t position) const;

 private:
  LogCursor(std::string name, std::optional<std::int64_t> position)
      : name_(std::move(name)), position_(position.value_or(0)), is_new_(!position) {}

  std::string name_;
  std::int64_t position_;
  bool is_new_;
};

}  // namespace daybook
