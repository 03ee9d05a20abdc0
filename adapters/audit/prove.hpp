#pragma once
// `audit prove`: one event, its place in the tree, and the signed checkpoint that vouches for it; checked
// here before it is shown, as anyone else can check it.

#include <optional>
#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "core/result.hpp"
#include "events/envelope.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook::audit {

struct Proof {
  Envelope envelope;
  log::Checkpoint checkpoint;
  std::string note;             ///< the checkpoint as signed
  std::vector<log::Hash> path;  ///< the hashes beside the leaf's path to the root, lowest first
};

/// The proof that the event at `position` is in the tree of the stored checkpoint of `size`, by default the
/// latest. Refuses (not_found) a position that no event has, and a size that has no checkpoint or does not
/// reach the position. Throws pg::Error, and std::runtime_error when stored nodes are missing.
Result<Proof> make_proof(pg::Connection& connection, std::int64_t position, std::optional<std::int64_t> size);

/// Checks everything that the proof says, from the event's fields up to the signature: what is wrong with it,
/// or nothing.
std::optional<std::string> fault_of(const Proof& proof, const log::Verifier& verifier);

std::string proof_text(const Proof& proof, const log::Verifier& verifier);
std::string proof_json(const Proof& proof, const log::Verifier& verifier);

}  // namespace daybook::audit
