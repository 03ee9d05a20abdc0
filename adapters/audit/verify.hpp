#pragma once
// `audit verify`: everything that the log claims, recomputed from the stored bytes of one snapshot: leaf
// hashes, tree, checkpoints and signatures, stream versions, balanced entries, the seals of closed months,
// and the live read models against a replay. Changes nothing. Memory is bounded by the largest partition key;
// what does not fit goes to a temporary file of about a third of their size.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/replay.hpp"
#include "events/log/checkpoint.hpp"

namespace daybook::audit {

struct VerifyOptions {
  std::string database_url;
  log::Verifier verifier;
  Zone zone{};                                    ///< of days in analytics, as the projector has it
  std::optional<std::string> saved_checkpoint{};  ///< kept outside of the log: read_saved_checkpoint
  bool read_models = true;                        ///< compare them; off for a database that has none
  std::chrono::milliseconds patience{10'000};     ///< how long to wait for the projector
  std::size_t chunk = 5'000;
  /// Events folded in memory at a time: whole partition keys, this many events on average.
  std::int64_t shard_events = 8'192;
  /// Events done, of those up to the head, reading and folding being half each; from one thread at a time.
  std::function<void(std::int64_t, std::int64_t)> progress{};
};

/// What is wrong; `position` is the first bad one, nothing for a fault outside of the log.
struct Finding {
  std::optional<std::int64_t> position;
  std::string reason;
  /// "position 412: …", or the reason alone.
  std::string text() const;
};

struct VerifyReport {
  std::int64_t events = 0;  ///< looked at
  std::chrono::microseconds took{0};
  log::Hash root{};  ///< of these events
  std::int64_t checkpoints = 0;
  std::int64_t nodes = 0;
  std::int64_t seals = 0;                   ///< of closed months
  std::int64_t entries = 0;                 ///< that moved money
  std::vector<std::string> currencies;      ///< in which the trial balance is zero
  bool saved_checkpoint = false;            ///< one was given, and fits
  bool bundle = false;                      ///< read from a bundle, which has no read models
  std::string unsealed_zone;                ///< a bundle's, of which nothing signed speaks; "" otherwise
  std::optional<std::int64_t> compared_at;  ///< position of the read models, when they were compared
  std::int64_t tables = 0;
  std::int64_t rows = 0;
  std::optional<Finding> bad;  ///< nothing: all is well

  std::int64_t events_per_second() const;
  /// The one line of a sound log: "verified 1234 events in 0.8 s (1,540 events/s), root …".
  std::string summary() const;
  /// The same, and the finding, as one JSON object.
  std::string json() const;
};

/// Throws pg::Error when the database cannot be reached; damage comes back in the report.
VerifyReport verify(const VerifyOptions& options);

/// 1234567 -> "1,234,567".
std::string with_commas(std::int64_t number);

}  // namespace daybook::audit
