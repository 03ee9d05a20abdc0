#include "adapters/kafka/relay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "adapters/kafka/progress.hpp"
#include "adapters/kafka/topics.hpp"
#include "adapters/log.hpp"
#include "adapters/pause.hpp"

namespace daybook::kafka {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMaxNotes = 1'000;
constexpr int kFirstBackoffMs = 100;
constexpr std::size_t kMaxPayloadBytes = 32 << 20;  // of a transaction, but for a single event

}  // namespace

Relay::Relay(Settings settings, EventSource& source, Lease& lease, RelayOptions options)
    : settings_(std::move(settings)), source_(source), lease_(lease), options_(std::move(options)) {}

void Relay::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      if (lease_.hold()) lead(stop);
      backoff_ms_ = 0;
    } catch (const KafkaError& e) {
      if (stop.stop_requested()) break;
      note_failure(e.what());
      if (!e.retry_can_help()) throw;
    } catch (const std::exception& e) {  // the store, the lease
      note_failure(e.what());
    }
    pause(stop, backoff_ms_ > 0 ? backoff_ms_ : options_.lease_ms);
  }
  const std::scoped_lock lock(mutex_);
  stats_.leading = false;
}

// One producer's life. Whatever goes wrong throws: the destructors abort what is open, and Kafka tells the
// next producer what was committed.
void Relay::lead(const std::stop_token& stop) {
  TransactionalProducer producer(settings_, stop);
  std::int64_t position = recover(producer);
  auto renewed = Clock::now();
  std::vector<Envelope> batch;
  while (!stop.stop_requested()) {
    if (Clock::now() - renewed >= std::chrono::milliseconds(options_.lease_ms)) {
      if (!lease_.hold()) {
        logging::warn("relay: another one took the lease over, standing by at position {}", position);
        break;
      }
      renewed = Clock::now();
    }
    if (batch.empty()) {
      pause_until(stop, pace_.next());
      batch = read_after(position);
    }
    const auto notes = waiting_notes();
    if (batch.empty() && notes.empty()) {
      pause(stop, options_.idle_ms);
      continue;
    }
    fill(producer, batch, notes);
    auto commit = std::async(std::launch::async, [&producer] { producer.commit(); });
    if (!batch.empty()) position = batch.back().position.value;
    // Behind a large batch there is more, to be read while Kafka commits; if that throws, the future waits
    // for the commit. Else what is read early would only wait, and what comes meanwhile wait twice.
    std::vector<Envelope> next;
    if (batch.size() >= read_limit_ / 2) next = read_after(position);
    commit.get();
    note_success(position, batch, notes);
    batch = std::move(next);
  }
  const std::scoped_lock lock(mutex_);
  stats_.leading = false;
}

std::int64_t Relay::recover(TransactionalProducer& producer) {
  create_topics(settings_);
  for (const auto& topic : {settings_.topic, settings_.checkpoints_topic, settings_.progress_topic()})
    producer.learn(topic);
  const std::int64_t position = published_position(settings_);
  if (options_.head) {
    const std::int64_t head = options_.head();
    if (head < position)
      throw KafkaError(
          fmt::format("the store ends at position {}, but {} was published to Kafka topic {}: this is not "
                      "the store it was filled from, or it was restored to an earlier state",
                      head, position, settings_.topic),
          false);
  }
  logging::info("relay: publishing to {} from position {}", settings_.topic, position + 1);
  const std::scoped_lock lock(mutex_);
  stats_.position = position;
  stats_.leading = true;
  return position;
}

std::vector<Envelope> Relay::read_after(std::int64_t position) {
  auto events = source_.read_after(position, read_limit_);
  pace_.taken(events.size());
  for (const auto& event : events) {
    if (event.position.value != ++position)
      throw KafkaError(
          fmt::format("the store gave position {} where {} was due: nothing is published past a gap",
                      event.position.value, position),
          false);
  }
  std::size_t bytes = 0;
  const auto too_much = std::find_if(events.begin(), events.end(), [&](const Envelope& event) {
    bytes += event.payload.size();
    return bytes > kMaxPayloadBytes && &event != &events.front();
  });
  const auto kept = static_cast<std::size_t>(too_much - events.begin());
  // What is too much is read again; of events as large as these not so many are read at once.
  read_limit_ = kept < events.size() ? kept : std::min(options_.batch_limit, 2 * read_limit_);
  events.erase(too_much, events.end());
  return events;
}

void Relay::fill(TransactionalProducer& producer, const std::vector<Envelope>& batch,
                 const std::vector<Note>& notes) {
  producer.begin();
  // First, so that Kafka is told of all the transaction's partitions at once.
  if (!batch.empty())
    producer.send(settings_.progress_topic(), "relay", progress_record(batch.back().position.value));
  for (const auto& event : batch) producer.send(settings_.topic, event);
  for (const auto& note : notes)
    producer.send(settings_.checkpoints_topic, std::string_view(note.text).substr(0, note.text.find('\n')),
                  note.text);
}

RelayStats Relay::stats() const {
  RelayStats copy;
  {
    const std::scoped_lock lock(mutex_);
    copy = stats_;
    copy.events_per_second = rate_.per_second(Clock::now());
  }
  if (options_.head) copy.lag = std::max<std::int64_t>(0, options_.head() - copy.position);
  return copy;
}

void Relay::publish_checkpoint(std::string note) {
  const std::scoped_lock lock(mutex_);
  notes_.push_back({++notes_taken_in_, std::move(note)});
  if (notes_.size() <= kMaxNotes) return;
  logging::warn("relay: {} checkpoints wait for Kafka, dropping the oldest", notes_.size());
  notes_.pop_front();
}

std::vector<Relay::Note> Relay::waiting_notes() const {
  const std::scoped_lock lock(mutex_);
  return {notes_.begin(), notes_.end()};
}

void Relay::note_success(std::int64_t position, const std::vector<Envelope>& batch,
                         const std::vector<Note>& notes) {
  backoff_ms_ = 0;
  const std::scoped_lock lock(mutex_);
  while (!notes.empty() && !notes_.empty() && notes_.front().number <= notes.back().number)
    notes_.pop_front();
  stats_.position = position;
  stats_.published += batch.size();
  stats_.transactions += 1;
  rate_.add(static_cast<double>(batch.size()), Clock::now());
}

void Relay::note_failure(const char* what) {
  backoff_ms_ = std::clamp(backoff_ms_ * 2, kFirstBackoffMs, options_.backoff_max_ms);
  logging::error("relay: {}", what);
  const std::scoped_lock lock(mutex_);
  stats_.leading = false;
  stats_.failures += 1;
  stats_.last_error = what;
}

}  // namespace daybook::kafka
