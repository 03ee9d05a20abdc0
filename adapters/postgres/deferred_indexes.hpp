#pragma once
// The indexes of tables that are being filled from nothing: dropped before, built at the end, which costs a
// fraction of keeping them row by row.

#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"

namespace daybook {

class DeferredIndexes {
 public:
  /// Drops the indexes of the schema's tables and remembers them, but for primary keys outside of
  /// `without_key`: rows are looked up and replaced by these while the load goes on.
  DeferredIndexes(pg::Connection& connection, const std::string& schema,
                  const std::vector<std::string>& without_key);
  /// Builds them all, on two connections at a time. Throws pg::Error.
  void build(const std::string& url);

 private:
  struct Index {
    std::string sql;         ///< makes it
    std::string constraint;  ///< makes the primary key of it; "" for a mere index
  };
  std::vector<Index> indexes_;
};

}  // namespace daybook
