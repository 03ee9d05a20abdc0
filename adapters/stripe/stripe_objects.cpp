#include "adapters/stripe/stripe_objects.hpp"

#include <algorithm>

#include "adapters/stripe/stripe_event.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::stripe {
namespace {

using json::Element;

/// Stops a reader; nothing of it leaves this file.
struct Unfit {};

class Reader {
 public:
  Reader(const Element& object, std::string_view kind) : object_(object) {
    if (!object.is_object() || text("object") != kind) throw Unfit{};
  }
  explicit Reader(const Element& object) : object_(object) {
    if (!object.is_object()) throw Unfit{};
  }

  std::optional<Element> member(const char* name) const {
    Element value;
    if (object_[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
  }
  std::optional<Reader> inner(const char* name) const {
    const auto value = member(name);
    if (!value || !value->is_object()) return std::nullopt;
    return Reader(*value);
  }
  std::optional<std::string> maybe(const char* name) const {
    const auto value = member(name);
    std::string_view view;
    if (!value || value->get(view) != simdjson::SUCCESS) return std::nullopt;
    return std::string(view);
  }
  std::string text(const char* name) const {
    auto found = maybe(name);
    if (!found) throw Unfit{};
    return *std::move(found);
  }
  std::string id() const {
    std::string found = text("id");
    if (found.empty() || found.size() > 255) throw Unfit{};
    return found;
  }
  /// An id, or the id of an expanded object.
  std::optional<std::string> reference(const char* name) const {
    if (auto plain = maybe(name)) return plain;
    const auto expanded = inner(name);
    return expanded ? expanded->maybe("id") : std::nullopt;
  }
  bool flag(const char* name) const {
    const auto value = member(name);
    bool yes = false;
    return value && value->get(yes) == simdjson::SUCCESS && yes;
  }
  std::optional<std::int64_t> maybe_integer(const char* name) const {
    const auto value = member(name);
    std::int64_t number = 0;
    if (!value || value->get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
  }
  std::optional<Currency> maybe_currency(const char* name = "currency") const {
    auto code = maybe(name);
    if (!code) return std::nullopt;
    std::transform(code->begin(), code->end(), code->begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return parse_currency(*code);
  }
  Currency currency() const {
    const auto found = maybe_currency();
    if (!found) throw Unfit{};
    return *found;
  }
  Minor amount(const char* name, Currency currency) const {
    const auto sent = maybe_integer(name);
    const auto ours = sent ? from_stripe_amount(*sent, currency) : std::nullopt;
    if (!ours) throw Unfit{};
    return *ours;
  }
  Instant instant(const char* name) const {
    constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
    const auto seconds = maybe_integer(name);
    if (!seconds || *seconds < 0 || *seconds > kLastSecond) throw Unfit{};
    return {*seconds * kMicrosPerSecond};
  }
  Metadata metadata() const {
    Metadata found;
    simdjson::dom::object all;
    if (object_["metadata"].get(all) != simdjson::SUCCESS) return found;
    for (const auto& [name, value] : all)
      if (std::string_view view; value.get(view) == simdjson::SUCCESS) found.emplace(name, view);
    return found;
  }
  simdjson::dom::array data() const {
    simdjson::dom::array all;
    if (object_["data"].get(all) != simdjson::SUCCESS) throw Unfit{};
    return all;
  }

 private:
  Element object_;
};

CheckoutSession session(const Reader& r) {
  CheckoutSession s;
  s.id = r.id();
  s.url = r.maybe("url");
  s.status = r.text("status");
  s.payment_status = r.text("payment_status");
  s.payment_intent = r.reference("payment_intent");
  s.currency = r.maybe_currency();
  if (s.currency && r.maybe_integer("amount_total")) s.amount_total = r.amount("amount_total", *s.currency);
  s.expires_at = r.instant("expires_at");
  s.metadata = r.metadata();
  s.customer_email = r.maybe("customer_email");
  if (const auto details = r.inner("customer_details")) {
    if (const auto email = details->maybe("email")) s.customer_email = email;
    s.customer_name = details->maybe("name");
    s.customer_phone = details->maybe("phone");
  }
  return s;
}

StripeRefund refund(const Reader& r) {
  const Currency currency = r.currency();
  return {r.id(),
          r.maybe("status").value_or("pending"),
          r.reference("payment_intent"),
          r.reference("charge"),
          r.amount("amount", currency),
          currency,
          r.maybe("failure_reason"),
          r.reference("balance_transaction"),
          r.instant("created"),
          r.metadata()};
}

StripeTransfer transfer(const Reader& r) {
  const Currency currency = r.currency();
  return {r.id(),
          r.amount("amount", currency),
          r.amount("amount_reversed", currency),
          r.flag("reversed"),
          currency,
          r.reference("destination"),
          r.reference("balance_transaction"),
          r.maybe("transfer_group"),
          r.instant("created"),
          r.metadata()};
}

TransferReversal reversal(const Reader& r) {
  const Currency currency = r.currency();
  const auto of = r.reference("transfer");
  if (!of) throw Unfit{};
  return {r.id(), *of, r.amount("amount", currency), currency, r.reference("balance_transaction")};
}

ConnectedAccount account(const Reader& r) {
  ConnectedAccount a;
  a.id = r.id();
  a.charges_enabled = r.flag("charges_enabled");
  a.payouts_enabled = r.flag("payouts_enabled");
  a.details_submitted = r.flag("details_submitted");
  if (const auto capabilities = r.inner("capabilities")) a.transfers = capabilities->maybe("transfers");
  if (const auto wanted = r.inner("requirements")) {
    a.disabled_reason = wanted->maybe("disabled_reason");
    simdjson::dom::array due;
    if (const auto list = wanted->member("currently_due"); list && list->get(due) == simdjson::SUCCESS)
      for (const Element one : due)
        if (std::string_view view; one.get(view) == simdjson::SUCCESS) a.currently_due.emplace_back(view);
  }
  a.country = r.maybe("country");
  a.default_currency = r.maybe("default_currency");
  a.metadata = r.metadata();
  return a;
}

ListedEvent event(const Element& element) {
  const Reader r(element, "event");
  return {r.id(), r.text("type"), r.instant("created"), r.maybe("account"), simdjson::minify(element)};
}

BalanceTransaction transaction(const Reader& r) {
  const Currency currency = r.currency();
  return {r.id(),
          r.text("type"),
          r.amount("amount", currency),
          r.amount("fee", currency),
          r.amount("net", currency),
          currency,
          r.reference("source"),
          r.instant("created"),
          r.text("status")};
}

PaymentIntent intent(const Reader& r) {
  const Currency currency = r.currency();
  return {r.id(),
          r.text("status"),
          r.amount("amount", currency),
          r.maybe_integer("amount_received") ? r.amount("amount_received", currency) : Minor{0},
          currency,
          r.reference("latest_charge"),
          r.metadata()};
}

StripeCharge charge(const Reader& r) {
  const Currency currency = r.currency();
  StripeCharge c{r.id(),
                 r.reference("payment_intent"),
                 r.amount("amount", currency),
                 r.amount("amount_refunded", currency),
                 currency,
                 r.flag("disputed"),
                 r.reference("balance_transaction"),
                 std::nullopt,
                 std::nullopt};
  if (const auto moved = r.inner("balance_transaction")) {
    c.fee_currency = moved->currency();
    c.fee = moved->amount("fee", *c.fee_currency);
  }
  return c;
}

/// Parses, reads, and turns whatever does not fit into nothing.
template <class Read>
auto reading(std::string_view body, Read read) -> std::optional<decltype(read(std::declval<Element>()))> {
  const auto element = json::parse(body);
  if (!element) return std::nullopt;
  try {
    return read(*element);
  } catch (const Unfit&) {
    return std::nullopt;
  } catch (const OverflowError&) {
    return std::nullopt;
  }
}

}  // namespace

template <>
std::optional<CheckoutSession> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return session(Reader(e, "checkout.session")); });
}
template <>
std::optional<StripeRefund> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return refund(Reader(e, "refund")); });
}
template <>
std::optional<RefundList> read_object(std::string_view body) {
  return reading(body, [](const Element& e) {
    const Reader list(e, "list");
    RefundList found{{}, list.flag("has_more")};
    for (const Element one : list.data()) found.refunds.push_back(refund(Reader(one, "refund")));
    return found;
  });
}
template <>
std::optional<TransferList> read_object(std::string_view body) {
  return reading(body, [](const Element& e) {
    const Reader list(e, "list");
    TransferList found{{}, list.flag("has_more")};
    for (const Element one : list.data()) found.transfers.push_back(transfer(Reader(one, "transfer")));
    return found;
  });
}
template <>
std::optional<StripeTransfer> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return transfer(Reader(e, "transfer")); });
}
template <>
std::optional<TransferReversal> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return reversal(Reader(e, "transfer_reversal")); });
}
template <>
std::optional<ConnectedAccount> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return account(Reader(e, "account")); });
}
template <>
std::optional<AccountLink> read_object(std::string_view body) {
  return reading(body, [](const Element& e) {
    const Reader link(e, "account_link");
    return AccountLink{link.text("url"), link.instant("expires_at")};
  });
}
template <>
std::optional<ListedEvent> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return event(e); });
}
template <>
std::optional<EventPage> read_object(std::string_view body) {
  return reading(body, [](const Element& e) {
    const Reader list(e, "list");
    EventPage page{{}, list.flag("has_more")};
    for (const Element one : list.data()) page.events.push_back(event(one));
    return page;
  });
}
template <>
std::optional<BalanceTransaction> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return transaction(Reader(e, "balance_transaction")); });
}
template <>
std::optional<BalancePage> read_object(std::string_view body) {
  return reading(body, [&](const Element& e) {
    const Reader list(e, "list");
    BalancePage page{{}, list.flag("has_more"), std::string(body)};
    for (const Element one : list.data())
      page.transactions.push_back(transaction(Reader(one, "balance_transaction")));
    return page;
  });
}
template <>
std::optional<PaymentIntent> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return intent(Reader(e, "payment_intent")); });
}
template <>
std::optional<StripeCharge> read_object(std::string_view body) {
  return reading(body, [](const Element& e) { return charge(Reader(e, "charge")); });
}

}  // namespace daybook::stripe
