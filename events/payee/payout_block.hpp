#pragma once
// Why a payee cannot be paid by bank now. One rule for runs, previews, processing and payment files.

#include "events/payee/payee_state.hpp"
#include "events/policy.hpp"

namespace daybook {

/// For a person, to stand behind "the payee"; nothing when nothing is in the way.
std::optional<std::string> payout_block(const PayeeState& payee, const Policy& policy, Instant now);

}  // namespace daybook
