#pragma once
// `audit explain` and GET /api/explain: the facts behind one entry, from the log alone, what
// projections/explanation.hpp makes of them, and the proof that the event is in the log.

#include <optional>
#include <string>

#include "adapters/audit/fact_source.hpp"
#include "projections/explanation.hpp"

namespace daybook::audit {

struct ExplainedEntry {
  Explanation explanation;
  std::string partition_key;                ///< of the event: the payee's id where it concerns one
  Proof proof;                              ///< without path and note while `unsigned_yet` says so
  std::optional<std::string> unsigned_yet;  ///< why there is no proof: no checkpoint covers the event yet
};

/// The position that is meant: a position itself, an order's number or id (its last event), or a payout's id.
/// Refuses (validation_failed, not_found) anything else, naming the forms.
Result<std::int64_t> entry_position(FactSource& source, std::string_view entry);

/// Refuses (not_found) a position that no event has. Throws pg::Error; std::logic_error, std::runtime_error
/// for a damaged log.
Result<ExplainedEntry> explain(FactSource& source, std::int64_t position);

std::string explain_text(const ExplainedEntry& entry, const log::Verifier& verifier);
/// The explanation's members, then `agrees` and `proof` (as `audit prove --json`, or null with
/// `unsigned_yet`).
std::string explain_json(const ExplainedEntry& entry, const log::Verifier& verifier);

}  // namespace daybook::audit
