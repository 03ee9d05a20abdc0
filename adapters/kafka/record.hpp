#pragma once
// From librdkafka's message to our envelope.

#include "adapters/kafka/handles.hpp"
#include "events/envelope.hpp"

namespace daybook::kafka {

/// Throws MalformedEvent with topic, partition, offset and reason.
Envelope envelope_of(const rd_kafka_message_t& message);

}  // namespace daybook::kafka
