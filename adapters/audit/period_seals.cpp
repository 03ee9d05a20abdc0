#include "adapters/audit/period_seals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/postgres/event_reader.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

constexpr Instant kNever{std::numeric_limits<std::int64_t>::min()};

template <class T>
void sort_out(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::optional<std::string> totals_fault(const PeriodClosed& seal, const PeriodBalances& balances) {
  const auto totals = period_totals(balances);
  const bool same =
      std::equal(totals.begin(), totals.end(), seal.totals.begin(), seal.totals.end(),
                 [](const PeriodTotal& a, const PeriodTotal& b) {
                   return a.currency == b.currency && a.debit == b.debit && a.credit == b.credit;
                 });
  if (same && accounts_with_balance(balances) == seal.accounts) return std::nullopt;
  return "its totals, or the number of its accounts, are not those of the log";
}

}  // namespace

std::optional<Seal> seal_of(const Envelope& e) {
  if (e.type != event_type<PeriodClosed>.name) return std::nullopt;
  try {
    return Seal{e.position.value, std::get<PeriodClosed>(decode_event(e.type, e.schema_version, e.payload))};
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::vector<Seal> read_seals(pg::Connection& connection) {
  // "." is the byte behind "-": the index on streams finds them.
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM events WHERE stream >= 'period-' AND stream < 'period.' AND type = '{}' "
                  "ORDER BY position",
                  kEventColumns, event_type<PeriodClosed>.name));
  std::vector<Seal> seals;
  for (int i = 0; i < rows.size(); ++i)
    if (auto seal = seal_of(envelope_of(rows, i))) seals.push_back(std::move(*seal));
  return seals;
}

SealCheck::SealCheck(const std::vector<Seal>& seals) : seals_(seals), closed_until_(kNever) {
  for (const Seal& seal : seals) by_position_.push_back(&seal);
  std::stable_sort(by_position_.begin(), by_position_.end(),
                   [](const Seal* a, const Seal* b) { return a->fact.position < b->fact.position; });
  next_root_ = by_position_.begin();
}

void SealCheck::refuse_late(const EventView& event) const {
  throw Damaged(event.position,
                fmt::format("{} is effective at {}, in a month that was closed when it was recorded "
                            "(everything before {} was)",
                            event.type, to_string(event.effective_at), to_string(closed_until_)));
}

void SealCheck::take_period(const EventView& event) {
  Event decoded;
  try {
    decoded = decode_event(event.type, event.schema_version, event.payload);
  } catch (const std::runtime_error& e) {
    throw Damaged(event.position, e.what());
  }
  if (const auto* reopened = std::get_if<PeriodReopened>(&decoded)) closed_until_ = reopened->start;
  const auto* closed = std::get_if<PeriodClosed>(&decoded);
  if (!closed) return;
  if (next_seal_ == seals_.size() || seals_[next_seal_].event_position != event.position)
    throw Damaged(event.position,
                  "it closes a month in another month's stream, or its payload cannot be read");
  ++next_seal_;
  if (closed->end <= closed_until_)
    throw Damaged(event.position, fmt::format("it closes {}, which was closed before", closed->month));
  if (closed->position >= event.position)
    throw Damaged(event.position,
                  fmt::format("it seals position {}, which was not there yet", closed->position));
  if (const auto wrong = wrong_roots_.find(event.position); wrong != wrong_roots_.end())
    throw Damaged(event.position, wrong->second);
  closed_until_ = closed->end;
}

void SealCheck::check_root(const Seal& seal, const log::Hash& root) {
  if (log::to_hex(root) != seal.fact.log_root)
    wrong_roots_[seal.event_position] =
        fmt::format("it seals {} with root {} at position {}, where the log's root is {}", seal.fact.month,
                    seal.fact.log_root, seal.fact.position, log::to_hex(root));
}

void SealCheck::finish() const {
  if (next_root_ != by_position_.end())
    throw Damaged((*next_root_)->event_position,
                  fmt::format("it seals position {}, which is not in the log", (*next_root_)->fact.position));
}

Int128& SealSums::Currencies::of(Currency currency) {
  for (auto& [known, sum] : sums)
    if (known == currency) return sum;
  return sums.emplace_back(currency, 0).second;
}

SealSums::SealSums(const std::vector<Seal>& seals) {
  for (const Seal& seal : seals) {
    positions_.push_back(seal.fact.position);
    ends_.push_back(seal.fact.end);
  }
  sort_out(positions_);
  sort_out(ends_);
}

void SealSums::take(const Envelope& at, const std::vector<Posting>& entry) {
  const auto position = std::lower_bound(positions_.begin(), positions_.end(), at.position.value);
  const auto end = std::upper_bound(ends_.begin(), ends_.end(), at.effective_at);
  if (position == positions_.end() || end == ends_.end()) return;
  const Cell cell{static_cast<std::size_t>(position - positions_.begin()),
                  static_cast<std::size_t>(end - ends_.begin())};
  if (!accounts_ || cell != last_) {
    accounts_ = &cells_[cell];
    last_ = cell;
  }
  for (const Posting& p : entry) (*accounts_)[p.account].of(p.currency) += p.amount.value;
}

void SealSums::add(const SealSums& other) {
  if (positions_.empty()) {
    positions_ = other.positions_;
    ends_ = other.ends_;
  }
  for (const auto& [cell, accounts] : other.cells_)
    for (const auto& [account, currencies] : accounts)
      for (const auto& [currency, sum] : currencies.sums) cells_[cell][account].of(currency) += sum;
}

PeriodBalances SealSums::balances_of(const Seal& seal) const {
  std::map<std::pair<std::string, Currency>, Int128> sums;
  for (const auto& [cell, accounts] : cells_) {
    if (positions_[cell.first] > seal.fact.position || ends_[cell.second] > seal.fact.end) continue;
    for (const auto& [account, currencies] : accounts)
      for (const auto& [currency, sum] : currencies.sums) sums[{account, currency}] += sum;
  }
  PeriodBalances balances;
  for (const auto& [account, sum] : sums) {
    if (sum > std::numeric_limits<std::int64_t>::max() || sum < std::numeric_limits<std::int64_t>::min())
      throw Damaged(seal.event_position, "a balance that it seals leaves 64 bits");
    if (sum != 0) balances[account] = Minor(static_cast<std::int64_t>(sum));
  }
  return balances;
}

std::optional<Damaged> SealSums::first_wrong(const std::vector<Seal>& seals) const {
  for (const auto& [position, fact] : seals) {
    const PeriodBalances balances = balances_of({position, fact});
    const std::string digest = period_seal_digest({fact.month, fact.zone, fact.end, fact.position}, balances);
    if (digest != fact.trial_balance_sha256)
      return Damaged(
          position,
          fmt::format("it seals {} with trial balance {}, the log's as of position {} of everything "
                      "before {} is {}",
                      fact.month, fact.trial_balance_sha256, fact.position, to_string(fact.end), digest));
    if (const auto fault = totals_fault(fact, balances)) return Damaged(position, *fault);
  }
  return std::nullopt;
}

}  // namespace daybook::audit
