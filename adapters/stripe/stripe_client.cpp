#include "adapters/stripe/stripe_client.hpp"

#include <algorithm>

#include "adapters/stripe/stripe_call.hpp"
#include "adapters/stripe/stripe_event.hpp"

namespace daybook::stripe {
namespace {

constexpr std::size_t kMostMetadata =
    50;  // and keys of 40, values of 500 characters: Stripe reference, "Calls"
constexpr std::size_t kMostItems = 100;
constexpr std::size_t kMostTypes = 20;
constexpr int kMostPages = 10;

tl::unexpected<StripeFailure> no(const char* what, const std::string& why) {
  StripeFailure failure;
  failure.kind = FailureKind::refused;
  failure.message = std::string(what) + ": " + why;
  return tl::unexpected(std::move(failure));
}

/// Stripe's ids are words; whatever else stands in a path would be another path.
bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool metadata_fits(const Metadata& metadata) {
  return metadata.size() <= kMostMetadata &&
         std::all_of(metadata.begin(), metadata.end(), [](const auto& entry) {
           return !entry.first.empty() && entry.first.size() <= 40 && entry.second.size() <= 500 &&
                  entry.first.find_first_of("[]") == std::string::npos;
         });
}

std::string lower(Currency currency) {
  std::string code = currency.str();
  std::transform(code.begin(), code.end(), code.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return code;
}

template <class T>
Answered<T> answered(StripeCaller& caller, const StripeCall& call) {
  const auto body = caller.call(call);
  if (!body) return tl::unexpected(body.error());
  auto object = read_object<T>(*body);
  if (!object) return tl::unexpected(StripeCaller::unreadable(call));
  return *std::move(object);
}

template <class T>
Answered<T> retrieved(StripeCaller& caller, const char* folder, const std::string& id, Form query = {},
                      const std::string& account = "") {
  if (!is_id(id)) return no("GET", std::string(folder) + " needs an id of Stripe's");
  return answered<T>(caller, {"GET", folder + id, std::move(query), "", account});
}

void add_page(Form& form, const PageOf& page) {
  form.add("limit", std::int64_t{std::clamp(page.limit, 1, 100)});
  form.maybe("starting_after", page.starting_after).maybe("ending_before", page.ending_before);
  if (page.created_from) form.add("created[gte]", page.created_from->micros / kMicrosPerSecond);
  if (page.created_before) form.add("created[lt]", page.created_before->micros / kMicrosPerSecond);
}

/// Nothing when an amount cannot be said in Stripe's units.
std::optional<Form> session_form(const NewSession& wanted) {
  Form form;
  form.add("mode", "payment");
  for (std::size_t n = 0; n < wanted.items.size(); ++n) {
    const auto& item = wanted.items[n];
    const std::string at = "line_items[" + std::to_string(n) + "]";
    const auto unit = to_stripe_amount(item.unit_amount, wanted.currency);
    if (!unit || *unit < 0 || item.quantity < 1) return std::nullopt;
    form.add(at + "[quantity]", item.quantity)
        .add(at + "[price_data][currency]", lower(wanted.currency))
        .add(at + "[price_data][unit_amount]", *unit)
        .add(at + "[price_data][product_data][name]", item.name);
    if (!item.description.empty()) form.add(at + "[price_data][product_data][description]", item.description);
  }
  form.add("success_url", wanted.success_url).add("cancel_url", wanted.cancel_url);
  form.maybe("customer_email", wanted.customer_email).maybe("client_reference_id", wanted.client_reference);
  form.add("phone_number_collection[enabled]", "true");
  // The customer pays the price that was quoted, in its currency.
  form.add("adaptive_pricing[enabled]", "false");
  if (wanted.expires_at) form.add("expires_at", wanted.expires_at->micros / kMicrosPerSecond);
  form.add("metadata", wanted.metadata).add("payment_intent_data[metadata]", wanted.metadata);
  return form;
}

}  // namespace

StripeClient::StripeClient(StripeSettings settings)
    : caller_(std::make_unique<StripeCaller>(std::move(settings))) {}
StripeClient::StripeClient(StripeClient&&) noexcept = default;
StripeClient& StripeClient::operator=(StripeClient&&) noexcept = default;
StripeClient::~StripeClient() = default;

bool StripeClient::livemode() const { return caller_->livemode(); }

Answered<CheckoutSession> StripeClient::create_session(const NewSession& wanted, const std::string& key) {
  constexpr const char* kWhat = "creating a checkout session";
  if (wanted.items.empty() || wanted.items.size() > kMostItems) return no(kWhat, "needs 1 to 100 line items");
  if (!metadata_fits(wanted.metadata))
    return no(kWhat, "metadata has at most 50 entries, names of 40 and values of 500 characters");
  const auto form = session_form(wanted);
  if (!form) return no(kWhat, "an amount or a quantity cannot be said in Stripe's units");
  return answered<CheckoutSession>(*caller_, {"POST", "/v1/checkout/sessions", *form, key});
}
Answered<CheckoutSession> StripeClient::expire_session(const std::string& session, const std::string& key) {
  if (!is_id(session)) return no("expiring a checkout session", "needs an id of Stripe's");
  return answered<CheckoutSession>(*caller_,
                                   {"POST", "/v1/checkout/sessions/" + session + "/expire", {}, key});
}
Answered<CheckoutSession> StripeClient::session(const std::string& session) {
  return retrieved<CheckoutSession>(*caller_, "/v1/checkout/sessions/", session);
}

Answered<StripeRefund> StripeClient::create_refund(const NewRefund& wanted, const std::string& key) {
  constexpr const char* kWhat = "creating a refund";
  if (!metadata_fits(wanted.metadata)) return no(kWhat, "the metadata is too large for Stripe");
  Form form;
  form.add("payment_intent", wanted.payment_intent);
  if (wanted.amount) {
    const auto amount = to_stripe_amount(*wanted.amount, wanted.currency);
    if (!amount || *amount <= 0) return no(kWhat, "the amount cannot be said in Stripe's units");
    form.add("amount", *amount);
  }
  form.maybe("reason", wanted.reason).add("metadata", wanted.metadata);
  return answered<StripeRefund>(*caller_, {"POST", "/v1/refunds", std::move(form), key});
}
Answered<StripeRefund> StripeClient::refund(const std::string& refund) {
  return retrieved<StripeRefund>(*caller_, "/v1/refunds/", refund);
}
Answered<std::vector<StripeRefund>> StripeClient::refunds_of(const std::string& payment_intent) {
  std::vector<StripeRefund> all;
  for (int page = 0; page < kMostPages; ++page) {
    Form query;
    query.add("payment_intent", payment_intent).add("limit", std::int64_t{100});
    if (!all.empty()) query.add("starting_after", all.back().id);
    auto list = answered<RefundList>(*caller_, {"GET", "/v1/refunds", std::move(query)});
    if (!list) return tl::unexpected(list.error());
    all.insert(all.end(), list->refunds.begin(), list->refunds.end());
    if (!list->has_more || list->refunds.empty()) return all;
  }
  return no("listing refunds", "there are more than 1,000 of one payment");
}

Answered<StripeTransfer> StripeClient::create_transfer(const NewTransfer& wanted, const std::string& key) {
  constexpr const char* kWhat = "creating a transfer";
  if (!metadata_fits(wanted.metadata)) return no(kWhat, "the metadata is too large for Stripe");
  const auto amount = to_stripe_amount(wanted.amount, wanted.currency);
  if (!amount || *amount <= 0) return no(kWhat, "the amount cannot be said in Stripe's units");
  Form form;
  form.add("amount", *amount).add("currency", lower(wanted.currency)).add("destination", wanted.destination);
  form.maybe("transfer_group", wanted.transfer_group).maybe("description", wanted.description);
  form.add("metadata", wanted.metadata);
  return answered<StripeTransfer>(*caller_, {"POST", "/v1/transfers", std::move(form), key});
}
Answered<StripeTransfer> StripeClient::transfer(const std::string& transfer) {
  return retrieved<StripeTransfer>(*caller_, "/v1/transfers/", transfer);
}
Answered<std::vector<StripeTransfer>> StripeClient::transfers_of(const std::string& transfer_group) {
  Form query;
  query.add("transfer_group", transfer_group).add("limit", std::int64_t{100});
  auto list = answered<TransferList>(*caller_, {"GET", "/v1/transfers", std::move(query)});
  if (!list) return tl::unexpected(list.error());
  return std::move(list->transfers);
}
Answered<TransferReversal> StripeClient::reverse_transfer(const StripeTransfer& transfer,
                                                          std::optional<Minor> amount,
                                                          const Metadata& metadata, const std::string& key) {
  constexpr const char* kWhat = "reversing a transfer";
  if (!is_id(transfer.id)) return no(kWhat, "needs an id of Stripe's");
  if (!metadata_fits(metadata)) return no(kWhat, "the metadata is too large for Stripe");
  Form form;
  if (amount) {
    const auto sent = to_stripe_amount(*amount, transfer.currency);
    if (!sent || *sent <= 0) return no(kWhat, "the amount cannot be said in Stripe's units");
    form.add("amount", *sent);
  }
  form.add("metadata", metadata);
  return answered<TransferReversal>(
      *caller_, {"POST", "/v1/transfers/" + transfer.id + "/reversals", std::move(form), key});
}

Answered<ConnectedAccount> StripeClient::create_account(const NewAccount& wanted, const std::string& key) {
  if (!metadata_fits(wanted.metadata))
    return no("creating an account", "the metadata is too large for Stripe");
  Form form;
  form.add("type", "express").maybe("country", wanted.country).maybe("email", wanted.email);
  form.add("capabilities[transfers][requested]", "true").add("metadata", wanted.metadata);
  return answered<ConnectedAccount>(*caller_, {"POST", "/v1/accounts", std::move(form), key});
}
Answered<ConnectedAccount> StripeClient::account(const std::string& account) {
  return retrieved<ConnectedAccount>(*caller_, "/v1/accounts/", account);
}
Answered<AccountLink> StripeClient::create_account_link(const std::string& account,
                                                        const std::string& refresh_url,
                                                        const std::string& return_url,
                                                        const std::string& key) {
  Form form;
  form.add("account", account).add("refresh_url", refresh_url).add("return_url", return_url);
  form.add("type", "account_onboarding");
  return answered<AccountLink>(*caller_, {"POST", "/v1/account_links", std::move(form), key});
}

Answered<EventPage> StripeClient::events(const PageOf& page, const std::vector<std::string>& types,
                                         const std::string& account) {
  if (types.size() > kMostTypes) return no("listing events", "names more than 20 types");
  Form query;
  add_page(query, page);
  for (std::size_t n = 0; n < types.size(); ++n) query.add("types[" + std::to_string(n) + "]", types[n]);
  return answered<EventPage>(*caller_, {"GET", "/v1/events", std::move(query), "", account});
}
Answered<ListedEvent> StripeClient::event(const std::string& event, const std::string& account) {
  return retrieved<ListedEvent>(*caller_, "/v1/events/", event, {}, account);
}

Answered<BalancePage> StripeClient::balance_transactions(const PageOf& page,
                                                         const std::optional<std::string>& payout) {
  Form query;
  add_page(query, page);
  query.maybe("payout", payout).add("expand[0]", "data.source");
  return answered<BalancePage>(*caller_, {"GET", "/v1/balance_transactions", std::move(query)});
}
Answered<BalanceTransaction> StripeClient::balance_transaction(const std::string& transaction) {
  return retrieved<BalanceTransaction>(*caller_, "/v1/balance_transactions/", transaction);
}
Answered<PaymentIntent> StripeClient::payment_intent(const std::string& payment_intent) {
  return retrieved<PaymentIntent>(*caller_, "/v1/payment_intents/", payment_intent);
}
Answered<StripeCharge> StripeClient::charge(const std::string& charge) {
  Form query;
  query.add("expand[0]", "balance_transaction");
  return retrieved<StripeCharge>(*caller_, "/v1/charges/", charge, std::move(query));
}

}  // namespace daybook::stripe
