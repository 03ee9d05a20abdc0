#pragma once
// The demo's customers and banks: they act at the stand-in for Stripe, which tells Daybook by signed
// webhooks; the facts are shown as they arrive. Over HTTP only, never through the store.

#include "apps/daybook/commands.hpp"

namespace daybook {

extern const char* const kDemoStripeUsage;

/// pay|refund|dispute ORDER …; an order's id or number. Exit code 1 when nothing came of it.
int demo_stripe(const Config& config, const std::string& verb, Arguments arguments);

}  // namespace daybook
