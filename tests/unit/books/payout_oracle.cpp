// The oracle's payouts: which lines a month's run takes, and what becomes of them.

#include "tests/unit/books/ledger_oracle.hpp"

namespace oracle {

std::size_t Ledger::run(const std::string& payee, int year, int month, const std::string& maker) {
  Payout p;
  p.payee = payee;
  p.maker = maker;
  p.start = start_of_month(year, month, zone);
  p.end = start_of_month(year, month + 1, zone);
  std::set<std::string> currencies;
  for (const Line& line : lines)
    if (line.payee == payee) currencies.insert(line.currency);
  const std::size_t before = payouts.size();
  for (const std::string& currency : currencies) {
    p.currency = currency;
    p.share = p.markup = 0;
    bool exists = false;
    for (const Payout& other : payouts)
      exists |= other.live() && other.payee == payee && other.currency == currency && other.start == p.start;
    const auto takes = [&](const Line& line) {
      return line.payee == payee && line.currency == currency && !line.payout && line.effective < p.end;
    };
    for (const Line& line : lines)
      if (takes(line)) p.share += line.share, p.markup += line.markup;
    const Units total = p.share + p.markup;
    if (exists || total <= 0 || total < minimum[currency] || payees.at(payee).suspended) continue;
    for (Line& line : lines)
      if (takes(line)) line.payout = payouts.size();
    payouts.push_back(p);
  }
  return payouts.size() - before;
}

bool Ledger::edit(std::size_t payout, const std::string& asset, const std::string& editor) {
  Payout& p = payouts[payout];
  if (p.is != PayoutIs::pending) return false;
  p.asset = asset;
  p.approved = false;
  ++p.version;
  p.editors.insert(editor);
  return true;
}

bool Ledger::approve(std::size_t payout, int version, const std::string& checker) {
  Payout& p = payouts[payout];
  if (p.is != PayoutIs::pending || p.approved || version != p.version) return false;
  if (checker == p.maker || p.editors.contains(checker)) return false;
  return p.approved = true;
}

bool Ledger::move(std::size_t payout, PayoutIs to) {
  Payout& p = payouts[payout];
  const PayoutIs needed = to == PayoutIs::processing || to == PayoutIs::cancelled ? PayoutIs::pending
                          : to == PayoutIs::returned                              ? PayoutIs::completed
                                                                                  : PayoutIs::processing;
  if (p.is != needed || (to == PayoutIs::processing && !p.approved)) return false;
  p.is = to;
  if (!p.live())
    for (Line& line : lines)
      if (line.payout == payout) line.payout.reset();
  return true;
}

}  // namespace oracle
