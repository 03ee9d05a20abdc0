#pragma once
// Facts about one payee, with the lines that the read models hold of them: what a statement is made of.

#include "core/pricing.hpp"
#include "projections/statement.hpp"
#include "tests/unit/projections/history.hpp"

namespace daybook::test {

inline Instant at_time(const char* text) { return parse_instant(text).value(); }

/// An order as agreed, with its split.
struct Deal {
  OrderId id;
  std::string number;
  Currency currency;
  Agreement agreed;
  Parts parts;
};

inline Deal deal(std::uint64_t number, Currency currency, Terms terms, std::vector<Agreement::Item> items) {
  std::vector<PricedLine> lines;
  for (const auto& item : items) lines.push_back({price_unit(item.base_price, terms), item.quantity});
  const PricedOrder priced = price_order(lines);
  const Parts parts{priced.revenue_share, priced.markup, priced.platform_net, priced.supplier_cost};
  return {id_of<OrderId>(number),
          fmt::format("TLM2611{:04}", number),
          currency,
          {terms, 3, parts, {}, std::move(items)},
          parts};
}

class PayeeFacts {
 public:
  const BrokerId payee = id_of<BrokerId>(7);
  std::vector<StatementEntry> entries;

  void captured(const Deal& d, Instant at, Instant recorded) {
    PaymentCaptured e;
    e.order_id = d.id;
    e.broker_id = payee;
    e.amount = d.parts.total();
    e.currency = d.currency;
    e.parts = d.parts;
    add(e, StatementKind::accrual, d.currency, {d.parts.share, d.parts.markup, {}}, at, recorded, &d);
  }
  void released(const Deal& d, Minor share, Minor markup, Instant at, Instant recorded) {
    add(CommissionReleased{d.id, payee, d.currency, share, markup, at}, StatementKind::release, d.currency,
        {share, markup, {}}, at, recorded, &d);
  }
  /// From `before` to `now` of the captured total.
  void refunded(const Deal& d, Minor before, Minor now, Instant at, Instant recorded) {
    RefundSettled e;
    e.order_id = d.id;
    e.broker_id = payee;
    e.amount = now - before;
    e.total_refunded = now;
    e.currency = d.currency;
    e.parts = returned_parts(d.parts, now) - returned_parts(d.parts, before);
    e.from = CommissionState::available;
    add(e, StatementKind::clawback, d.currency, {-e.parts.share, -e.parts.markup, {}}, at, recorded, &d);
  }
  void payout(const PayoutAmounts& a, Currency currency, Instant at, Instant recorded) {
    PayoutCreated e;
    e.payout_id = id_of<PayoutId>(900);
    e.payee = payee;
    e.currency = currency;
    e.amounts = a;
    e.lines = {1, 2, 3};
    add(e, StatementKind::payout_created, currency, {-a.revenue_share, -a.markup, -a.adjustments}, at,
        recorded, nullptr);
  }
  void payout_failed(const PayoutAmounts& a, Currency currency, Instant at, Instant recorded) {
    add(PayoutFailed{id_of<PayoutId>(900), payee, currency, a, "no such account"},
        StatementKind::payout_failed, currency, a, at, recorded, nullptr);
  }
  Statement statement(Month month, const Zone& zone, std::int64_t position,
                      const std::map<Currency, StatementSums>& sums = {}) const {
    return make_statement({payee, month, zone, position, kUsd}, sums, entries);
  }

 private:
  void add(Event event, StatementKind kind, Currency currency, const PayoutAmounts& a, Instant at,
           Instant recorded, const Deal* d) {
    StatementEntry entry;
    entry.currency = currency;
    entry.line.kind = kind;
    entry.line.position = static_cast<std::int64_t>(entries.size()) + 1;
    entry.line.at = at;
    entry.line.revenue_share = a.revenue_share;
    entry.line.markup = a.markup;
    entry.line.adjustments = a.adjustments;
    if (d) entry.line.order_id = d->id;
    if (d) entry.line.order_number = d->number;
    Envelope e;
    e.position = {entry.line.position};
    e.event_id = id_of<EventId>(5'000 + entries.size());
    e.type = type_of(event).name;
    e.effective_at = at;
    e.recorded_at = recorded;
    explain(entry, payee, {std::move(e), std::move(event)}, d ? &d->agreed : nullptr);
    entries.push_back(std::move(entry));
  }
};

}  // namespace daybook::test
