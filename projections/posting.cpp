#include "projections/posting.hpp"

#include <fmt/format.h>

#include <boost/mp11.hpp>
#include <map>
#include <stdexcept>

#include "projections/posting_entry.hpp"

namespace daybook {
namespace {

using namespace posting;

using Postings = std::vector<Posting>;

std::string unapplied_account(const PaymentId& payment) { return "liabilities:unapplied:" + payment.str(); }

/// Debits each party of an order with its part of what goes back.
void take_back(Entry& entry, const std::optional<BrokerId>& payee, CommissionState from, const Parts& parts,
               SupplierRefunds refunds) {
  entry.debit(supplier_side(refunds), parts.supplier);
  if (payee && from != CommissionState::none)
    entry.debit_payee(*payee, account_of(from), {parts.share, parts.markup, Minor{}});
  entry.debit(kPlatformIncome, parts.platform);
}

/// A commission changes its account.
template <class E>
Postings moved(const E& e, PayeeAccount from, PayeeAccount to) {
  const PayoutAmounts amounts{e.share, e.markup, Minor{}};
  return Entry(e.currency)
      .debit_payee(e.broker_id, from, amounts)
      .credit_payee(e.broker_id, to, amounts)
      .take();
}

struct OrderRules {
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
    take_back(entry, e.broker_id, e.from, e.parts, e.supplier_refunds);
    return entry.credit(asset_of(e.method), e.amount).take();
  }

  Postings operator()(const CommissionReleased& e) const {
    return moved(e, PayeeAccount::pending, PayeeAccount::available);
  }

  Postings operator()(const RefundFailed& e) const {
    Entry entry(e.currency);
    entry.debit(asset_of(e.method), e.amount);
    take_back(entry, e.broker_id, e.to, Parts{} - e.parts, e.supplier_refunds);
    return entry.take();
  }

  Postings operator()(const PaymentFeeKnown& e) const {
    return Entry(e.currency).debit(kStripeFees, e.fee).credit(kStripe, e.fee).take();
  }

  Postings operator()(const DisputeFundsWithdrawn& e) const {
    return Entry(e.currency)
        .debit(kDisputed, e.amount - e.excess)
        .debit(kDisputeFees, e.fee + e.excess)
        .credit(asset_of(e.method), e.amount + e.fee)
        .take();
  }

  Postings operator()(const DisputeFundsReinstated& e) const {
    return Entry(e.currency)
        .debit(asset_of(e.method), e.amount + e.fee)
        .credit(kDisputed, e.amount)
        .credit(kDisputeFees, e.fee)
        .take();
  }

  Postings operator()(const DisputeLost& e) const {
    Entry entry(e.currency);
    take_back(entry, e.broker_id, e.from, e.parts, e.supplier_refunds);
    return entry.debit(kDisputeFees, e.excess).credit(kDisputed, e.amount).take();
  }

  Postings operator()(const DisputeLossAdjusted& e) const {
    Entry entry(e.currency);
    take_back(entry, e.broker_id, e.from, e.parts, e.supplier_refunds);
    return entry.debit(kDisputeFees, e.excess).take();
  }

  Postings operator()(const CommissionHeld& e) const {
    return moved(e, account_of(e.from), PayeeAccount::held);
  }
  Postings operator()(const CommissionUnheld& e) const {
    return moved(e, PayeeAccount::held, account_of(e.to));
  }

  Postings operator()(const CommissionCorrected& e) const {
    Entry entry(e.currency);
    take_back(entry, e.broker_id, e.to, Parts{} - e.delta, e.supplier_refunds);
    return entry.take();
  }
};

struct PayoutRules {
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

