#pragma once
// Store to Kafka: every event once, in the order of positions, without a gap, whatever dies when. Each batch
// and its progress record commit in one Kafka transaction; a new relay first fences the old one, then asks
// Kafka how far it came. Consumers must read with isolation read_committed.

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/batch_pace.hpp"
#include "adapters/kafka/producer.hpp"
#include "adapters/kafka/rate_meter.hpp"
#include "adapters/kafka/settings.hpp"
#include "projections/event_source.hpp"

namespace daybook::kafka {

/// Who may relay. It spares two relays from fencing each other in turn; that nothing is doubled rests on
/// Kafka's fencing alone.
class Lease {
 public:
  virtual ~Lease() = default;
  /// Takes or renews the lease; false while someone else has it. May throw.
  virtual bool hold() = 0;
};

struct RelayOptions {
  std::size_t batch_limit = 10'000;  ///< events in a transaction, at most
  int idle_ms = 10;                  ///< between looks at a store that has nothing new
  int lease_ms = 1'000;              ///< between renewals, and between attempts while another holds it
  int backoff_max_ms = 5'000;
  /// The store's last position: for `lag`, and to refuse a store that is behind Kafka. Called from the
  /// threads that call stats() and run(); may throw.
  std::function<std::int64_t()> head;
};

struct RelayStats {
  bool leading = false;
  std::int64_t position = 0;        ///< last one published for good
  std::optional<std::int64_t> lag;  ///< events; with RelayOptions::head only
  double events_per_second = 0;     ///< over about the last 10 s
  std::uint64_t published = 0;      ///< events, by this object
  std::uint64_t transactions = 0;
  std::uint64_t failures = 0;
  std::string last_error;  ///< "" when there was none
};

class Relay {
 public:
  /// `source` and `lease` are called from run()'s thread only, and must outlive the relay.
  Relay(Settings settings, EventSource& source, Lease& lease, RelayOptions options = {});

  /// Works until stopped; makes missing topics. Outlives the absence of Kafka, the store and the lease.
  /// Throws KafkaError without retry when going on would break the log: a gap in the source, a store or a
  /// topic that is behind what was published, a topic with another number of partitions.
  void run(const std::stop_token& stop);

  /// Any thread.
  RelayStats stats() const;
  /// Any thread. The signed note goes to the checkpoints topic with the next transaction, keyed by its origin
  /// (its first line); at least once, unless the process ends before. The oldest go when 1,000 wait.
  void publish_checkpoint(std::string note);

 private:
  struct Note {
    std::uint64_t number;
    std::string text;
  };
  void lead(const std::stop_token& stop);
  std::int64_t recover(TransactionalProducer& producer);
  std::vector<Envelope> read_after(std::int64_t position);
  void fill(TransactionalProducer& producer, const std::vector<Envelope>& batch,
            const std::vector<Note>& notes);
  std::vector<Note> waiting_notes() const;
  void note_success(std::int64_t position, const std::vector<Envelope>& batch,
                    const std::vector<Note>& notes);
  void note_failure(const char* what);

  const Settings settings_;
  EventSource& source_;
  Lease& lease_;
  const RelayOptions options_;
  std::size_t read_limit_ = options_.batch_limit;  // less while events are large
  BatchPace pace_{1'000};
  int backoff_ms_ = 0;  // as all of these, run()'s thread only

  mutable std::mutex mutex_;
  RelayStats stats_;
  RateMeter rate_;
  std::deque<Note> notes_;
  std::uint64_t notes_taken_in_ = 0;
};

}  // namespace daybook::kafka
