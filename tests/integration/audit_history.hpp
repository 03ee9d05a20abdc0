#pragma once
// A random, sound history for the audit's tests: brokers in several currencies, orders, captures, refunds,
// unexpected money and payouts, as envelopes that hash and chain as the store's do.

#include <map>
#include <random>
#include <string>
#include <vector>

#include "events/log/merkle.hpp"
#include "projections/event_source.hpp"

namespace daybook::test {

/// A log in memory. Events get what the store would give them.
class MemoryLog : public EventSource {
 public:
  std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) override {
    std::vector<Envelope> out;
    for (const Envelope& e : envelopes)
      if (e.position.value > after && out.size() < limit) out.push_back(e);
    return out;
  }

  std::int64_t append(const Event& event) {
    Envelope e;
    e.position = {static_cast<std::int64_t>(envelopes.size()) + 1};
    e.event_id = EventId(uuid());
    e.stream = stream_of(event);
    e.version = {++versions_[e.stream]};
    const EventType type = type_of(event);
    e.type = type.name;
    e.schema_version = type.schema_version;
    now.micros += 1'234'567'891;  // some twenty minutes, with digits in every place
    e.recorded_at = now;
    e.effective_at = {now.micros - 86'400'000'000};  // business time may be another day
    e.actor = "cli";
    e.correlation_id = "test";
    e.partition_key = partition_key_of(event);
    e.payload = encode_payload(event);
    e.leaf_hash = compute_leaf_hash(e);
    envelopes.push_back(std::move(e));
    return envelopes.back().position.value;
  }

  /// Hashes every leaf anew, as somebody who rewrites history would.
  void rehash() {
    for (Envelope& e : envelopes) e.leaf_hash = compute_leaf_hash(e);
  }
  log::Frontier frontier(std::int64_t size) const {
    log::Frontier frontier;
    for (std::int64_t i = 0; i < size; ++i) frontier.append(envelopes[static_cast<std::size_t>(i)].leaf_hash);
    return frontier;
  }
  Uuid uuid() {
    Uuid id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random());
    return id;
  }

  std::mt19937_64 random{1};
  std::vector<Envelope> envelopes;
  Instant now{1'790'000'000'000'000};

 private:
  std::map<std::string, std::int64_t> versions_;
};

/// Writes the story; `log.random` decides.
class Story {
 public:
  explicit Story(MemoryLog& log) : log_(log) {}

  BrokerId broker(const std::string& business_name, const std::string& currency) {
    BrokerRegistered e;
    e.broker_id = BrokerId(log_.uuid());
    e.profile.person_id = PersonId(log_.uuid());
    e.profile.name = {"c2VhbGVk"};
    e.profile.email = {"c2VhbGVk"};
    e.profile.business_name = business_name;
    e.currency = *parse_currency(currency);
    e.publishable_key = {KeyKind::publishable, "dbk_pub_1", "00"};
    e.secret_key = {KeyKind::secret, "dbk_sec_1", "00"};
    log_.append(e);
    log_.append(BrokerApproved{e.broker_id, "admin", std::nullopt});
    people[e.broker_id] = e.profile.person_id;
    return e.broker_id;
  }

