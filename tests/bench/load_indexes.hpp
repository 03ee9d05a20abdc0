#pragma once
// Taking the big tables' indexes and primary keys away while they are loaded, and making them again exactly
// as they were.

#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook::bench {

class LoadIndexes {
 public:
  /// Drops them. The connection must be the owner's.
  explicit LoadIndexes(pg::Connection& connection);
  /// Makes them again. Throws std::logic_error when the result differs from what there was.
  void restore();

 private:
  std::string fingerprint();

  pg::Connection& connection_;
  std::string before_;
  std::vector<std::string> make_again_;
};

}  // namespace daybook::bench
