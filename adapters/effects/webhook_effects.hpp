#pragma once
// Webhooks that we send to integrators: one delivery an endpoint and fact, at least once, signed anew each
// time.

#include "adapters/effects/intender.hpp"
#include "adapters/effects/performer.hpp"
#include "adapters/integrators/integrator_settings.hpp"
#include "adapters/postgres/read_pool.hpp"

namespace daybook {

/// Whether the endpoint still wants it, where it is and what it is signed with is asked each time. An answer
/// 410 stops the endpoint; so does a delivery that is given up when nothing else got through meanwhile.
Performer webhooks(const IntegratorSettings& settings, const Vault& vault, Writer& writer, ReadPool& reads);

/// Each fact that somebody may hear of, to every endpoint that wants it. `view` tells for free that nobody
/// does.
IntentRule webhook_rule(const LedgerView& view);

}  // namespace daybook
