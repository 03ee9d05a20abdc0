#include "adapters/stripe/stripe_event.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::stripe {
namespace {

using json::Element;

std::optional<Element> member(const Element& object, const char* name) {
  Element value;
  if (object[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

/// A bounded text member.
std::optional<std::string> text(const Element& object, const char* name) {
  const auto value = member(object, name);
  std::string_view view;
  if (!value || value->get(view) != simdjson::SUCCESS || view.empty() || view.size() > 255)
    return std::nullopt;
  return std::string(view);
}

std::optional<std::int64_t> integer(const Element& object, const char* name) {
  const auto value = member(object, name);
  std::int64_t number = 0;
  if (!value || value->get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<std::string> upper(std::optional<std::string> code) {
  if (code)
    std::transform(code->begin(), code->end(), code->begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return code;
}

/// A name that could not be typed into a field of ours (too long, a card number) is left out.
std::optional<std::string> name_text(const Element& details) {
  auto value = text(details, "name");
  return value && value->size() <= 200 && !holds_card_number(*value) ? value : std::nullopt;
}

/// An id, or the id of an expanded object.
std::optional<std::string> reference(const Element& object, const char* name) {
  if (auto id = text(object, name)) return id;
  const auto expanded = member(object, name);
  return expanded ? text(*expanded, "id") : std::nullopt;
}

/// The balance transaction that the event is about, when it is expanded in it: a dispute lists a negative one
/// for the withdrawal and a positive one for the reinstatement.
std::optional<Element> transaction_of(const Element& object, std::string_view type) {
  if (!type.starts_with("charge.dispute.")) return member(object, "balance_transaction");
  const auto all = member(object, "balance_transactions");
  simdjson::dom::array list;
  if (!all || all->get(list) != simdjson::SUCCESS) return std::nullopt;
  std::optional<Element> found;
  for (const Element one : list) {
    const auto moved = integer(one, "amount");
    if (moved && (*moved < 0) == (type == "charge.dispute.funds_withdrawn")) found = one;
  }
  return found;
}

/// Its id, and its figures as amounts that moved: what was taken and what was given back are both positive.
void read_transaction(StripeFact& fact, const Element& object, std::string_view type) {
  const auto transaction = transaction_of(object, type);
  if (!transaction) return;
  std::string_view id;
  if (transaction->get(id) == simdjson::SUCCESS) {
    fact.balance_transaction = std::string(id);
    return;
  }
  fact.balance_transaction = text(*transaction, "id");
  const auto code = upper(text(*transaction, "currency"));
  const auto currency = parse_currency(code.value_or(""));
  if (!currency) return;
  fact.transaction_currency = code;
  const auto moved = integer(*transaction, "amount");
  const auto fee = integer(*transaction, "fee");
  const bool back = type == "charge.dispute.funds_reinstated";
  if (moved && *moved != INT64_MIN)
    fact.transaction_amount = from_stripe_amount(*moved < 0 ? -*moved : *moved, *currency);
  if (fee && *fee != INT64_MIN) {
    const std::int64_t given = back ? -*fee : *fee;
    fact.fee = from_stripe_amount(std::max(given, std::int64_t{0}), *currency);
  }
}

std::optional<AccountTold> account_told(const Element& account) {
  const auto enabled = member(account, "payouts_enabled");
  AccountTold told;
  if (!enabled || enabled->get(told.payouts_enabled) != simdjson::SUCCESS) return std::nullopt;
  const auto requirements = member(account, "requirements");
  const auto due = requirements ? member(*requirements, "currently_due") : std::nullopt;
  simdjson::dom::array list;
  if (!due || due->get(list) != simdjson::SUCCESS) return told;
  for (const Element one : list)
    if (std::string_view wanted; one.get(wanted) == simdjson::SUCCESS) told.requirements.emplace_back(wanted);
  return told;
}

StripeFact fact_of(const Element& object, std::string_view type) {
  StripeFact fact;
  fact.object_id = text(object, "id").value_or("");
  if (const auto metadata = member(object, "metadata")) fact.order_id = text(*metadata, "order_id");
  if (type.starts_with("checkout.session.")) {
    fact.session_id = text(object, "id");
    fact.payment_intent = reference(object, "payment_intent");
  } else if (type.starts_with("payment_intent.")) {
    fact.payment_intent = text(object, "id");
  } else {
    fact.payment_intent = reference(object, "payment_intent");
  }
  fact.currency = upper(text(object, "currency"));
  fact.status = text(object, "status");
  fact.reason = text(object, "reason");
  read_transaction(fact, object, type);
  fact.payment_status = text(object, "payment_status");
  if (const auto error = member(object, "last_payment_error")) fact.failure_code = text(*error, "code");
  if (type.starts_with("payout.")) fact.failure_code = text(object, "failure_code");
  const auto currency = parse_currency(fact.currency.value_or(""));
  if (!currency) return fact;
  const auto amount = [&](const char* name) -> std::optional<Minor> {
    const auto sent = integer(object, name);
    return sent ? from_stripe_amount(*sent, *currency) : std::nullopt;
  };
  fact.amount = amount("amount_total");
  if (!fact.amount) fact.amount = amount("amount_received");
  if (!fact.amount) fact.amount = amount("amount");
  fact.amount_refunded = amount(type.starts_with("transfer.") ? "amount_reversed" : "amount_refunded");
  return fact;
}

}  // namespace

std::optional<Minor> from_stripe_amount(std::int64_t amount, Currency currency) {
  const std::string code = currency.str();
  if (code == "MGA") {
    if (amount > INT64_MAX / 100 || amount < INT64_MIN / 100) return std::nullopt;
    return Minor{amount} * 100;
  }
  if (code == "ISK" || code == "UGX") {
    if (amount % 100 != 0) return std::nullopt;
    return Minor{amount / 100};
  }
  return Minor{amount};
}

std::optional<std::int64_t> to_stripe_amount(Minor amount, Currency currency) {
  const std::string code = currency.str();
  if (code == "MGA") {
    if (amount.value % 100 != 0) return std::nullopt;
    return amount.value / 100;
  }
  if (code == "ISK" || code == "UGX") {
    if (amount.value > INT64_MAX / 100 || amount.value < INT64_MIN / 100) return std::nullopt;
    return amount.value * 100;
  }
  if (exponent(currency) == 3 && amount.value % 10 != 0) return std::nullopt;
  return amount.value;
}

Result<StripeEvent> read_event(std::string_view body) {
  auto element = json::parse(body);
  if (!element) return refuse(element.error());
  const auto object = text(*element, "object");
  if (object && object->starts_with("v2."))
    return refuse(invalid_field("/object", "thin events are not accepted: send snapshot events"));
  const auto id = text(*element, "id");
  const auto type = text(*element, "type");
  if (object != "event" || !id || !type)
    return refuse(invalid_field("", "must be a Stripe event with id and type"));
  const auto data = member(*element, "data");
  const auto inner = data ? member(*data, "object") : std::nullopt;
  if (!inner || !inner->is_object()) return refuse(invalid_field("/data/object", "must be an object"));
  StripeEvent event{*id,          *type,       fact_of(*inner, *type), text(*element, "account"),
                    std::nullopt, std::nullopt};
  if (type->starts_with("checkout.session.")) {
    if (const auto customer = member(*inner, "customer_details")) {
      event.customer_name = name_text(*customer);
      event.customer_phone = text(*customer, "phone");
    }
  }
  if (*type == "account.updated") event.account_told = account_told(*inner);
  if (type->starts_with("transfer."))
    if (const auto metadata = member(*inner, "metadata")) event.payout_id = text(*metadata, "payout_id");
  constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
  if (const auto created = integer(*element, "created"); created && *created >= 0 && *created <= kLastSecond)
    event.fact.created = Instant{*created * kMicrosPerSecond};
  bool live = false;
  if (const auto mode = member(*element, "livemode"); mode && mode->get(live) == simdjson::SUCCESS)
    event.fact.livemode = live;
  return event;
}

}  // namespace daybook::stripe
