#pragma once
// The fact that called for an effect, read again when it is carried out.

#include <optional>

#include "adapters/postgres/read_pool.hpp"
#include "events/envelope.hpp"

namespace daybook {

/// Nothing when there is none there. Both wait, and throw std::runtime_error when the store is away.
std::optional<Recorded> fact_at(ReadPool& reads, std::int64_t position);
std::optional<Recorded> fact_of(ReadPool& reads, const std::string& stream, const EventId& id);

/// Whether the query gives a row; asked of the read models.
bool any_row(ReadPool& reads, const std::string& query, const pg::Params& params);

}  // namespace daybook
