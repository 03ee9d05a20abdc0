#include "events/payee/payout_block.hpp"

namespace daybook {

std::optional<std::string> payout_block(const PayeeState& payee, const Policy& policy, Instant now) {
  if (const auto* delayed = payee.delayed(now))
    return "has a changed payout account that is payable from " + to_string(delayed->payable_from);
  if (policy.require_payout_account && !payee.account()) return "has no approved payout account";
  if (policy.require_tax_form && !payee.tax_form) return "has no W-9 on record";
  return std::nullopt;
}

}  // namespace daybook
