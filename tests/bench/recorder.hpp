#pragma once
// Turns decided events into rows of the event store, as Workspace::append and flush do on the write path:
// real envelopes, payloads and leaf hashes.

#include <fmt/format.h>

#include <functional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/postgres/append_batch.hpp"
#include "core/id_source.hpp"
#include "events/envelope.hpp"

namespace daybook::bench {

/// UUIDv7 of a given clock: milliseconds, a counter, chance from a seed.
class SeededIds : public IdSource {
 public:
  explicit SeededIds(std::uint64_t seed) : chance_(seed) {}
  Uuid next() override;
  Instant now;

 private:
  std::mt19937_64 chance_;
  std::uint64_t count_ = 0;
};

/// Rows to be copied, and the leaves of the events among them.
struct LedgerPart {
  pg::CopyRows events;
  pg::CopyRows idempotency;
  pg::CopyRows persons;
  std::vector<Recorded> recorded;  ///< without their payloads' text
};

class Recorder {
 public:
  /// The first event is recorded at `first_position`, each at its own second after `log_begins`.
  Recorder(std::int64_t first_position, Instant log_begins, std::uint64_t seed);

  /// When the next event will be recorded.
  Instant now() const { return {log_begins_.micros + position_ * kMicrosPerSecond}; }
  std::int64_t position() const { return position_; }
  SeededIds& ids();
  /// Records the events; `fold` sees each.
  void append(const NewEvents& events, const std::string& actor,
              const std::function<void(const Recorded&)>& fold);
  LedgerPart& part() { return part_; }

 private:
  std::int64_t position_;  // of the last event
  Instant log_begins_;
  SeededIds ids_;
  std::unordered_map<std::string, std::int64_t> versions_;
  LedgerPart part_;
};

}  // namespace daybook::bench
