#pragma once
// How far the relay came, as Kafka tells it: the position in the last committed progress record, held against
// the last committed events themselves.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/kafka/settings.hpp"

namespace daybook::kafka {

/// {"position":N}
std::string progress_record(std::int64_t position);
/// Nothing unless the text is exactly what progress_record writes for a position from 1.
std::optional<std::int64_t> parse_progress(std::string_view text);

/// The last position that is published for good; 0 when nothing is. Call it after init_transactions, or an
/// unfinished transaction may still change the answer. Throws KafkaError: with retry when Kafka does not
/// answer; without when the events topic kept for ever ends before the progress record (it was made anew, or
/// Kafka lost its end): publishing on would leave a gap.
std::int64_t published_position(const Settings& settings);

}  // namespace daybook::kafka
