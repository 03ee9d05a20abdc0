#include "tests/unit/books/stripe_reports.hpp"

namespace daybook::books {
namespace {

/// What moved for a dispute: without its transaction, what is disputed and no fee.
oracle::DisputeMoves moves_of(const StripeReport& r) {
  if (r.transaction.empty()) return {r.amount, 0, ""};
  return {r.moved, r.fee, r.transaction};
}

}  // namespace

const char* event_type_of(const StripeReport& r) {
  switch (r.kind) {
    case ReportKind::money:
      return r.names_session ? "checkout.session.completed" : "payment_intent.succeeded";
    case ReportKind::fee:
      return "charge.updated";
    case ReportKind::figure:
      return "charge.refunded";
    case ReportKind::refund:
      return r.status == "failed" ? "refund.failed" : "refund.updated";
    case ReportKind::dispute:
      return "charge.dispute.created";
    case ReportKind::withdrawal:
      return "charge.dispute.funds_withdrawn";
    case ReportKind::reinstatement:
      return "charge.dispute.funds_reinstated";
    case ReportKind::closing:
      return "charge.dispute.closed";
  }
  throw std::logic_error("report out of range");
}

OrderId order_id(std::size_t order) { return given::id<OrderId>(1'000 + order); }

StripeDelivery delivery_of(const StripeReport& r, Instant now) {
  StripeDelivery d;
  d.event_type = event_type_of(r);
  d.now = now;
  StripeFact& f = d.fact;
  const std::string payment = std::to_string(r.order) + "_" + std::to_string(r.money);
  f.object_id = r.id;
  f.currency = r.currency;
  f.created = r.at;
  if (r.names_intent) f.payment_intent = "pi_" + payment;
  if (r.kind == ReportKind::money) {
    if (r.names_session) f.session_id = "cs_" + payment;
    f.payment_status = "paid";
  }
  if (r.kind == ReportKind::figure) {
    f.amount_refunded = Minor{r.amount};
  } else {
    f.amount = Minor{r.amount};
  }
  if (!r.status.empty()) f.status = r.status;
  if (!r.transaction.empty()) {
    f.balance_transaction = r.transaction;
    f.transaction_amount = Minor{r.moved};
    f.fee = Minor{r.fee};
    f.transaction_currency = r.currency;
  }
  return d;
}

oracle::Answer tell(oracle::Ledger& books, const StripeReport& r, Instant now) {
  if (r.kind >= ReportKind::dispute) {  // of the captured payment only, when it is known
    const oracle::Order& o = books.orders[r.order];
    if (!o.captured()) return oracle::Answer::waits;
    if (o.money != r.money) return oracle::Answer::refused;
  }
  const oracle::DisputeWords words{r.id, r.amount, r.status.starts_with("warning_")};
  switch (r.kind) {
    case ReportKind::money:
      return books.stripe_money(r.order, r.money, r.amount, r.currency, now.micros);
    case ReportKind::fee:
      return books.stripe_fee(r.order, r.transaction, r.fee, r.currency);
    case ReportKind::figure:
      return books.figure(r.order, r.money, {r.amount, r.at.micros}, now.micros);
    case ReportKind::refund:
      return books.refund(r.order, r.money, r.id, r.amount, r.status, r.at.micros, now.micros);
    case ReportKind::dispute:
      return books.dispute(r.order, words, now.micros);
    case ReportKind::withdrawal:
      return books.withdrawal(r.order, words, moves_of(r), now.micros);
    case ReportKind::reinstatement:
      return books.reinstatement(r.order, words, moves_of(r), now.micros);
    case ReportKind::closing:
      return books.closing(r.order, words,
                           r.status == "won"    ? oracle::Outcome::won
                           : r.status == "lost" ? oracle::Outcome::lost
                                                : oracle::Outcome::inquiry_closed,
                           now.micros);
  }
  throw std::logic_error("report out of range");
}

oracle::Answer deliver(Program& program, const StripeReport& report, Instant now) {
  StripeDelivery delivery = delivery_of(report, now);
  delivery.external_id = "evt_" + std::to_string(++program.deliveries);
  program.record(
      WebhookReceived{"STRIPE", delivery.external_id, delivery.event_type, delivery.fact, "sha256"}, now,
      now);
  const NewEvents events =
      decide(&program.orders.at(order_id(report.order)), program.policy, program.ids, delivery);
  program.record(events, now);
  const Event& verdict = events.back().event;
  if (std::holds_alternative<WebhookFailed>(verdict)) return oracle::Answer::refused;
  return std::holds_alternative<WebhookParked>(verdict) ? oracle::Answer::waits : oracle::Answer::taken;
}

}  // namespace daybook::books