 private:
  template <class E>
  static Postings freed(const E& e) {
    return Entry(e.currency)
        .debit_payee(e.payee, PayeeAccount::in_transit, e.amounts)
        .credit_payee(e.payee, PayeeAccount::available, e.amounts)
        .take();
  }
};

/// Our own accounts, and what two people agreed on.
struct LedgerRules {
  Postings operator()(const SupplierSettled& e) const {
    return Entry(e.currency)
        .debit("liabilities:supplier:" + e.supplier, e.amount)
        .credit(kBank, e.amount)
        .take();
  }
  Postings operator()(const StripePaidOut& e) const {
    return Entry(e.currency).debit(kBank, e.amount).credit(kStripe, e.amount).take();
  }
  Postings operator()(const StripePayoutFailed& e) const {
    return Entry(e.currency).debit(kStripe, e.amount).credit(kBank, e.amount).take();
  }
  Postings operator()(const AdjustmentApproved& e) const {
    Entry entry(e.currency);
    const std::string payee_account =
        e.payee ? payee_account_name(*e.payee, PayeeAccount::available, BalanceComponent::adjustments) : "";
    for (const AdjustmentPosting& p : e.postings) {
      if (p.account == payee_account) {
        entry.debit_payee(*e.payee, PayeeAccount::available, BalanceComponent::adjustments, p.amount);
      } else {
        entry.debit(p.account, p.amount);
      }
    }
    return entry.take();
  }
};

/// Facts that move no money, named one by one: a new event must be put somewhere.
using Silent = boost::mp11::mp_list<
    AdminCreated, AdminRevoked, BrokerRegistered, BrokerApproved, BrokerSuspended, BrokerReactivated,
    BrokerDeactivated, BrokerTermsChanged, BrokerTermsCorrected, BrokerProfileChanged, BrokerKeyRotated,
    BrokerKeyRevoked, CatalogImported, OrderPlaced, OrderCancelled, OrderExpired, OrderFulfilled,
    OrderRejected, PaymentPending, PaymentIntentKnown, PaymentAttemptFailed, RefundReported,
    RefundTotalReported, DisputeOpened, DisputeWon, DisputeInquiryClosed, PayoutEdited, PayoutApproved,
    PayoutProcessing, PayoutAccountProposed, PayoutAccountApproved, PayoutAccountWithdrawn, TaxFormRecorded,
    BankFileMade, BankReturnReceived, AdjustmentProposed, AdjustmentWithdrawn, WebhookReceived, WebhookParked,
    WebhookProcessed, WebhookFailed, WidgetEventsGathered, PersonErased, TaskDismissed, PeriodClosed,
    PeriodReopeningProposed, PeriodReopeningWithdrawn, PeriodReopened, LateFactPosted, StatementImported,
    StatementLinesImported, ReconciliationMatched, ReconciliationUnmatched, OrderSentToSupplier,
    CustomerKnown, CheckoutRequested, CheckoutOpened, RefundRequested, RefundRequestClosed,
    ConnectAccountLinked, ConnectAccountChanged, EffectIntended, EffectAttemptFailed, EffectPostponed,
    EffectSucceeded, EffectGivenUp, EffectRetried, EffectDropped, WebhookEndpointCreated,
    WebhookEndpointChanged, WebhookEndpointSecretRotated, WebhookEndpointDisabled, WebhookEndpointEnabled,
    WebhookEndpointRemoved, NotificationPreferencesChanged>;
struct SilentRules {
  template <class E>
  requires(boost::mp11::mp_contains<Silent, E>::value) Postings operator()(const E&) const { return {}; }
};

struct Rules : OrderRules, PayoutRules, LedgerRules, SilentRules {
  using OrderRules::operator();
  using PayoutRules::operator();
  using LedgerRules::operator();
  using SilentRules::operator();
};

template <class... E>
std::vector<std::string> loud_types(const std::variant<E...>*) {
  std::vector<std::string> types;
  ((boost::mp11::mp_contains<Silent, E>::value ? void() : void(types.emplace_back(event_type<E>.name))), ...);
  return types;
}

}  // namespace

std::vector<Posting> post(const Recorded& recorded) {
  auto postings = std::visit(Rules{}, recorded.event);
  if (postings.empty()) return postings;
  const auto poisoned = [&](const std::string& why) {
    return std::logic_error(
        fmt::format("{} at position {} {}", recorded.envelope.type, recorded.envelope.position.value, why));
  };
  const Currency currency = postings.front().currency;
  Minor sum;
  for (const Posting& p : postings) {
    if (p.currency != currency) throw poisoned("posts in two currencies");
    sum += p.amount;
  }
  if (sum != Minor{})
    throw poisoned(
        fmt::format("does not balance: {} {} left over", decimal_text(sum.value, currency), currency.str()));
  return postings;
}

const std::vector<std::string>& posting_types() {
  static const std::vector<std::string> types = loud_types(static_cast<const Event*>(nullptr));
  return types;
}

}  // namespace daybook
