#include "projections/posting.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace daybook {
namespace {

constexpr const char* kPlatformIncome = "income:platform:brokers";
constexpr const char* kSupplier = "liabilities:supplier:tradelinesupply";
constexpr const char* kSupplierNotRefunded = "expenses:supplier_not_refunded";

std::string asset_of(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::STRIPE:
      return "assets:stripe";
    case PaymentMethod::CASH:
      return "assets:cash";
    case PaymentMethod::WIRE:
      return "assets:bank";
    case PaymentMethod::CHECK:
      return "assets:checks";
  }
  throw std::logic_error("payment method out of range");
}

std::string asset_of(PayoutMethod method) {
  switch (method) {
    case PayoutMethod::ACH:
    case PayoutMethod::WIRE:
    case PayoutMethod::CHECK:
    case PayoutMethod::MANUAL:
      return "assets:bank";
    case PayoutMethod::CASH:
      return "assets:cash";
    case PayoutMethod::PAYPAL:
      return "assets:paypal";
  }
  throw std::logic_error("payout method out of range");
}

std::string unapplied_account(const PaymentId& payment) { return "liabilities:unapplied:" + payment.str(); }

/// Collects the postings of one entry in one currency; zero amounts are left out.
class Entry {
 public:
  explicit Entry(Currency currency) : currency_(currency) {}

  Entry& debit(std::string account, Minor amount) {
    if (amount != Minor{}) postings_.push_back({std::move(account), amount, currency_, std::nullopt});
    return *this;
  }
  Entry& credit(std::string account, Minor amount) { return debit(std::move(account), -amount); }

  Entry& debit_payee(const BrokerId& payee, PayeeAccount account, BalanceComponent component, Minor amount) {
    if (amount == Minor{}) return *this;
    postings_.push_back({fmt::format("liabilities:brokers:{}:{}:{}", payee.str(),
                                     boost::describe::enum_to_string(account, "?"),
                                     boost::describe::enum_to_string(component, "?")),
                         amount, currency_, PayeePart{payee, account, component}});
    return *this;
  }
  Entry& debit_payee(const BrokerId& payee, PayeeAccount account, const PayoutAmounts& a) {
    debit_payee(payee, account, BalanceComponent::revenue_share, a.revenue_share);
    debit_payee(payee, account, BalanceComponent::markup, a.markup);
    return debit_payee(payee, account, BalanceComponent::adjustments, a.adjustments);
  }
  Entry& credit_payee(const BrokerId& payee, PayeeAccount account, const PayoutAmounts& a) {
    return debit_payee(payee, account, {-a.revenue_share, -a.markup, -a.adjustments});
  }
  std::vector<Posting> take() { return std::move(postings_); }

 private:
  Currency currency_;
  std::vector<Posting> postings_;
};

using Postings = std::vector<Posting>;

struct Rules {
  Postings operator()(const PaymentCaptured& e) const {
    Entry entry(e.currency);
    entry.debit(e.applied_from ? unapplied_account(*e.applied_from) : asset_of(e.method), e.amount);
    entry.credit(kSupplier, e.parts.supplier);
    if (e.broker_id)
      entry.credit_payee(*e.broker_id, e.hold_until ? PayeeAccount::pending : PayeeAccount::available,
                         {e.parts.share, e.parts.markup, Minor{}});
    return entry.credit(kPlatformIncome, e.parts.platform).take();
  }

  Postings operator()(const PaymentUnexpected& e) const {
    return Entry(e.currency)
        .debit(asset_of(e.method), e.amount)
        .credit(unapplied_account(e.payment_id), e.amount)
        .take();
  }

  Postings operator()(const UnappliedRefunded& e) const {
    return Entry(e.currency)
        .debit(unapplied_account(e.payment_id), e.amount)
        .credit(asset_of(e.method), e.amount)
        .take();
  }

  Postings operator()(const RefundSettled& e) const {
    Entry entry(e.currency);
    entry.debit(e.supplier_refunds == SupplierRefunds::none ? kSupplierNotRefunded : kSupplier,
                e.parts.supplier);
    if (e.broker_id && e.from != CommissionState::none)
      entry.debit_payee(*e.broker_id,
                        e.from == CommissionState::pending ? PayeeAccount::pending : PayeeAccount::available,
                        {e.parts.share, e.parts.markup, Minor{}});
    return entry.debit(kPlatformIncome, e.parts.platform).credit(asset_of(e.method), e.amount).take();
  }

