#pragma once
// The lines of each payee's available account: what a payout takes and a statement shows. A pending accrual
// is no line yet (its release is); a clawback from pending is none either.

#include "core/instant.hpp"
#include "projections/posting.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// hold and unhold: to and from the payee's `held` account, for a dispute or by a person.
enum class PayeeLineKind {
  accrual,
  release,
  clawback,
  clawback_reversed,
  hold,
  unhold,
  correction,
  adjustment
};
BOOST_DESCRIBE_ENUM(PayeeLineKind, accrual, release, clawback, clawback_reversed, hold, unhold, correction,
                    adjustment)

struct PayeeLineRow {
  static constexpr std::string_view table = "payee_lines";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  std::int64_t position = 0;  ///< of its event; the line's id
  BrokerId payee;
  Currency currency;
  Minor revenue_share;  ///< what the payee gained; a clawback is negative
  Minor markup;
  Minor adjustments;
  std::optional<OrderId> order_id;
  std::optional<std::string> order_number;
  Instant effective_at;
  Instant recorded_at;
  PayeeLineKind kind = PayeeLineKind::accrual;
  std::optional<PayoutId> payout_id;  ///< the live payout that it is in
};
BOOST_DESCRIBE_STRUCT(PayeeLineRow, (),
                      (position, payee, currency, revenue_share, markup, adjustments, order_id, order_number,
                       effective_at, recorded_at, kind, payout_id))

/// Follows fold_orders (order numbers) and precedes fold_payouts (a failed payout's lines).
void fold_payee_lines(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
