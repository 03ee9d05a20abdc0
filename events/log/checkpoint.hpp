#pragma once
// A checkpoint says "at `size` events the root was `root`" and is signed, so that whoever keeps one can prove
// later that nothing before it was rewritten. Text form: c2sp.org/tlog-checkpoint, a c2sp.org/signed-note:
//
//   <origin>\n<size>\n<base64 root>\n\n— <key name> <base64(4-byte key id || 64-byte signature)>\n
//
// The signature covers the text up to and including the newline before the empty line.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "events/log/hash.hpp"
#include "events/log/note_key.hpp"

namespace daybook::log {

struct Checkpoint {
  std::string origin;     ///< The log's name, and the name of its key.
  std::int64_t size = 0;  ///< Events in the tree = the last position in it.
  Hash root{};

  bool operator==(const Checkpoint&) const = default;
};

/// The signed note. Throws std::invalid_argument when the origin is not the signer's name or the size is
/// negative: such a note would be refused by `verify`.
std::string sign(const Checkpoint& checkpoint, const Signer& signer);

/// The checkpoint in a note that carries this key's signature. Signatures of other keys (witnesses, a rotated
/// key) and extension lines are allowed and ignored. Refuses, naming the fault: with validation_failed what
/// is no well-formed note or checkpoint, with invalid_signature a note this key has not signed, a wrong
/// signature, and an origin other than the key's name (the specification only advises that the two agree; we
/// insist, so that one log's checkpoint never passes for another's).
Result<Checkpoint> verify(std::string_view note, const Verifier& verifier);

/// What a note says, whoever signed it: for telling somebody what an untrusted note claims, and for nothing
/// else. Refuses (validation_failed) what is no well-formed note of a checkpoint.
Result<Checkpoint> read_unverified(std::string_view note);

}  // namespace daybook::log
