#pragma once
// An envelope as JSON: every field that the leaf hash covers but the payload, in the order of the canonical
// bytes.

#include "events/codec/json_write.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// The members; callers add the payload as they show it, and what belongs to their view.
json::Object envelope_object(const Envelope& envelope);

}  // namespace daybook
