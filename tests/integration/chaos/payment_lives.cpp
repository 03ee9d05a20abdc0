#include "tests/integration/chaos/payment_lives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace daybook::test {
namespace {

using books::ReportKind;
using books::StripeReport;

constexpr std::int64_t kPrice = 10'005;
constexpr const char* kSession = "checkout.session.completed";
constexpr const char* kIntent = "payment_intent.succeeded";

std::string payment(const StripeReport& r) { return fmt::format("{}_{}", r.order, r.money); }

/// As Stripe shows a movement: what leaves us is negative.
std::string transactions(const StripeReport& r) {
  if (r.transaction.empty()) return "";
  const bool back = r.kind == ReportKind::reinstatement;
  return fmt::format(R"(,"balance_transactions":[{{"id":"{}","amount":{},"fee":{},"currency":"usd"}}])",
                     r.transaction, back ? r.moved : -r.moved, back ? -r.fee : r.fee);
}

std::string object_of(const StripeReport& r, std::int64_t captured, const std::string& metadata) {
  const std::string intent = "pi_" + payment(r);
  if (r.kind == ReportKind::figure)
    return fmt::format(
        R"({{"id":"ch_{}","object":"charge","amount":{},"amount_refunded":{},"currency":"usd",)"
        R"("payment_intent":"{}","metadata":{}}})",
        payment(r), captured, r.amount, intent, metadata);
  if (r.kind == ReportKind::refund)
    return fmt::format(
        R"({{"id":"{}","object":"refund","amount":{},"currency":"usd","status":"{}","payment_intent":"{}"}})",
        r.id, r.amount, r.status, intent);
  return fmt::format(
      R"({{"id":"{}","object":"dispute","amount":{},"currency":"usd","reason":"fraudulent","status":"{}",)"
      R"("payment_intent":"{}"{}}})",
      r.id, r.amount, r.status, intent, transactions(r));
}

}  // namespace

