#include "projections/reconciliation_groups.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace daybook {
namespace {

constexpr std::int64_t kWindow = kMatchWindowDays * kMicrosPerDay;

struct SameAmount {
  std::vector<std::size_t> ours, theirs;
};

std::map<std::pair<Minor, MoneyKind>, SameAmount> by_amount(const std::vector<CashLine>& ours,
                                                            const std::vector<CashLine>& theirs) {
  std::map<std::pair<Minor, MoneyKind>, SameAmount> out;
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (ours[i].by_amount) out[{ours[i].amount, ours[i].kind}].ours.push_back(i);
  for (std::size_t i = 0; i < theirs.size(); ++i)
    if (theirs[i].by_amount) out[{theirs[i].amount, theirs[i].kind}].theirs.push_back(i);
  return out;
}

void sort_by_time(std::vector<std::size_t>& indexes, const std::vector<CashLine>& lines) {
  std::stable_sort(indexes.begin(), indexes.end(),
                   [&](std::size_t a, std::size_t b) { return lines[a].at < lines[b].at; });
}

}  // namespace

Links::Links(std::size_t ours, std::size_t theirs) : parent_(ours + theirs) {
  std::iota(parent_.begin(), parent_.end(), std::size_t{0});
}

std::size_t Links::root(std::size_t i) {
  while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
  return i;
}

void Links::join(std::size_t a, std::size_t b) {
  a = root(a);
  b = root(b);
  parent_[std::max(a, b)] = std::min(a, b);
}

std::vector<LineSet> Links::take(std::vector<CashLine>& ours, std::vector<CashLine>& theirs) {
  std::vector<LineSet> sets;
  std::vector<std::size_t> place(parent_.size());
  for (std::size_t i = 0; i < parent_.size(); ++i) {
    const std::size_t top = root(i);
    if (top == i) {
      place[i] = sets.size();
      sets.emplace_back();
    }
    LineSet& set = sets[place[top]];
    if (i < ours.size()) {
      set.first.push_back(std::move(ours[i]));
    } else {
      set.second.push_back(std::move(theirs[i - ours.size()]));
    }
  }
  ours.clear();
  theirs.clear();
  return sets;
}

bool within_window(const CashLine& a, const CashLine& b) {
  return a.at.micros - b.at.micros <= kWindow && b.at.micros - a.at.micros <= kWindow;
}

std::vector<LineSet> candidates(std::vector<CashLine>& ours, std::vector<CashLine>& theirs) {
  Links links(ours.size(), theirs.size());
  for (auto& [amount, same] : by_amount(ours, theirs)) {
    sort_by_time(same.ours, ours);
    sort_by_time(same.theirs, theirs);
    std::size_t low = 0, high = 0;  // ours within the window of the line at hand: [low, high)
    for (const std::size_t t : same.theirs) {
      while (low < same.ours.size() && theirs[t].at.micros - ours[same.ours[low]].at.micros > kWindow) ++low;
      high = std::max(high, low);
      if (high > low) links.join(same.ours[low], ours.size() + t);
      for (; high < same.ours.size() && ours[same.ours[high]].at.micros - theirs[t].at.micros <= kWindow;
           ++high)
        links.join(same.ours[high], ours.size() + t);
    }
  }
  return links.take(ours, theirs);
}

}  // namespace daybook