  /// An order that nobody has paid yet.
  OrderPlaced place(const std::optional<BrokerId>& broker, const std::string& currency) {
    OrderPlaced e;
    e.order_id = OrderId(log_.uuid());
    e.order_number = "TLM2611" + std::to_string(100'000 + ++orders_);
    e.broker_id = broker;
    e.customer.person_id = PersonId(log_.uuid());
    e.customer.email = {"c2VhbGVk"};
    e.currency = *parse_currency(currency);
    e.parts = {Minor(broker ? upto(20'000) : 0), Minor(broker ? upto(9'999) : 0), Minor(upto(50'001)),
               Minor(upto(99'999))};
    e.total_charged = e.parts.total();
    e.subtotal_base = e.total_charged - e.parts.markup;
    e.expires_at = {log_.now.micros + 1'800 * kMicrosPerSecond};
    log_.append(e);
    return e;
  }

  /// One that is captured, and perhaps refunded in steps. Adds its payee lines to `lines`.
  void sale(const std::optional<BrokerId>& broker, const std::string& currency) {
    const OrderPlaced e = place(broker, currency);
    PaymentCaptured paid;
    paid.payment_id = PaymentId(log_.uuid());
    paid.order_id = e.order_id;
    paid.broker_id = broker;
    paid.method = static_cast<PaymentMethod>(upto(4) - 1);
    paid.amount = e.total_charged;
    paid.currency = e.currency;
    paid.parts = e.parts;
    paid.reason = "paid ; event_id: forged, by [2026-01-01] hand";
    const auto position = log_.append(paid);
    if (broker) lines[{*broker, e.currency}].emplace_back(position, e.parts);
    if (upto(4) == 1) refund(e, paid.method);
    if (upto(6) == 1) unexpected(e);
  }

  /// Everything that the broker earned so far, paid out in one go.
  void payout(const BrokerId& broker, const std::string& currency) {
    const Currency unit = *parse_currency(currency);
    PayoutCreated e;
    e.payout_id = PayoutId(log_.uuid());
    e.payee = broker;
    e.period_start = {log_.now.micros - 31 * kMicrosPerDay};
    e.period_end = log_.now;
    e.currency = unit;
    for (const auto& [position, parts] : lines[{broker, unit}]) {
      e.amounts.revenue_share += parts.share;
      e.amounts.markup += parts.markup;
      e.lines.push_back(position);
    }
    lines.erase({broker, unit});
    e.made_by = "admin";
    log_.append(e);
    log_.append(PayoutApproved{e.payout_id, broker, e.amounts.total(), 1, "another"});
    log_.append(PayoutProcessing{e.payout_id, broker});
    log_.append(
        PayoutCompleted{e.payout_id, broker, unit, e.amounts, PayoutMethod::ACH, "T-1", std::nullopt});
  }

  std::map<BrokerId, PersonId> people;
  std::map<std::pair<BrokerId, Currency>, std::vector<std::pair<std::int64_t, Parts>>> lines;

 private:
  std::int64_t upto(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(1, n)(log_.random); }
  void refund(const OrderPlaced& order, PaymentMethod method) {
    Minor returned{};
    for (int step = 1; step <= 3 && returned < order.total_charged; ++step) {
      const Minor total = step == 3
                              ? order.total_charged
                              : Minor(returned.value + (order.total_charged.value - returned.value) / 3);
      if (total == returned) continue;
      RefundSettled e;
      e.refund_id = RefundId(log_.uuid());
      e.order_id = order.order_id;
      e.broker_id = order.broker_id;
      e.method = method;
      e.amount = total - returned;
      e.total_refunded = total;
      e.full = total == order.total_charged;
      e.currency = order.currency;
      e.parts = returned_parts(order.parts, total) - returned_parts(order.parts, returned);
      e.from = order.broker_id ? CommissionState::available : CommissionState::none;
      const auto position = log_.append(e);
      if (e.broker_id) lines[{*e.broker_id, e.currency}].emplace_back(position, Parts{} - e.parts);
      returned = total;
    }
  }
  void unexpected(const OrderPlaced& order) {
    PaymentUnexpected e;
    e.payment_id = PaymentId(log_.uuid());
    e.order_id = order.order_id;
    e.broker_id = order.broker_id;
    e.amount = Minor(4'711);
    e.currency = order.currency;
    e.why = UnexpectedReason::second_capture;
    log_.append(e);
  }

  MemoryLog& log_;
  std::int64_t orders_ = 0;
};

/// A few brokers, `sales` orders, payouts at the end, in currencies with 2, 0, 3 and 9 decimals.
inline MemoryLog random_log(std::uint64_t seed, int sales) {
  MemoryLog log;
  log.random.seed(seed);
  Story story(log);
  const std::vector<std::string> currencies{"USD", "JPY", "BHD", "ICP"};
  std::vector<BrokerId> brokers;
  for (const auto& currency : currencies)
    brokers.push_back(story.broker("Ada; payee: x, [2026] | Sons", currency));
  for (int i = 0; i < sales; ++i) {
    const std::size_t which = log.random() % 5;
    const std::string& currency = currencies[log.random() % currencies.size()];
    story.sale(which < brokers.size() ? std::optional(brokers[which]) : std::nullopt, currency);
  }
  for (const auto& broker : brokers)
    for (const auto& currency : currencies) story.payout(broker, currency);
  for (int i = 0; i < 2; ++i) story.place(std::nullopt, "USD");
  return log;
}

}  // namespace daybook::test
