// The oracle's disputes: what Stripe says in any order, and what a person knows first.

#include "tests/unit/books/ledger_oracle.hpp"

namespace oracle {
namespace {

/// Whether an opening says more than is known: an open inquiry becomes a dispute, never the other way round.
bool says_more(const DisputeCase& d, bool inquiry) {
  return d.outcome == Outcome::open && d.inquiry && !inquiry;
}

/// The case, which any report opens.
DisputeCase& opened(Order& o, const DisputeWords& words) {
  const auto [entry, fresh] = o.disputes.try_emplace(words.id);
  DisputeCase& d = entry->second;
  if (fresh || says_more(d, words.inquiry)) {
    d.amount = words.amount;
    d.inquiry = words.inquiry;
  }
  return d;
}

/// Money of one kind that is counted already: its transaction is known, or no more than that can have moved.
bool counted(const DisputeCase& d, Units so_far, const DisputeMoves& money) {
  if (d.transactions.contains(money.transaction)) return true;
  return so_far > 0 && so_far + money.amount > std::max(d.amount, d.withdrawn);
}

void count(DisputeCase& d, const std::string& transaction) {
  if (!transaction.empty()) d.transactions.insert(transaction);
}

}  // namespace

void Ledger::lose(DisputeCase& d) {
  d.outcome = Outcome::lost;
  d.kept = std::max<Units>(d.amount - d.reinstated, 0);
}

Answer Ledger::dispute(std::size_t order, const DisputeWords& words, Micros now) {
  Order& o = orders[order];
  opened(o, words);
  o.settle_place(now);
  changed(order, now);
  return Answer::taken;
}

Answer Ledger::withdrawal(std::size_t order, const DisputeWords& words, const DisputeMoves& money,
                          Micros now) {
  Order& o = orders[order];
  DisputeCase& d = opened(o, words);
  if (!counted(d, d.withdrawn, money)) {
    d.inquiry = false;
    d.withdrawn += money.amount;
    d.fees += money.fee;
    count(d, money.transaction);
  }
  o.settle_place(now);
  changed(order, now);
  return Answer::taken;
}

Answer Ledger::reinstatement(std::size_t order, const DisputeWords& words, const DisputeMoves& money,
                             Micros now) {
  Order& o = orders[order];
  const auto known = o.disputes.find(words.id);
  if (known != o.disputes.end() && known->second.outcome == Outcome::lost &&
      !counted(known->second, known->second.reinstated, money))
    return Answer::refused;
  DisputeCase& d = opened(o, words);
  if (!counted(d, d.reinstated, money)) {
    d.reinstated += money.amount;
    d.fees -= money.fee;
    count(d, money.transaction);
  }
  o.settle_place(now);
  changed(order, now);
  return Answer::taken;
}

Answer Ledger::closing(std::size_t order, const DisputeWords& words, Outcome outcome, Micros now) {
  Order& o = orders[order];
  const auto known = o.disputes.find(words.id);
  if (known != o.disputes.end() && known->second.outcome != Outcome::open && known->second.outcome != outcome)
    return Answer::refused;
  DisputeCase& d = opened(o, words);
  if (d.outcome == Outcome::open) {
    d.outcome = outcome;
    if (outcome == Outcome::lost) lose(d);
    o.settle_place(now);
  }
  changed(order, now);
  return Answer::taken;
}

bool Ledger::open_dispute(std::size_t order, const DisputeWords& words, Micros now) {
  const Order& o = orders[order];
  if (!o.captured() || words.amount < 1 || words.amount > o.total()) return false;
  const auto known = o.disputes.find(words.id);
  if (known != o.disputes.end() && !says_more(known->second, words.inquiry)) return false;
  dispute(order, words, now);
  return true;
}

bool Ledger::withdraw_disputed(std::size_t order, const std::string& id, Units amount, Units fee,
                               Micros now) {
  Order& o = orders[order];
  const auto known = o.disputes.find(id);
  if (known == o.disputes.end() || known->second.withdrawn > 0) return false;
  if (amount < 1 || amount > o.total() || fee < 0 || fee > 99'999'999) return false;
  known->second.inquiry = false;
  known->second.withdrawn = amount;
  known->second.fees += fee;
  o.settle_place(now);
  changed(order, now);
  return true;
}

bool Ledger::close_dispute(std::size_t order, const std::string& id, Outcome outcome, Units fee_back,
                           Micros now) {
  Order& o = orders[order];
  const auto known = o.disputes.find(id);
  if (known == o.disputes.end() || known->second.outcome != Outcome::open) return false;
  DisputeCase& d = known->second;
  if (outcome == Outcome::inquiry_closed && !d.inquiry) return false;
  if (fee_back < 0 || fee_back > std::max<Units>(d.fees, 0)) return false;
  d.outcome = outcome;
  if (outcome == Outcome::lost) lose(d);
  if (outcome == Outcome::won) {  // what is still out comes back with it
    d.reinstated = std::max(d.reinstated, d.withdrawn);
    d.fees -= fee_back;
  }
  o.settle_place(now);
  changed(order, now);
  return true;
}

}  // namespace oracle
