#include "events/endpoint/outgoing.hpp"

#include <algorithm>

#include "events/codec/json_write.hpp"

namespace daybook {
namespace {

namespace mp11 = boost::mp11;

/// What a broker hears of their own orders, commissions, payouts and terms.
using ForOwners =
    mp11::mp_list<BrokerApproved, BrokerSuspended, BrokerReactivated, BrokerDeactivated, BrokerTermsChanged,
                  BrokerTermsCorrected, OrderPlaced, OrderCancelled, OrderExpired, OrderFulfilled,
                  OrderRejected, PaymentCaptured, PaymentPending, PaymentAttemptFailed, RefundSettled,
                  RefundFailed, DisputeOpened, DisputeLost, DisputeLossAdjusted, DisputeWon,
                  DisputeInquiryClosed, CommissionReleased, CommissionHeld, CommissionUnheld,
                  CommissionCorrected, PayoutCreated, PayoutApproved, PayoutProcessing, PayoutCompleted,
                  PayoutFailed, PayoutCancelled, PayoutReturned>;

/// What beside that is the business's own affair. Not among them: people, keys and page views, deliveries'
/// bodies, lines of the bank's, tax forms, and the endpoints themselves.
using ForBusiness =
    mp11::mp_list<BrokerRegistered, CatalogImported, PaymentUnexpected, UnappliedRefunded, PaymentFeeKnown,
                  DisputeFundsWithdrawn, DisputeFundsReinstated, PayoutEdited, PayoutAccountProposed,
                  PayoutAccountApproved, PayoutAccountWithdrawn, AdjustmentProposed, AdjustmentApproved,
                  AdjustmentWithdrawn, SupplierSettled, StripePaidOut, StripePayoutFailed, BankFileMade,
                  BankReturnReceived, StatementImported, TaskDismissed, PeriodClosed, PeriodReopeningProposed,
                  PeriodReopeningWithdrawn, PeriodReopened, LateFactPosted>;

template <class E>
constexpr bool kForOwner = mp11::mp_contains<ForOwners, E>::value;
template <class E>
constexpr bool kSent = kForOwner<E> || mp11::mp_contains<ForBusiness, E>::value;

template <class... E>
std::vector<std::string> types_of(const std::variant<E...>*, bool of_broker) {
  std::vector<std::string> types;
  (((of_broker ? kForOwner<E> : kSent<E>) ? void(types.emplace_back(event_type<E>.name)) : void()), ...);
  return types;
}

template <class T>
struct Plain {
  using type = T;
};
template <class T>
struct Plain<std::optional<T>> {
  using type = T;
};

/// Whatever is a person's, proves a key, or identifies who of ours did it.
template <class T>
constexpr bool kHeldBack =
    std::is_same_v<typename Plain<T>::type, Sealed> || std::is_same_v<typename Plain<T>::type, PersonId> ||
    std::is_same_v<typename Plain<T>::type, Customer> || std::is_same_v<typename Plain<T>::type, KeyHash>;
/// `cards` is a whole price list: GET /api/pricing has it.
bool held_back(std::string_view member) {
  return member.ends_with("_by") || member == "notes" || member == "cards";
}

template <class T>
void write_public(std::string& out, const T& v) {
  json::write(out, v);
}
template <json::DescribedStruct T>
void write_public(std::string& out, const T& v);
template <class T>
void write_public(std::string& out, const std::optional<T>& v) {
  if (v) {
    write_public(out, *v);
  } else {
    out += "null";
  }
}
template <class T>
void write_public(std::string& out, const std::vector<T>& v) {
  out += '[';
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (i > 0) out += ',';
    write_public(out, v[i]);
  }
  out += ']';
}
template <json::DescribedStruct T>
void write_public(std::string& out, const T& v) {
  out += '{';
  const std::size_t start = out.size();
  mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    using Member = std::remove_cvref_t<decltype(v.*d.pointer)>;
    if constexpr (!kHeldBack<Member>) {
      if (held_back(d.name)) return;
      if (out.size() > start) out += ',';
      json::write_string(out, d.name);
      out += ':';
      write_public(out, v.*d.pointer);
    }
  });
  out += '}';
}

/// The payload, or nothing; and whether a broker may have it.
struct Outgoing {
  bool sent = false;
  bool for_owner = false;
};
Outgoing outgoing(const Event& event) {
  return std::visit([]<class E>(const E&) { return Outgoing{kSent<E>, kForOwner<E>}; }, event);
}

}  // namespace

const std::vector<std::string>& outgoing_types(bool of_broker) {
  static const auto business = types_of(static_cast<const Event*>(nullptr), false);
  static const auto broker = types_of(static_cast<const Event*>(nullptr), true);
  return of_broker ? broker : business;
}

bool goes_to(const EndpointState& endpoint, const Recorded& recorded) {
  const Envelope& at = recorded.envelope;
  if (endpoint.disabled || at.position.value <= endpoint.since) return false;
  const Outgoing what = outgoing(recorded.event);
  if (!what.sent) return false;
  if (endpoint.broker_id && (!what.for_owner || at.partition_key != endpoint.broker_id->str())) return false;
  const auto& types = endpoint.event_types;
  return types == std::vector<std::string>{"*"} ||
         std::find(types.begin(), types.end(), at.type) != types.end();
}

std::vector<EndpointId> endpoints_for(const Endpoints& endpoints, const Recorded& recorded) {
  std::vector<EndpointId> ids;
  for (const auto& [id, endpoint] : endpoints)
    if (goes_to(endpoint, recorded)) ids.push_back(id);
  return ids;
}

std::optional<std::string> outgoing_body(const Recorded& recorded) {
  if (!outgoing(recorded.event).sent) return std::nullopt;
  const Envelope& at = recorded.envelope;
  json::Raw data;
  std::visit([&](const auto& e) { write_public(data.text, e); }, recorded.event);
  json::Object out;
  out.add("id", at.event_id)
      .add("type", at.type)
      .add("schema_version", at.schema_version)
      .add("position", at.position.value)
      .add("created", at.recorded_at)
      .add("effective_at", at.effective_at)
      .add("data", data);
  return out.text();
}

}  // namespace daybook