  Postings operator()(const CommissionReleased& e) const {
    const PayoutAmounts amounts{e.share, e.markup, Minor{}};
    return Entry(e.currency)
        .debit_payee(e.broker_id, PayeeAccount::pending, amounts)
        .credit_payee(e.broker_id, PayeeAccount::available, amounts)
        .take();
  }

  Postings operator()(const PayoutCreated& e) const {
    return Entry(e.currency)
        .debit_payee(e.payee, PayeeAccount::available, e.amounts)
        .credit_payee(e.payee, PayeeAccount::in_transit, e.amounts)
        .take();
  }

  Postings operator()(const PayoutCompleted& e) const {
    return Entry(e.currency)
        .debit_payee(e.payee, PayeeAccount::in_transit, e.amounts)
        .credit(asset_of(e.payment_method), e.amounts.total())
        .take();
  }

  Postings operator()(const PayoutFailed& e) const { return freed(e); }
  Postings operator()(const PayoutCancelled& e) const { return freed(e); }
  Postings operator()(const PayoutReturned& e) const {
    return Entry(e.currency)
        .debit(asset_of(e.payment_method), e.amounts.total())
        .credit_payee(e.payee, PayeeAccount::available, e.amounts)
        .take();
  }

  // Facts that move no money, named one by one: a new event must be put somewhere.
  template <class E>
  requires(std::is_same_v<E, AdminCreated> || std::is_same_v<E, AdminRevoked> ||
           std::is_same_v<E, BrokerRegistered> || std::is_same_v<E, BrokerApproved> ||
           std::is_same_v<E, BrokerSuspended> || std::is_same_v<E, BrokerReactivated> ||
           std::is_same_v<E, BrokerDeactivated> || std::is_same_v<E, BrokerTermsChanged> ||
           std::is_same_v<E, BrokerProfileChanged> || std::is_same_v<E, BrokerKeyRotated> ||
           std::is_same_v<E, BrokerKeyRevoked> || std::is_same_v<E, CatalogImported> ||
           std::is_same_v<E, OrderPlaced> || std::is_same_v<E, OrderCancelled> ||
           std::is_same_v<E, OrderExpired> || std::is_same_v<E, OrderFulfilled> ||
           std::is_same_v<E, OrderRejected> || std::is_same_v<E, PaymentPending> ||
           std::is_same_v<E, PaymentIntentKnown> || std::is_same_v<E, PaymentAttemptFailed> ||
           std::is_same_v<E, PayoutEdited> || std::is_same_v<E, PayoutApproved> ||
           std::is_same_v<E, PayoutProcessing> || std::is_same_v<E, WebhookReceived> ||
           std::is_same_v<E, WebhookParked> || std::is_same_v<E, WebhookProcessed> ||
           std::is_same_v<E, WebhookFailed> || std::is_same_v<E, WidgetEventsGathered> ||
           std::is_same_v<E, PersonErased> || std::is_same_v<E, TaskDismissed>) Postings
  operator()(const E&) const {
    return {};
  }

 private:
  template <class E>
  static Postings freed(const E& e) {
    return Entry(e.currency)
        .debit_payee(e.payee, PayeeAccount::in_transit, e.amounts)
        .credit_payee(e.payee, PayeeAccount::available, e.amounts)
        .take();
  }
};

}  // namespace

std::vector<Posting> post(const Recorded& recorded) {
  auto postings = std::visit(Rules{}, recorded.event);
  std::map<Currency, Minor> sums;
  for (const Posting& p : postings) sums[p.currency] += p.amount;
  for (const auto& [currency, sum] : sums)
    if (sum != Minor{})
      throw std::logic_error(fmt::format("{} at position {} does not balance: {} {} left over",
                                         recorded.envelope.type, recorded.envelope.position.value,
                                         decimal_text(sum.value, currency), currency.str()));
  return postings;
}

}  // namespace daybook
