#pragma once
// A fact between the two halves of `audit verify`, in a shard's file: decoded once, while its bytes are at
// hand to be hashed, and packed to about a third of its row.

#include <string>
#include <string_view>

#include "adapters/postgres/event_rows.hpp"

namespace daybook::audit {

/// Appends the record of a fact and its decoded event; with `fault`, of one that cannot be folded, and why.
void spill_fact(std::string& out, const EventView& view, const Event& event, std::string_view fault);

struct SpilledFact {
  std::string_view stream;  ///< into the record
  std::string_view fault;   ///< "" when it can be folded; into the record
};

/// Reads a record into `recorded`, whose strings keep their room. Correlation, causation, payload and leaf
/// hash stay empty: no fold asks for them.
SpilledFact read_spilled(std::string_view record, Recorded& recorded);

}  // namespace daybook::audit
