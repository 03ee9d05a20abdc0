#pragma once
// Months as the API shows them.

#include "events/codec/json_write.hpp"
#include "events/period/period_history.hpp"
#include "events/period/period_state.hpp"

namespace daybook::http {

/// A month without events of its own, or opened again since, is closed when a later one is: `closed_with`
/// names that, and the month has no seal of its own then.
json::Object period_object(PeriodHistory history, const PeriodsState& periods);

}  // namespace daybook::http
