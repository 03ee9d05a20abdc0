// Folding a batch, and what becomes of an event that cannot be folded.

#include <fmt/format.h>

#include <new>

#include "adapters/log.hpp"
#include "adapters/postgres/projector.hpp"

namespace daybook {

std::vector<DecodedEvent> decode_each(std::vector<Envelope> events) {
  std::vector<DecodedEvent> decoded(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    DecodedEvent& to = decoded[i];
    to.recorded.envelope = std::move(events[i]);
    const Envelope& e = to.recorded.envelope;
    try {
      to.recorded.event = decode_event(e.type, e.schema_version, e.payload);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      to.error = error.what();
      if (to.error.empty()) to.error = "it cannot be decoded";
    }
    to.recorded.envelope.payload.clear();
    to.recorded.envelope.payload.shrink_to_fit();
  }
  return decoded;
}

/// Those that no poisoned event stops; the others are put with `waiting`.
std::vector<Recorded> Projector::not_stopped(const std::vector<DecodedEvent*>& events,
                                             std::vector<Waiting>& waiting) {
  std::set<std::string> stopped = quarantined_keys_;
  std::vector<Recorded> going;
  going.reserve(events.size());
  for (DecodedEvent* event : events) {
    const Envelope& e = event->recorded.envelope;
    if (!stopped.empty() && stopped.contains(e.partition_key)) {
      waiting.push_back({e.partition_key, e.position.value, e.type, std::nullopt});
    } else if (!event->error.empty()) {
      waiting.push_back({e.partition_key, e.position.value, e.type, event->error});
      stopped.insert(e.partition_key);
    } else {
      going.push_back(std::move(event->recorded));
    }
  }
  return going;
}

/// Folds all events but those that a poisoned one stops; returns these. A fold that throws leaves its rows
/// half changed, so the batch is folded again from the stored rows without that key's rest.
std::vector<Projector::Waiting> Projector::fold(const std::vector<DecodedEvent*>& events) try {
  std::vector<Waiting> waiting;
  std::vector<Recorded> decoded = not_stopped(events, waiting);
  for (bool done = false; !done;) {
    models_.prefetch(decoded);
    start_write();
    std::size_t at = 0;
    try {
      for (; at < decoded.size(); ++at) models_.apply(decoded[at]);
      done = true;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      if (in_bulk_ && options_.write_late) throw PoisonedInBulk(error.what());
      if (write_.valid()) write_.wait();  // the rows that go from memory are loaded as it left them
      models_.clear_cache();
      writer_.clear();
      const std::string key = decoded[at].envelope.partition_key;
      std::vector<Recorded> rest;
      for (std::size_t i = 0; i < decoded.size(); ++i) {
        if (i < at || decoded[i].envelope.partition_key != key) {
          rest.push_back(std::move(decoded[i]));
        } else {
          const Envelope& e = decoded[i].envelope;
          const auto why = i == at ? std::optional<std::string>(error.what()) : std::nullopt;
          waiting.push_back({e.partition_key, e.position.value, e.type, why});
        }
      }
      decoded = std::move(rest);
    }
  }
  return waiting;
} catch (const LoadFailed& failed) {
  std::rethrow_exception(failed.cause);
}

void Projector::write_quarantine(const std::vector<Waiting>& waiting) {
  for (const Waiting& w : waiting) {
    connection_->exec(fmt::format("INSERT INTO {}.quarantine (partition_key, position, type, error) "
                                  "VALUES ($1, $2, $3, $4)",
                                  options_.schema),
                      {w.partition_key, std::to_string(w.position), w.type, w.error});
    if (w.error)
      logging::error("projector: position {} ({}) is poisoned, its key {} stops: {}", w.position, w.type,
                     w.partition_key, *w.error);
  }
}

}  // namespace daybook
