#pragma once
// Histories for the projections' tests: facts in, envelopes filled in as the store would.

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/envelope.hpp"
#include "projections/read_models.hpp"

namespace daybook::test {

inline constexpr Currency kUsd{};

template <class Id>
Id id_of(std::uint64_t number) {
  Uuid uuid;
  for (int i = 0; i < 8; ++i)
    uuid.bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(number >> (8 * i));
  return Id(uuid);
}

/// Appends facts one by one, a minute apart from 2026-11-01T00:00Z.
class History {
 public:
  const Recorded& add(Event event, std::string actor = "cli") {
    const auto position = static_cast<std::int64_t>(events_.size()) + 1;
    const Instant at{1'793'491'200 * kMicrosPerSecond + position * 60 * kMicrosPerSecond};
    return add_at(std::move(event), at, std::move(actor));
  }
  const Recorded& add_at(Event event, Instant at, std::string actor = "cli");
  const std::vector<Recorded>& events() const { return events_; }
  std::vector<Envelope> envelopes() const {
    std::vector<Envelope> all;
    for (const Recorded& r : events_) all.push_back(r.envelope);
    return all;
  }

 private:
  std::vector<Recorded> events_;
  std::map<std::string, std::int64_t> versions_;
};

inline const Recorded& History::add_at(Event event, Instant at, std::string actor) {
  Envelope e;
  const EventType type = type_of(event);
  e.position = {static_cast<std::int64_t>(events_.size()) + 1};
  e.event_id = id_of<EventId>(static_cast<std::uint64_t>(e.position.value));
  e.stream = stream_of(event);
  e.version = {++versions_[e.stream]};
  e.type = type.name;
  e.schema_version = type.schema_version;
  e.recorded_at = e.effective_at = at;
  e.actor = std::move(actor);
  e.correlation_id = fmt::format("request-{}", e.position.value);
  e.partition_key = partition_key_of(event);
  e.payload = encode_payload(event);
  e.leaf_hash = compute_leaf_hash(e);
  events_.push_back({std::move(e), std::move(event)});
  return events_.back();
}

inline BrokerRegistered broker(const BrokerId& id) {
  BrokerRegistered e;
  e.broker_id = id;
  e.profile.person_id = PersonId(id.uuid);
  e.profile.name.text = "c2VhbGVk";
  e.profile.email.text = "c2VhbGVk";
  e.terms.revenue_share = {100'000};
  e.publishable_key = {KeyKind::publishable, "tlm_pk_1", "00"};
  e.secret_key = {KeyKind::secret, "tlm_sk_1", "00"};
  return e;
}

/// One card at 100.00: share 10.00, markup 5.00, platform 40.00, supplier 50.00; total 105.00. Direct: 50
/// / 50.
inline OrderPlaced order(const OrderId& id, std::optional<BrokerId> broker_id) {
  OrderPlaced e;
  e.order_id = id;
  e.order_number = "TLM2611-" + id.str().substr(28);
  e.broker_id = broker_id;
  e.customer.person_id = PersonId(id.uuid);
  e.customer.email.text = "c2VhbGVk";
  OrderItem item;
  item.id = ItemId(id.uuid);
  item.card_id = "card-1";
  item.bank_name = "First \"Bank\" \\ Co\tLtd";
  item.quantity = 1;
  item.base_price = item.total_base = Minor(10'000);
  e.items = {item};
  e.subtotal_base = Minor(10'000);
  const bool sold = broker_id.has_value();
  e.parts = {Minor(sold ? 1'000 : 0), Minor(sold ? 500 : 0), Minor(sold ? 4'000 : 5'000), Minor(5'000)};
  e.total_charged = e.parts.total();
  e.expires_at = {1'893'491'200 * kMicrosPerSecond};
  return e;
}

inline PaymentCaptured capture(const OrderPlaced& o, std::optional<Instant> hold_until = std::nullopt) {
  PaymentCaptured e;
  e.payment_id = PaymentId(o.order_id.uuid);
  e.order_id = o.order_id;
  e.broker_id = o.broker_id;
  e.amount = o.total_charged;
  e.currency = o.currency;
  e.parts = o.parts;
  e.hold_until = hold_until;
  return e;
}

/// The step that takes the returned total from `before` to `total`.
inline RefundSettled refund(const OrderPlaced& o, Minor before, Minor total, CommissionState from) {
  RefundSettled e;
  e.refund_id = RefundId(o.order_id.uuid);
  e.order_id = o.order_id;
  e.broker_id = o.broker_id;
  e.amount = total - before;
  e.total_refunded = total;
  e.full = total == o.total_charged;
  e.currency = o.currency;
  e.parts = returned_parts(o.parts, total) - returned_parts(o.parts, before);
  e.from = from;
  return e;
}

}  // namespace daybook::test
