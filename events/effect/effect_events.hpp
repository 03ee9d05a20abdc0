#pragma once
// Side effects: what is done at somebody else's (a supplier, Stripe, a mail server, an integrator), intended
// by a fact, carried out by `daybook react`, its result a fact too. Source: the programme's rules ("intended
// by an event, carried out, its result recorded; a replay never repeats one").

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"

namespace daybook {

enum class EffectKind {
  supplier_order,         ///< order the pieces of a paid order; subject "order-<id>"
  stripe_refund,          ///< subject "order-<id>", reference: the payment intent
  stripe_session_expiry,  ///< so that nobody pays a closed order; reference: the session
  stripe_transfer,        ///< a payout to a connected account; subject "payout-<id>", reference: the account
  stripe_transfer_reversal,  ///< subject "payout-<id>", reference: the transfer
  mail,                      ///< subject: what it is about; reference: the template
  webhook                    ///< to an integrator; reference: the endpoint's id
};
BOOST_DESCRIBE_ENUM(EffectKind, supplier_order, stripe_refund, stripe_session_expiry, stripe_transfer,
                    stripe_transfer_reversal, mail, webhook)

/// Opens the stream "effect-<effect_id>". The id is made of what it is for ("supplier_order-<order>"), so
/// that the same effect cannot be intended twice.
struct EffectIntended {
  std::string effect_id;
  EffectKind kind = EffectKind::supplier_order;
  std::string partition;  ///< partition key of the events that it belongs to: order is kept
  std::string subject;    ///< the stream that it is about
  std::optional<Minor> amount;
  std::optional<Currency> currency;
  std::optional<std::string> reference;  ///< of the other side; see EffectKind
  std::optional<std::string> detail;     ///< for a reader: why; never personal data
};
BOOST_DESCRIBE_STRUCT(EffectIntended, (),
                      (effect_id, kind, partition, subject, amount, currency, reference, detail))

/// It did not work out this time; it is tried again at `next_at`.
struct EffectAttemptFailed {
  std::string effect_id;
  std::string partition;
  std::int64_t attempt = 0;  ///< counted from 1
  std::string error;
  bool maybe_done = false;  ///< no answer came: the next attempt looks first
  Instant next_at;
};
BOOST_DESCRIBE_STRUCT(EffectAttemptFailed, (), (effect_id, partition, attempt, error, maybe_done, next_at))

/// The other side took it and is not done yet; it is asked again from `next_at` on.
struct EffectPostponed {
  std::string effect_id;
  std::string partition;
  std::string detail;                    ///< for a reader
  std::optional<std::string> reference;  ///< the other side's id
  Instant next_at;
};
BOOST_DESCRIBE_STRUCT(EffectPostponed, (), (effect_id, partition, detail, reference, next_at))

struct EffectSucceeded {
  std::string effect_id;
  std::string partition;
  std::int64_t attempt = 0;
  std::string outcome;                   ///< for a reader
  std::optional<std::string> reference;  ///< the other side's id: re_…, tr_…, the supplier's number
};
BOOST_DESCRIBE_STRUCT(EffectSucceeded, (), (effect_id, partition, attempt, outcome, reference))

/// The dead letter: nothing tries again until a person says so.
struct EffectGivenUp {
  std::string effect_id;
  std::string partition;
  std::int64_t attempt = 0;
  std::string error;
  bool maybe_done = false;
};
BOOST_DESCRIBE_STRUCT(EffectGivenUp, (), (effect_id, partition, attempt, error, maybe_done))

/// A person wants it tried anew.
struct EffectRetried {
  std::string effect_id;
  std::string partition;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(EffectRetried, (), (effect_id, partition, reason))

/// It need not be done any more, or was done by hand.
struct EffectDropped {
  std::string effect_id;
  std::string partition;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(EffectDropped, (), (effect_id, partition, reason))

}  // namespace daybook
