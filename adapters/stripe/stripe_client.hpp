#pragma once
// Stripe's API as typed calls. Blocking, for any number of threads. Every call that changes something takes
// the caller's idempotency key: the same key (derived from an event's id) for the same intent, also after a
// crash, makes it happen once. Within 24 h of the first try Stripe answers a repeated key as it did first;
// later, look the effect up before asking again.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "adapters/stripe/stripe_failure.hpp"
#include "adapters/stripe/stripe_objects.hpp"
#include "adapters/stripe/stripe_settings.hpp"

namespace daybook::stripe {

template <class T>
using Answered = tl::expected<T, StripeFailure>;

struct LineItem {
  std::string name;         ///< the card's
  std::string description;  ///< "Tradeline - Credit Limit: $12500"
  Minor unit_amount;
  std::int64_t quantity = 1;
};

struct NewSession {
  Currency currency;
  std::vector<LineItem> items;
  std::optional<std::string> customer_email{};
  std::string success_url{};
  std::string cancel_url{};
  std::optional<Instant> expires_at{};  ///< 30 min to 24 h ahead; nothing = 24 h
  Metadata metadata{};                  ///< goes on the session and on its payment intent
  std::optional<std::string> client_reference{};
};

struct NewRefund {
  std::string payment_intent;
  std::optional<Minor> amount{};        ///< nothing = all that is left
  Currency currency;                    ///< of the payment, to say the amount in
  std::optional<std::string> reason{};  ///< duplicate, fraudulent, requested_by_customer
  Metadata metadata{};
};

struct NewTransfer {
  Minor amount;
  Currency currency;
  std::string destination;  ///< acct_…
  std::optional<std::string> transfer_group{};
  std::optional<std::string> description{};
  Metadata metadata{};
};

struct NewAccount {
  std::optional<std::string> country{};  ///< "US"
  std::optional<std::string> email{};
  Metadata metadata{};
};

/// A page of a list that begins with the newest.
struct PageOf {
  std::optional<std::string> starting_after{};  ///< older than this id
  std::optional<std::string> ending_before{};   ///< newer than this id
  std::optional<Instant> created_from{};
  std::optional<Instant> created_before{};
  int limit = 100;  ///< 1 to 100
};

class StripeCaller;

class StripeClient {
 public:
  /// Throws std::invalid_argument for an API key or a base URL that is none, std::runtime_error for an
  /// unreadable ca_file. Connects to nothing yet.
  explicit StripeClient(StripeSettings settings);
  StripeClient(StripeClient&&) noexcept;
  StripeClient& operator=(StripeClient&&) noexcept;
  ~StripeClient();

  /// Whether the key moves real money.
  bool livemode() const;

  Answered<CheckoutSession> create_session(const NewSession& wanted, const std::string& idempotency_key);
  Answered<CheckoutSession> expire_session(const std::string& session, const std::string& idempotency_key);
  Answered<CheckoutSession> session(const std::string& session);

  Answered<StripeRefund> create_refund(const NewRefund& wanted, const std::string& idempotency_key);
  Answered<StripeRefund> refund(const std::string& refund);
  /// All refunds of a payment intent, newest first; at most 1,000 are read.
  Answered<std::vector<StripeRefund>> refunds_of(const std::string& payment_intent);

  Answered<StripeTransfer> create_transfer(const NewTransfer& wanted, const std::string& idempotency_key);
  Answered<StripeTransfer> transfer(const std::string& transfer);
  /// The first 100 of a transfer group, newest first.
  Answered<std::vector<StripeTransfer>> transfers_of(const std::string& transfer_group);
  /// `amount` nothing = all that is left.
  Answered<TransferReversal> reverse_transfer(const StripeTransfer& transfer, std::optional<Minor> amount,
                                              const Metadata& metadata, const std::string& idempotency_key);

  /// An Express account that can receive transfers.
  Answered<ConnectedAccount> create_account(const NewAccount& wanted, const std::string& idempotency_key);
  Answered<ConnectedAccount> account(const std::string& account);
  /// The page where the account's owner tells Stripe what it wants to know.
  Answered<AccountLink> create_account_link(const std::string& account, const std::string& refresh_url,
                                            const std::string& return_url,
                                            const std::string& idempotency_key);

  /// Stripe keeps 30 days. `types` empty = all; at most 20. `account`: of that connected account.
  Answered<EventPage> events(const PageOf& page, const std::vector<std::string>& types = {},
                             const std::string& account = "");
  Answered<ListedEvent> event(const std::string& event, const std::string& account = "");

  /// Sources come expanded, so that a line names its payment intent.
  Answered<BalancePage> balance_transactions(const PageOf& page,
                                             const std::optional<std::string>& payout = std::nullopt);
  Answered<BalanceTransaction> balance_transaction(const std::string& transaction);
  Answered<PaymentIntent> payment_intent(const std::string& payment_intent);
  /// With its balance transaction, so with the fee.
  Answered<StripeCharge> charge(const std::string& charge);

 private:
  std::unique_ptr<StripeCaller> caller_;
};

}  // namespace daybook::stripe
