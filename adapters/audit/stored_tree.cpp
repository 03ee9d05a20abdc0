#include "adapters/audit/stored_tree.hpp"

#include <fmt/format.h>

namespace daybook::audit {
namespace {

log::Hash hash_of(const pg::Rows& rows, int row) {
  const auto hash = log::to_hash(rows.bytes(row, 0));
  if (!hash)
    throw std::runtime_error("a stored hash does not have 32 bytes: daybook audit verify names the place");
  return *hash;
}

}  // namespace

log::Hash StoredTree::node(int level, std::int64_t index) {
  if (level >= log::kStoredLevel) {
    const auto rows = connection_.exec("SELECT hash FROM log_nodes WHERE level = $1 AND index = $2",
                                       {std::to_string(level), std::to_string(index)});
    if (rows.size() != 1)
      throw std::runtime_error(
          fmt::format("log_nodes lacks level {}, index {}: daybook audit verify tells more", level, index));
    return hash_of(rows, 0);
  }
  const std::int64_t first = index << level;
  const std::int64_t count = std::int64_t{1} << level;
  const auto rows = connection_.exec(
      "SELECT leaf_hash FROM events WHERE position > $1 AND position <= $2 ORDER BY position",
      {std::to_string(first), std::to_string(first + count)});
  if (rows.size() != count)
    throw std::runtime_error(fmt::format("of the events at positions {} to {} only {} are there", first + 1,
                                         first + count, rows.size()));
  std::vector<log::Hash> leaves;
  for (int i = 0; i < rows.size(); ++i) leaves.push_back(hash_of(rows, i));
  return log::perfect_subtree_root(leaves);
}

}  // namespace daybook::audit
