#include "tests/unit/books/ledger_oracle.hpp"

namespace oracle {

void Ledger::changed(std::size_t order, Micros effective) {
  in_lines_.resize(orders.size());
  Order& o = orders[order];
  const bool is = o.place == Place::available;
  auto& booked = in_lines_[order];
  const bool moved = o.was_available != is;
  if (moved && !o.payable_since) o.payable_since = effective;
  const Micros counts = moved ? *o.payable_since : effective;
  const auto come_to = [&](const std::array<Units, 2>& now) {
    const Line line{o.payee, o.currency, now[0] - booked[0], now[1] - booked[1], effective, counts, {}};
    if (line.share != 0 || line.markup != 0) lines.push_back(line);
    booked = now;
  };
  const Units refunded = o.refunded(), lost = o.lost();
  // Two facts, so two lines: what lost disputes take makes room for more refunds, and fills what they leave.
  if (is && refunded != o.told_refunded && lost != o.told_lost)
    come_to(o.standing_at(refunded > o.told_refunded ? o.told_refunded + lost : refunded + o.told_lost));
  come_to(is ? o.standing() : std::array<Units, 2>{});
  o.told_refunded = refunded;
  o.told_lost = lost;
  o.was_available = is;
}

bool Ledger::place(const std::string& payee, std::vector<Pieces> basket, const std::string& currency,
                   Micros now) {
  if (!payee.empty() && payees.at(payee).suspended) return false;
  Order o;
  o.payee = payee;
  o.currency = currency;
  o.placed_at = now;
  if (!payee.empty()) o.rates = payees.at(payee).rates;
  o.parts = agreed_parts(basket, payee.empty() ? std::nullopt : std::optional(o.rates));
  o.basket = std::move(basket);
  if (o.total() > 99'999'999) return false;
  orders.push_back(std::move(o));
  return true;
}

bool Ledger::cancel(std::size_t order) {
  Order& o = orders[order];
  if (o.captured() || o.cancelled) return false;
  o.cancelled = true;
  return true;
}

void Ledger::capture(Order& o, const std::string& asset, int money, Micros effective) {
  o.asset = asset;
  o.money = money;
  o.cancelled = false;
  if (o.payee.empty()) return;
  if (hold > 0) o.hold_until = effective + hold;
  o.place = hold > 0 ? Place::pending : Place::available;
}

bool Ledger::pay_by_hand(std::size_t order, const std::string& asset, Micros received_at, Micros now) {
  Order& o = orders[order];
  if (o.captured() || o.cancelled || received_at > now) return false;
  capture(o, asset, 0, received_at);
  changed(order, received_at);
  return true;
}

Answer Ledger::stripe_money(std::size_t order, int money, Units amount, const std::string& currency,
                            Micros now) {
  Order& o = orders[order];
  if (o.money == money || o.aside.contains(money)) return Answer::taken;
  if (o.captured() || o.cancelled || currency != o.currency || amount != o.total()) {
    o.aside[money] = {amount, 0, currency};
  } else {
    capture(o, "assets:stripe", money, now);
    changed(order, now);
  }
  return Answer::taken;
}

bool Ledger::apply_aside(std::size_t order, int money, Micros now) {
  Order& o = orders[order];
  const auto found = o.aside.find(money);
  if (found == o.aside.end() || o.captured()) return false;
  const AsideMoney& m = found->second;
  if (m.refunded > 0 || m.currency != o.currency || m.amount != o.total()) return false;
  o.aside.erase(found);
  capture(o, "assets:stripe", money, now);
  changed(order, now);
  return true;
}

bool Ledger::record_fee(std::size_t order, const std::string& transaction, Units fee,
                        const std::string& currency) {
  Order& o = orders[order];
  if (fee < 1 || fee > 99'999'999 || !o.by_stripe()) return false;
  return o.fees.try_emplace(transaction, currency, fee).second;
}

Answer Ledger::stripe_fee(std::size_t order, const std::string& transaction, Units fee,
                          const std::string& currency) {
  if (fee > 0) orders[order].fees.try_emplace(transaction, currency, fee);
  return Answer::taken;
}

bool Ledger::refund_by_hand(std::size_t order, Units amount, Micros now) {
  Order& o = orders[order];
  if (!o.captured() || o.by_stripe() || amount < 1 || amount > o.total() - o.returned()) return false;
  o.by_hand.push_back({amount, false});
  changed(order, now);
  return true;
}

bool Ledger::fail_by_hand(std::size_t order, std::size_t refund, Micros now) {
  Order& o = orders[order];
  if (refund >= o.by_hand.size() || o.by_hand[refund].failed) return false;
  o.by_hand[refund].failed = true;
  changed(order, now);
  return true;
}

bool Ledger::fail_stripe_refund(std::size_t order, const std::string& refund, Micros now) {
  Order& o = orders[order];
  const auto found = o.refunds.find(refund);
  if (found == o.refunds.end() || found->second.failed_at) return false;
  found->second.failed_at = now;
  changed(order, now);
  return true;
}

Answer Ledger::figure(std::size_t order, int money, SaidFigure figure, Micros now) {
  Order& o = orders[order];
  if (const auto aside = o.aside.find(money); aside != o.aside.end()) {
    if (figure.amount > aside->second.amount) return Answer::refused;
    aside->second.refunded = std::max(aside->second.refunded, figure.amount);
    return Answer::taken;
  }
  if (o.money != money) return Answer::waits;
  if (figure.amount > o.total()) return Answer::refused;
  o.figures.push_back(figure);
  changed(order, now);
  return Answer::taken;
}

Answer Ledger::refund(std::size_t order, int money, const std::string& id, Units amount,
                      const std::string& status, Micros at, Micros now) {
  Order& o = orders[order];
  const bool failed = status == "failed" || status == "canceled";
  if (o.aside.contains(money)) return failed ? Answer::refused : Answer::taken;
  if (o.money != money) return Answer::waits;
  if (amount > o.total()) return Answer::refused;
  SaidRefund& r = o.refunds.try_emplace(id, SaidRefund{amount, false, {}}).first->second;
  if (status == "succeeded") r.succeeded = true;
  if (failed) r.failed_at = std::min(r.failed_at.value_or(at), at);
  changed(order, now);
  return Answer::taken;
}

void Ledger::release(std::size_t order, Micros now) {
  Order& o = orders[order];
  if (o.place != Place::pending || *o.hold_until > now) return;
  o.place = Place::available;
  changed(order, *o.hold_until);
}

bool Ledger::hold_commission(std::size_t order, Micros now) {
  Order& o = orders[order];
  if (o.place == Place::none || o.held_by_person) return false;
  o.held_by_person = true;
  o.settle_place(now);
  changed(order, now);
  return true;
}

bool Ledger::let_go(std::size_t order, Micros now) {
  Order& o = orders[order];
  if (!o.held_by_person) return false;
  o.held_by_person = false;
  o.settle_place(now);
  changed(order, now);
  return true;
}

bool Ledger::correct(const std::string& payee, Units share_ppm, Micros from, std::optional<Micros> until,
                     Micros now) {
  if (share_ppm < 100'000 || share_ppm > 250'000 || from >= now) return false;
  if (until && (*until > now || *until <= from)) return false;
  bool changes = false;
  for (std::size_t n = 0; n < orders.size(); ++n) {
    Order& o = orders[n];
    if (o.payee != payee || o.placed_at < from || (until && o.placed_at >= *until)) continue;
    changes |= o.rates.share_ppm != share_ppm;
    o.rates.share_ppm = share_ppm;
    o.parts = agreed_parts(o.basket, o.rates);
    if (o.captured()) this->changed(n, now);
  }
  if (!until) {
    changes |= payees.at(payee).rates.share_ppm != share_ppm;
    payees.at(payee).rates.share_ppm = share_ppm;
  }
  return changes;
}

}  // namespace oracle
