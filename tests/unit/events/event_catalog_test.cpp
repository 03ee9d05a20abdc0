#include "events/event_catalog.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "events/envelope.hpp"
#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

/// An event whose ids are all different: order 1, broker or payee 2, payout 3, admin 4, person 5.
template <class E>
E sample(bool with_broker) {
  E e{};
  if constexpr (requires { e.order_id.reset(); }) {
    e.order_id = id<OrderId>(1);
  } else if constexpr (requires { e.order_id; }) {
    e.order_id = id<OrderId>(1);
  }
  if constexpr (requires { e.broker_id.reset(); }) {
    if (with_broker) e.broker_id = id<BrokerId>(2);
  } else if constexpr (requires { e.broker_id; }) {
    e.broker_id = id<BrokerId>(2);
  }
  if constexpr (requires { e.payee.reset(); }) {
    if (with_broker) e.payee = id<BrokerId>(2);
  } else if constexpr (requires { e.payee; }) {
    e.payee = id<BrokerId>(2);
  }
  if constexpr (requires { e.payout_id; }) e.payout_id = id<PayoutId>(3);
  if constexpr (requires { e.admin_id; }) e.admin_id = id<AdminId>(4);
  if constexpr (requires { e.person_id; }) e.person_id = id<PersonId>(5);
  if constexpr (requires { e.external_id; }) e.external_id = "evt_6";
  if constexpr (requires { e.source; }) e.source = "supplier";
  if constexpr (requires { e.task_id; }) e.task_id = "refund-7";
  if constexpr (requires { e.adjustment_id; }) e.adjustment_id = id<AdjustmentId>(8);
  if constexpr (requires { e.supplier; }) e.supplier = "supplier";
  if constexpr (requires { e.stripe_payout_id; }) e.stripe_payout_id = "po_9";
  if constexpr (requires { e.file_id; }) e.file_id = id<BankFileId>(10);
  if constexpr (requires { e.return_id; }) e.return_id = id<BankReturnId>(11);
  if constexpr (requires { e.month; }) e.month = "2026-10";
  if constexpr (requires { e.late_event_id; }) e.late_event_id = id<EventId>(12);
  if constexpr (requires { e.statement_id; }) e.statement_id = id<StatementId>(12);
  if constexpr (requires { e.match_id; }) e.account = "assets:bank";
  if constexpr (requires { e.endpoint_id; }) e.endpoint_id = id<EndpointId>(13);
  if constexpr (requires { e.effect_id; }) e.effect_id = "mail-14";
  if constexpr (requires { e.partition; }) e.partition = "the-partition";
  return e;
}

template <class... E>
std::vector<Event> samples(const std::variant<E...>*, bool with_broker) {
  return {Event(sample<E>(with_broker))...};
}
std::vector<Event> samples(bool with_broker) {
  return samples(static_cast<const Event*>(nullptr), with_broker);
}

std::string uuid(std::uint64_t n) { return to_string(id<EventId>(n).uuid); }

/// The stream and the partition key that a type's name promises.
std::pair<std::string, std::string> wanted(const std::string& type, bool with_broker) {
  const std::string family = type.substr(0, type.find('.'));
  const std::string payee = uuid(2);
  if (family == "order" || family == "payment" || family == "refund" || family == "commission" ||
      family == "dispute" || family == "checkout")
    return {"order-" + uuid(1), with_broker || family == "commission" ? payee : uuid(1)};
  if (family == "broker") return {"broker-" + payee, payee};
  if (family == "payout") return {"payout-" + uuid(3), payee};
  if (family == "widget") return {"widget-" + payee, payee};
  if (family == "webhook") return {"webhook-evt_6", "evt_6"};
  if (family == "admin") return {"admin-" + uuid(4), uuid(4)};
  if (family == "person") return {"person-" + uuid(5), uuid(5)};
  if (family == "catalog") return {"catalog-supplier", "supplier"};
  if (family == "adjustment") return {"adjustment-" + uuid(8), with_broker ? payee : uuid(8)};
  if (family == "supplier") return {"supplier-supplier", "supplier"};
  if (family == "stripe_payout") return {"stripe_payout-po_9", "po_9"};
  if (family == "bank_file") return {"bank_file-" + uuid(10), uuid(10)};
  if (family == "bank_return") return {"bank_return-" + uuid(11), uuid(11)};
  if (family == "payout_account" || family == "tax_form") return {family + "-" + payee, payee};
  if (family == "period") return {"period-2026-10", "periods"};
  if (family == "late_fact") return {"late_fact-" + uuid(12), "the-partition"};
  if (family == "statement") return {"statement-" + uuid(12), uuid(12)};
  if (family == "reconciliation") return {"reconciliation-assets:bank", "assets:bank"};
  if (family == "webhook_endpoint") return {"webhook_endpoint-" + uuid(13), with_broker ? payee : uuid(13)};
  if (family == "notification_preferences") return {"notification_preferences-" + payee, payee};
  if (family == "connect_account") return {"connect_account-" + payee, payee};
  if (family == "effect") return {"effect-mail-14", "the-partition"};
  if (family == "task") return {"task-refund-7", "the-partition"};
  return {"a family without a stream: " + family, ""};
}

}  // namespace

TEST_CASE("every event has its stream and its partition key") {
  for (const bool with_broker : {true, false})
    for (const Event& event : samples(with_broker)) {
      const std::string type(type_of(event).name);
      CAPTURE(type);
      CAPTURE(with_broker);
      CHECK(stream_of(event) == wanted(type, with_broker).first);
      CHECK(partition_key_of(event) == wanted(type, with_broker).second);
    }
}

TEST_CASE("names are unique, lower case and say family and fact") {
  std::set<std::pair<std::string_view, int>> seen;
  for (const Event& event : samples(true)) {
    const EventType type = type_of(event);
    CAPTURE(type.name);
    CHECK(seen.emplace(type.name, type.schema_version).second);
    CHECK(type.schema_version >= 1);
    CHECK(type.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz._") == std::string_view::npos);
    CHECK(std::count(type.name.begin(), type.name.end(), '.') == 1);
  }
}

TEST_CASE("these and no others open their stream") {
  std::set<std::string_view> opening;
  for (const Event& event : samples(true))
    if (type_of(event).opens_stream) opening.insert(type_of(event).name);
  CHECK(opening == std::set<std::string_view>{"adjustment.proposed", "admin.created", "bank_file.made",
                                              "bank_return.received", "broker.registered", "effect.intended",
                                              "late_fact.posted", "order.placed", "payout.created",
                                              "statement.imported", "webhook.received",
                                              "webhook_endpoint.created"});
}

TEST_CASE("an unknown type or version is poisoned, never skipped") {
  CHECK_THROWS_AS(decode_event("order.vanished", 1, "{}"), std::runtime_error);
  CHECK_THROWS_AS(decode_event("person.erased", 2, "{}"), std::runtime_error);
  CHECK_THROWS_AS(decode_event("person.erased", 1, "{}"), std::runtime_error);
  CHECK_THROWS_AS(decode_event("person.erased", 1, "not json"), std::runtime_error);
  const std::string payload = encode_payload(PersonErased{id<PersonId>(5)});
  CHECK(std::get<PersonErased>(decode_event("person.erased", 1, payload)).person_id == id<PersonId>(5));
}
