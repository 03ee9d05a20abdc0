#pragma once

#include "events/adjustment/adjustment_state.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {

/// The Adjustment of the OpenAPI document.
json::Object adjustment_object(const AdjustmentState& s);

}  // namespace daybook::http
