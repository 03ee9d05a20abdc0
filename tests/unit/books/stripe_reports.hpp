#pragma once
// What Stripe may deliver about one order, told to the program as a webhook and to the oracle in words.

#include "events/webhook/webhook_decide.hpp"
#include "tests/unit/books/ledger_oracle.hpp"
#include "tests/unit/books/program.hpp"

namespace daybook::books {

enum class ReportKind { money, fee, figure, refund, dispute, withdrawal, reinstatement, closing };

/// One delivery. Stripe delivers it when it likes, and as often as it likes.
struct StripeReport {
  ReportKind kind = ReportKind::money;
  std::size_t order = 0;
  int money = 1;              ///< which of the order's payments: 1, 2 …
  std::string id;             ///< of the refund or dispute
  std::int64_t amount = 0;    ///< of the payment or refund, or that is disputed; a figure's total
  std::string currency;       ///< of the payment, the order's or the fee's
  std::string status;         ///< Stripe's word, of a refund or a dispute
  std::string transaction;    ///< balance transaction; "" leaves it and its figures out
  std::int64_t moved = 0;     ///< of the transaction
  std::int64_t fee = 0;       ///< of the transaction
  Instant at;                 ///< when it happened there
  bool names_session = true;  ///< a payment's two signals: one names the session,
  bool names_intent = true;   ///< one the intent, some both
};

OrderId order_id(std::size_t order);

/// Stripe's name for such an event.
const char* event_type_of(const StripeReport& report);
/// The webhook that the program's decider is given.
StripeDelivery delivery_of(const StripeReport& report, Instant now);
/// The oracle's word on it.
oracle::Answer tell(oracle::Ledger& books, const StripeReport& report, Instant now);
/// Delivers it to the program; what it made of it.
oracle::Answer deliver(Program& program, const StripeReport& report, Instant now);

}  // namespace daybook::books
