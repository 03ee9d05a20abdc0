#pragma once
// A payout as the preview of a run shows it.

#include "events/codec/json_write.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook::http {

/// Like payout_object, with `id` null: it was never made, so no id of it exists.
json::Object previewed_payout(const PayoutState& payout);

}  // namespace daybook::http
