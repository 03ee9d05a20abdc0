#pragma once
// What happened, as one short sentence for a person: timelines, the journal, the activity log. Never personal
// data.

#include <string>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "events/event_catalog.hpp"

namespace daybook {

/// "Payment captured: 120.50 USD by STRIPE".
std::string sentence_of(const Event& event);
/// "120.50 USD".
std::string money_text(Minor amount, Currency currency);

}  // namespace daybook
