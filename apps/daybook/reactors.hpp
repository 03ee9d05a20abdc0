#pragma once
// Which side effects a configuration calls for: what is intended, who carries it out, and what is done now
// and then beside.

#include <memory>
#include <vector>

#include "adapters/effects/effect_runner.hpp"
#include "adapters/effects/intender.hpp"
#include "adapters/supplier/supplier.hpp"
#include "apps/daybook/leased_job.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {

/// Null when no supplier is configured. Throws UsageError.
std::unique_ptr<supplier::Supplier> make_supplier(const Config& config);

/// A rule that is not configured lets facts pass.
std::vector<IntentRule> intent_rules(const Config& config, const Services& services);

/// Workers of their own for each other side: a supplier, a mail server or an integrator that hangs holds no
/// refund up.
/// `supplier` may be null. Throws UsageError.
std::vector<std::unique_ptr<EffectRunner>> make_runners(const Config& config, Services& services,
                                                        supplier::Supplier* supplier);

/// The supplier's price list, and what Stripe does not tell by itself. `supplier` may be null.
std::vector<LeasedJob> leased_jobs(const Config& config, Services& services, supplier::Supplier* supplier);

}  // namespace daybook
