#pragma once
// given events / when command / then events or refusal: a log in memory with the folds that decisions rest
// on.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "core/id_source.hpp"
#include "core/result.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/order/order_state.hpp"
#include "events/payout/payee_ledger.hpp"
#include "events/policy.hpp"

namespace daybook::given {

template <class Id>
Id id(std::uint64_t number) {
  Uuid uuid;
  for (std::size_t i = 0; i < 8; ++i) uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return Id(uuid);
}

/// Ids 1, 2, 3 … behind a mark of their own, so that they never meet those of `id`.
class CountingIds : public IdSource {
 public:
  Uuid next() override {
    Uuid uuid = id<EventId>(++last_).uuid;
    uuid.bytes[0] = 0xFF;
    return uuid;
  }

 private:
  std::uint64_t last_ = 0;
};

/// 2026-11-21T00:00:00Z plus whole hours.
inline Instant hour(std::int64_t hours) { return {(1'795'219'200 + hours * 3'600) * kMicrosPerSecond}; }
inline Instant day(std::int64_t days) { return hour(24 * days); }

inline Currency currency(const char* code) { return parse_currency(code).value(); }

/// A log in memory, as far as decisions see it.
class World {
 public:
  Policy policy;
  CountingIds ids;
  LedgerState ledger;
  std::string actor;  ///< of what is recorded next

  const Recorded& happened(Event event, Instant effective = hour(0)) {
    Envelope e;
    const EventType type = type_of(event);
    e.position = {static_cast<std::int64_t>(log_.size()) + 1};
    e.stream = stream_of(event);
    e.version = {++versions_[e.stream]};
    e.type = type.name;
    e.schema_version = type.schema_version;
    e.recorded_at = e.effective_at = effective;
    e.actor = actor;
    e.partition_key = partition_key_of(event);
    log_.push_back({std::move(e), std::move(event)});
    fold(log_.back());
    return log_.back();
  }
  /// Records what was decided, which must not be a refusal; gives the number of events.
  std::size_t happened(const Result<NewEvents>& decided) {
    REQUIRE_MESSAGE(decided.has_value(), decided.error().detail);
    return happened(*decided);
  }
  std::size_t happened(const NewEvents& events) {
    for (const auto& e : events) happened(e.event, e.effective_at);
    return events.size();
  }

  const OrderState& order(const OrderId& order_id) const { return orders_.at(order_id); }
  const PayeeLedger& payee(const BrokerId& payee_id) { return payees_[payee_id]; }
  const PayoutState& payout(const PayoutId& payout_id) const { return payouts_.at(payout_id); }
  const std::vector<Recorded>& log() const { return log_; }

 private:
  void fold(const Recorded& r) {
    ledger.apply(r);
    std::visit(
        [&]<class E>(const E& e) {
          if constexpr (OrderEvent<E>) evolve(orders_[e.order_id], e, r.envelope);
          if constexpr (requires { e.payout_id; }) evolve(payouts_[e.payout_id], e, r.envelope);
        },
        r.event);
    if (auto payee_id = BrokerId::parse(r.envelope.partition_key)) payees_[*payee_id].apply(r);
  }

  std::vector<Recorded> log_;
  std::map<std::string, std::int64_t> versions_;
  std::map<OrderId, OrderState> orders_;
  std::map<PayoutId, PayoutState> payouts_;
  std::map<BrokerId, PayeeLedger> payees_;
};

/// "payment.captured webhook.processed"; "nothing" for no events.
inline std::string names(const NewEvents& events) {
  std::string out;
  for (const auto& e : events) out += (out.empty() ? "" : " ") + std::string(type_of(e.event).name);
  return out.empty() ? "nothing" : out;
}

/// The refusal as "refused validation_failed /amount", with the first field's pointer when it has one.
inline std::string refused(const Refusal& refusal) {
  std::string out = "refused " + std::string(wire_code(refusal.code));
  if (!refusal.errors.empty()) out += " " + refusal.errors.front().pointer;
  return out;
}
template <class T>
std::string refused(const Result<T>& result) {
  return result ? "not refused" : refused(result.error());
}

/// What a decision came to, in one line: the events' names or the refusal.
inline std::string outcome(const Result<NewEvents>& decided) {
  return decided ? names(*decided) : refused(decided.error());
}

/// The one event that was decided, which must be an E.
template <class E>
E only(const NewEvents& events) {
  REQUIRE_MESSAGE(names(events) == event_type<E>.name, names(events));
  return std::get<E>(events.front().event);
}
template <class E>
E only(const Result<NewEvents>& decided) {
  REQUIRE_MESSAGE(decided.has_value(), outcome(decided));
  return only<E>(*decided);
}

}  // namespace daybook::given
