#pragma once
// A small business on a running daybook: cards, brokers, orders, and what Stripe would send about them. Each
// step must succeed; a test of refusals calls Daybook directly.

#include "tests/support/daybook_process.hpp"

namespace daybook::test {

struct Broker {
  std::string id;
  Caller secret;
  Caller publishable;
};

/// The answer's JSON if the status is 2xx; throws with the answer otherwise.
Json must(const HttpAnswer& answer);

/// Three cards from the source "test": "odd" (10,005), "tie" (2,675), "last" (1,001, with `last_stock`
/// pieces).
void import_cards(Daybook& daybook, int last_stock = 2);

/// An approved broker with a share of 17.35% and a markup of 2.5%.
Broker approved_broker(Daybook& daybook, const std::string& email = "broker@example.com");

/// {"customer_email": …, "items": [one line]}
std::string order_body(const std::string& card, int quantity = 1,
                       const std::string& email = "ada@example.com");
Json place_order(Daybook& daybook, const Broker& broker, const std::string& card = "odd", int quantity = 1);
/// By wire, recorded by a SUPER_ADMIN.
void pay_by_wire(Daybook& daybook, const Json& order);
/// The order as an admin sees it once everything written is applied.
Json order_now(Daybook& daybook, const Json& order);
/// The broker's first balance, once everything written is applied.
Json balance_now(Daybook& daybook, const Broker& broker);
/// hledger accepts the exported journal without a word, `audit verify` the store, `projections diff` the read
/// models.
void check_books(Daybook& daybook);
/// The open tasks of this kind.
Json open_tasks(Daybook& daybook, const std::string& kind);

/// {"reason": …}
inline const std::string kReason = R"({"reason":"a test's reason"})";

void pause_ms(int ms);

/// A unique id such as "pi_5f…".
std::string stripe_id(const std::string& prefix);
std::string stripe_event(const std::string& type, const std::string& object);
std::string session_completed(const Json& order, const std::string& intent, std::int64_t amount,
                              const std::string& payment_status = "paid");
std::string intent_succeeded(const Json& order, const std::string& intent, std::int64_t amount);
/// `refunded` is cumulative.
std::string charge_refunded(const Json& order, const std::string& intent, std::int64_t refunded);

}  // namespace daybook::test