PaymentLives::PaymentLives(Daybook& daybook, const Broker& broker, std::size_t count, std::uint64_t seed)
    : random_(seed), begun_{(std::time(nullptr) - 36'000) * kMicrosPerSecond} {
  oracle_.payees[broker.id].rates = {173'500, 25'000, std::nullopt};
  must(daybook.call(
      daybook.admin(), "PUT", "/api/catalog",
      fmt::format(
          R"({{"source":"test","cards":[{{"card_id":"plain","bank_name":"Bank","credit_limit":500000,)"
          R"("date_opened":"2019-05-01","price":{},"currency":"USD","stock":1000000}}]}})",
          kPrice)));
  for (std::size_t n = 0; n < count; ++n) {
    const int quantity = static_cast<int>(random_.between(1, 3));
    const Json order = place_order(daybook, broker, "plain", quantity);
    PaymentLife life;
    life.order_id = order["id"].text();
    life.order_number = order["order_number"].text();
    life.total = order["total_charged"].integer();
    lives_.push_back(std::move(life));
    oracle_.place(broker.id, {{kPrice, quantity}}, "USD", begun_.micros);
    if (oracle_.orders[n].total() != lives_[n].total)
      throw std::runtime_error(
          fmt::format("an order costs {}, by the rules {}", lives_[n].total, oracle_.orders[n].total()));
    draw(n);
  }
}

std::string PaymentLives::metadata(std::size_t n) const {
  return fmt::format(R"({{"order_id":"{}","order_number":"{}"}})", lives_[n].order_id,
                     lives_[n].order_number);
}

void PaymentLives::event(std::size_t n, const std::string& type, const std::string& object, std::int64_t at,
                         std::size_t round) {
  lives_[n].rounds[round].push_back(fmt::format(
      R"({{"id":"evt_{}_{}","object":"event","created":{},"livemode":false,"type":"{}","data":{{"object":{}}}}})",
      n, ++events_, at / kMicrosPerSecond, type, object));
}

std::string PaymentLives::money_object(std::size_t n, const Said& said) const {
  const StripeReport& r = said.report;
  if (!r.names_session)
    return fmt::format(
        R"({{"id":"pi_{}","object":"payment_intent","amount":{},"amount_received":{},"currency":"usd",)"
        R"("status":"succeeded","metadata":{}}})",
        payment(r), r.amount, r.amount, metadata(n));
  return fmt::format(R"({{"id":"cs_{}","object":"checkout.session","payment_status":"{}","amount_total":{},)"
                     R"("currency":"usd","payment_intent":{},"metadata":{}}})",
                     payment(r), r.status, r.amount, r.names_intent ? "\"pi_" + payment(r) + "\"" : "null",
                     metadata(n));
}

/// To Stripe's customers' side; the oracle hears of it unless it is no money yet.
void PaymentLives::say(std::size_t n, const Said& said, std::size_t round) {
  const StripeReport& r = said.report;
  const bool money = r.kind == ReportKind::money;
  event(n, said.type.empty() ? event_type_of(r) : said.type,
        money ? money_object(n, said) : object_of(r, lives_[n].total, metadata(n)), r.at.micros, round);
  if (!money || r.status == "paid") books::tell(oracle_, r, r.at);
}

void PaymentLives::paid(std::size_t n, int money, std::int64_t amount, bool asynchronous) {
  StripeReport r;
  r.kind = ReportKind::money;
  r.order = n;
  r.money = money;
  r.amount = amount;
  r.currency = "USD";
  r.at = begun_;
  r.status = "unpaid";
  if (asynchronous) say(n, {r, ""});
  r.status = "paid";
  const std::int64_t which = random_.pick(3);  // the one signal, the other, or both
  r.names_intent = which != 2 || !random_.one_in(3);
  if (which != 1 || asynchronous) say(n, {r, asynchronous ? "checkout.session.async_payment_succeeded" : ""});
  r.names_intent = true;
  r.names_session = false;
  if (which != 0) say(n, {r, ""});
}

/// Refunds and disputes of the money that was captured.
void PaymentLives::later(std::size_t n) {
  books::StripeTruth truth(n, 1, "USD", lives_[n].total);
  Instant at = begun_;
  for (std::int64_t events = random_.pick(6); events > 0; --events) {
    at.micros += 3 * kMicrosPerSecond;
    const std::int64_t dice = random_.pick(5);
    const std::int64_t left = truth.captured() - truth.claimed();
    if (dice < 2 && left > 0)
      truth.refund(random_.one_in(3) ? left : random_.between(1, left), random_.one_in(2), at);
    if (dice == 2) truth.dispute(random_.between(1, truth.captured()), random_, at);
    if (dice > 2) truth.go_on(random_, at);
  }
  for (const StripeReport& r : truth.reports) say(n, {r, ""});
}

void PaymentLives::draw(std::size_t n) {
  PaymentLife& life = lives_[n];
  const auto session = [&](const char* type, const char* status) {
    event(n, type,
          fmt::format(R"({{"id":"cs_{}_1","object":"checkout.session","payment_status":"{}",)"
                      R"("amount_total":{},"currency":"usd","metadata":{}}})",
                      n, status, life.total, metadata(n)),
          begun_.micros);
  };
  for (std::int64_t failed = random_.pick(3); failed > 0; --failed)
    event(n, "payment_intent.payment_failed",
          fmt::format(R"({{"id":"pi_{}_{}","object":"payment_intent","amount":{},"currency":"usd",)"
                      R"("last_payment_error":{{"code":"card_declined"}},"metadata":{}}})",
                      n, 10 + failed, life.total, metadata(n)),
          begun_.micros);
  const std::int64_t dice = random_.pick(10);
  if (dice == 6) {
    life.kind = "never paid";
    if (random_.one_in(2)) session("checkout.session.async_payment_failed", "unpaid");
    return;
  }
  if (dice == 9) {
    life.kind = "expired";
    life.money = Money::expired;
    session("checkout.session.expired", "unpaid");
    oracle_.cancel(n);
    if (random_.one_in(2)) return;
    life.kind = "paid after its page had expired";
    StripeReport late;
    late.kind = ReportKind::money;
    late.order = n;
    late.amount = life.total;
    late.currency = "USD";
    late.status = "paid";
    late.names_session = false;
    late.at = begun_;
    say(n, {late, ""}, 1);
    return;
  }
  const bool wrong = dice == 7, second = dice == 8;
  life.kind = wrong ? "a wrong amount" : second ? "paid twice" : dice == 5 ? "paid later" : "paid";
  if (wrong) paid(n, 2, life.total + random_.between(1, 500) * (random_.one_in(2) ? 1 : -1), false);
  if (wrong && random_.one_in(3)) return;
  life.money = Money::captured;
  paid(n, 1, life.total, dice == 5);
  if (second) paid(n, 2, life.total, false);
  // Which of two is the second one, only their arrival says; of wrong money nothing is asked back here.
  if (!second && !wrong) later(n);
}

std::vector<std::string> PaymentLives::deliveries(std::size_t round) {
  std::vector<std::string> all;
  for (const PaymentLife& life : lives_)
    for (const std::string& body : life.rounds[round])
      for (std::int64_t times = random_.between(1, 5); times > 0; --times) all.push_back(body);
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random_.index(i)]);
  return all;
}

bool PaymentLives::all_returned(std::size_t life) const {
  const oracle::Order& order = oracle_.orders[life];
  return order.captured() && order.returned() == order.total();
}

}  // namespace daybook::test
