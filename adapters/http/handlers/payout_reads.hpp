#pragma once
// What the reads about one payout share.

#include "adapters/http/api/api.hpp"
#include "events/payout/payout_state.hpp"

namespace daybook::http {

/// The payout of the path as the read models have it; nothing for unknown ones.
std::optional<PayoutState> read_payout(pg::Connection& connection, const Call& call);

}  // namespace daybook::http
