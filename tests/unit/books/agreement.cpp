// What must hold after every step of every history.

#include "tests/unit/books/scene.hpp"

namespace daybook::books {
namespace {

oracle::Four four(const Parts& p) {
  return {p.share.value, p.markup.value, p.platform.value, p.supplier.value};
}

void require(bool holds, const Scene& s, std::size_t order, const char* what) {
  if (!holds) throw Fault(fmt::format("after {}: order {}: {}", s.did, order, what));
}

std::string listed(const oracle::Chart& chart) {
  std::string out;
  for (const auto& [account, amount] : chart)
    out += fmt::format("\n    {} {} {}", account.first, account.second, amount);
  return out;
}

void check_chart(const Scene& s) {
  const oracle::Chart expected = s.books.chart();
  if (s.program.accounts != expected)
    throw Fault(fmt::format("after {}: the accounts are{}\n  the oracle's are{}", s.did,
                            listed(s.program.accounts), listed(expected)));
  std::map<std::string, std::int64_t> trial;
  for (const auto& [account, amount] : s.program.accounts) trial[account.second] += amount;
  for (const auto& [currency, sum] : trial)
    if (sum != 0) throw Fault("after " + s.did + ": the trial balance is off in " + currency);
}

/// A payee's lines, which a run decides on, and what no run may take yet.
void check_payee(const Scene& s, const BrokerId& broker) {
  const std::string payee = broker.str();
  const auto found = s.program.payees.find(broker);
  const PayeeLedger none;
  const PayeeLedger& ledger = found == s.program.payees.end() ? none : found->second;
  auto line = ledger.lines.begin();
  for (const oracle::Line& expected : s.books.lines) {
    if (expected.payee != payee) continue;
    const bool same = line != ledger.lines.end() && line->currency.str() == expected.currency &&
                      line->amounts.revenue_share.value == expected.share &&
                      line->amounts.markup.value == expected.markup &&
                      line->effective_at.micros == expected.effective &&
                      line->payout.has_value() == expected.payout.has_value() &&
                      (!line->payout || *line->payout == s.payouts[*expected.payout]);
    if (!same)
      throw Fault(fmt::format("after {}: the payee's line of {} + {} {} is not the oracle's", s.did,
                              expected.share, expected.markup, expected.currency));
    ++line;
  }
  if (line != ledger.lines.end()) throw Fault("after " + s.did + ": a line that the oracle does not have");
  std::map<std::string, std::int64_t> waiting;
  for (const oracle::Order& o : s.books.orders) {
    if (o.payee != payee || o.place == oracle::Place::none || o.place == oracle::Place::available) continue;
    const auto standing = o.standing();
    waiting[(o.place == oracle::Place::held ? "held " : "pending ") + o.currency] +=
        standing[0] + standing[1];
  }
  const auto compare = [&](const std::map<Currency, Minor>& amounts, const char* where) {
    for (const auto& [currency, amount] : amounts)
      if (waiting[where + currency.str()] != amount.value)
        throw Fault(fmt::format("after {}: {} {} of a payee", s.did, where, amount.value));
      else
        waiting.erase(where + currency.str());
  };
  compare(ledger.pending, "pending ");
  compare(ledger.held, "held ");
  for (const auto& [where, amount] : waiting)
    if (amount != 0) throw Fault("after " + s.did + ": nothing is " + where);
}

constexpr std::array<CommissionState, 4> kPlaces{CommissionState::none, CommissionState::pending,
                                                 CommissionState::available, CommissionState::held};

}  // namespace

void Agreement::check(const Scene& s) {
  before_.resize(s.books.orders.size());
  for (std::size_t n = 0; n < s.books.orders.size(); ++n) {
    const OrderState& order = s.order(n);
    const oracle::Order& booked = s.books.orders[n];
    const oracle::Four parts = four(order.parts), back = four(order.returned_parts);
    const std::int64_t returned = order.returned().value;
    require(parts == booked.parts, s, n, "its parts are not the agreed ones");
    require(order.total_charged.value == booked.total(), s, n, "its total");
    require(order.captured() == booked.captured(), s, n, "whether it is paid");
    require(order.commission == kPlaces[static_cast<std::size_t>(booked.place)], s, n,
            "where its commission stands");
    require(order.total_refunded.value == booked.refunded(), s, n, "the refunds that stand");
    require(order.total_lost.value == booked.lost(), s, n, "what lost disputes took");
    require(returned >= 0 && returned <= order.total_charged.value, s, n, "R is not within 0 and T");
    Before& before = before_[n];
    if (before.parts == parts && before.returned == returned && before.back == back) continue;
    require(back == booked.back(), s, n, "the returned parts are not those of the rule");
    if (const char* why = oracle::unfair(parts, returned, back)) require(false, s, n, why);
    const bool grows = before.parts == parts && returned >= before.returned;
    for (std::size_t i = 0; i < back.size() && grows; ++i)
      require(back[i] >= before.back[i], s, n, "a party's part moved backwards while R grew");
    before = {returned, parts, back};
  }
  check_chart(s);
  for (const BrokerId& broker : s.brokers) check_payee(s, broker);
}

}  // namespace daybook::books
