#include "projections/reconciliation.hpp"

#include <algorithm>
#include <iterator>

#include "projections/reconciliation_groups.hpp"

namespace daybook {
namespace {

using Lines = std::vector<CashLine>;

Minor sum(const Lines& lines) {
  Minor total;
  for (const auto& line : lines) total += line.amount;
  return total;
}

void move_to(Lines& out, Lines& from) {
  out.insert(out.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace

std::string money_key(MoneyKind kind, const std::string& id) {
  return std::string(boost::describe::enum_to_string(kind, "?")) + ":" + id;
}

Minor Reconciler::net_of(const Group& group) const {
  Minor net;
  for (const auto& line : group.ours)
    if (inside(line)) net += line.amount;
  for (const auto& line : group.theirs)
    if (inside(line)) net -= line.amount;
  return net;
}

void Reconciler::add(CashLine line, bool ours) {
  auto& result = result_[line.currency];
  if (inside(line)) (ours ? result.ours : result.lines) += line.amount;
  most_open_ = std::max(most_open_, ++open_);
  const auto put = [&](Group& group) { (ours ? group.ours : group.theirs).push_back(std::move(line)); };
  if (!line.hand.empty()) return put(hand_[{line.hand, line.currency}]);
  if (line.key.empty()) return put(loose_[line.currency]);
  const auto found = groups_.try_emplace({line.key, line.currency}).first;
  put(found->second);
  settle(found->second);
  if (found->second.ours.empty() && found->second.theirs.empty()) groups_.erase(found);
}

/// Called for every line that joins: only the last one of either side can be new.
void Reconciler::settle(Group& group) {
  if (group.ours.empty() || group.theirs.empty()) return;
  for (auto& ours : group.ours)
    for (auto& theirs : group.theirs)
      if (ours.amount == theirs.amount) {
        Group pair{{std::move(ours)}, {std::move(theirs)}};
        group.ours.erase(group.ours.begin() + (&ours - group.ours.data()));
        group.theirs.erase(group.theirs.begin() + (&theirs - group.theirs.data()));
        return matched(std::move(pair));
      }
  if (sum(group.ours) == sum(group.theirs)) matched(std::exchange(group, {}));
}

void Reconciler::matched(Group group) {
  open_ -= group.ours.size() + group.theirs.size();
  if (net_of(group) != Minor{}) return list(BreakCause::in_transit, std::move(group));
  const Lines& any = group.ours.empty() ? group.theirs : group.ours;
  auto& result = result_[any.front().currency];
  for (const auto& line : group.ours) result.matched_ours += inside(line);
  for (const auto& line : group.theirs)
    if (inside(line)) {
      ++result.matched_theirs;
      result.matched += line.amount;
    }
}

void Reconciler::list(BreakCause cause, Group group) {
  Break broken;
  broken.cause = cause;
  broken.amount = net_of(group);
  bool any = false;
  for (const auto* side : {&group.ours, &group.theirs})
    for (const auto& line : *side) {
      broken.currency = line.currency;
      if (!inside(line)) continue;
      broken.since = any ? std::min(broken.since, line.at) : line.at;
      any = true;
    }
  if (!any) return;  // all of it is behind the statement's end
  broken.ours = std::move(group.ours);
  broken.theirs = std::move(group.theirs);
  breaks_.push_back(std::move(broken));
}

void Reconciler::leave(Group& left, Group group) {
  move_to(left.ours, group.ours);
  move_to(left.theirs, group.theirs);
}

void Reconciler::settle_by_hand() {
  for (auto& [name, group] : hand_) {
    if (net_of(group) == Minor{}) {
      matched(std::move(group));
    } else {
      list(BreakCause::rest_of_match, std::move(group));
    }
  }
  hand_.clear();
}

/// A line whose order nothing told is that of our fee or dispute with the same balance transaction.
void Reconciler::name_orders() {
  std::map<std::string, std::string> orders;
  for (const auto& [key, group] : groups_)
    for (const auto& line : group.ours)
      if (!line.order.empty())
        for (const auto& ref : line.refs) orders[ref] = line.order;
  for (auto& [currency, loose] : loose_) {
    Lines unnamed;
    for (auto& line : std::exchange(loose.theirs, {})) {
      std::string order;
      for (const auto& ref : line.refs)
        if (const auto found = orders.find(ref); found != orders.end()) order = found->second;
      if (order.empty()) {
        unnamed.push_back(std::move(line));
        continue;
      }
      Group& group = groups_[{money_key(line.kind, order), currency}];
      group.theirs.push_back(std::move(line));
      settle(group);
    }
    loose.theirs = std::move(unnamed);
  }
}

/// What no key has matched, by currency; what has both sides under one key is listed at once.
std::map<Currency, Reconciler::Group> Reconciler::leftovers() {
  auto left = std::exchange(loose_, {});
  for (auto it = groups_.begin(); it != groups_.end();) {
    auto end = it;
    bool ours = false, theirs = false;  // in any currency
    for (; end != groups_.end() && end->first.first == it->first.first; ++end) {
      ours = ours || !end->second.ours.empty();
      theirs = theirs || !end->second.theirs.empty();
    }
    for (; it != end; ++it) {
      Group& group = it->second;
      if (!group.ours.empty() && !group.theirs.empty()) {
        list(BreakCause::amount_differs, std::move(group));
      } else if (ours && theirs) {
        list(BreakCause::currency_differs, std::move(group));
      } else {
        leave(left[it->first.second], std::move(group));
      }
    }
  }
  groups_.clear();
  return left;
}

void Reconciler::match_references(Group& left) {
  Links links(left.ours.size(), left.theirs.size());
  std::map<std::string_view, std::size_t> first;
  const auto link = [&](const Lines& lines, std::size_t offset) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (const auto& ref : lines[i].refs)
        links.join(first.try_emplace(ref, offset + i).first->second, offset + i);
  };
  link(left.ours, 0);
  link(left.theirs, left.ours.size());
  Group rest;
  for (auto& [ours, theirs] : links.take(left.ours, left.theirs)) {
    Group group{std::move(ours), std::move(theirs)};
    // As often as it finds something: a pair, or the whole.
    for (std::size_t before = 0; before != group.ours.size() + group.theirs.size();) {
      before = group.ours.size() + group.theirs.size();
      settle(group);
    }
    if (group.ours.size() == 1 && group.theirs.size() == 1 &&
        group.ours.front().kind == group.theirs.front().kind) {
      list(BreakCause::amount_differs, std::move(group));
    } else {
      leave(rest, std::move(group));
    }
  }
  left = std::move(rest);
}

/// A payment file that the bank booked as one sum: the sum says which, if only one line and one file have it.
void Reconciler::match_batches(Group& left) {
  std::map<std::string, Lines> batches;
  Lines others;
  for (auto& line : std::exchange(left.ours, {}))
    (line.batch.empty() ? others : batches[line.batch]).push_back(std::move(line));
  std::map<Minor, int> files, lines;
  for (const auto& [id, batch] : batches) ++files[sum(batch)];
  for (const auto& line : left.theirs) ++lines[line.amount];
  for (auto& [id, batch] : batches) {
    const Minor total = sum(batch);
    const auto near = [&](const CashLine& line) {
      return line.by_amount && line.amount == total && within_window(line, batch.front());
    };
    const auto found = std::find_if(left.theirs.begin(), left.theirs.end(), near);
    if (batch.size() < 2 || files[total] != 1 || lines[total] != 1 || found == left.theirs.end()) {
      move_to(others, batch);
      continue;
    }
    Group whole{std::move(batch), {std::move(*found)}};
    left.theirs.erase(found);
    matched(std::move(whole));
  }
  left.ours = std::move(others);
}

void Reconciler::match_amounts(Group& left) {
  Group rest;
  for (auto& [ours, theirs] : candidates(left.ours, left.theirs)) {
    Group group{std::move(ours), std::move(theirs)};
    if (group.ours.empty() || group.theirs.empty()) {
      leave(rest, std::move(group));
    } else if (group.ours.size() == 1 && group.theirs.size() == 1) {
      matched(std::move(group));
    } else {
      list(BreakCause::several_candidates, std::move(group));
    }
  }
  left = std::move(rest);
}

void Reconciler::list_singles(Group left) {
  for (auto& line : left.ours) {
    if (line.at < spans_.at(line.currency).start) {
      result_[line.currency].before += line.amount;
    } else {
      list(BreakCause::not_in_statement, {{std::move(line)}, {}});
    }
  }
  for (auto& line : left.theirs) {
    const auto cause = line.kind == MoneyKind::fee ? BreakCause::fee_not_recorded : BreakCause::not_in_ledger;
    list(cause, {{}, {std::move(line)}});
  }
}

std::vector<Break> Reconciler::finish() {
  settle_by_hand();
  name_orders();
  for (auto& [currency, left] : leftovers()) {
    match_references(left);
    match_batches(left);
    match_amounts(left);
    list_singles(std::move(left));
  }
  std::stable_sort(breaks_.begin(), breaks_.end(), [](const Break& a, const Break& b) {
    return std::tie(a.currency, a.since) < std::tie(b.currency, b.since);
  });
  return std::exchange(breaks_, {});
}

}  // namespace daybook
