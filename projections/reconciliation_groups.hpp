#pragma once
// Which lines could be the same money: sets of lines that are linked with each other.

#include <cstddef>
#include <utility>
#include <vector>

#include "projections/reconciliation.hpp"

namespace daybook {

using LineSet = std::pair<std::vector<CashLine>, std::vector<CashLine>>;  // ours, theirs

/// Disjoint sets over ours (0 … n-1) and theirs (n … n+m-1).
class Links {
 public:
  Links(std::size_t ours, std::size_t theirs);
  void join(std::size_t a, std::size_t b);
  /// The sets, in the order of their first lines; the lines are moved out.
  std::vector<LineSet> take(std::vector<CashLine>& ours, std::vector<CashLine>& theirs);

 private:
  std::size_t root(std::size_t i);
  std::vector<std::size_t> parent_;
};

bool within_window(const CashLine& a, const CashLine& b);

/// Sets of lines that may be each other's by amount, kind and date. In steps that grow with the number of
/// lines, not with that of pairs: a thousand equal amounts in a week are one set.
std::vector<LineSet> candidates(std::vector<CashLine>& ours, std::vector<CashLine>& theirs);

}  // namespace daybook
