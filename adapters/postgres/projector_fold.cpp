// Folding a batch, and what becomes of an event that cannot be folded.

#include <fmt/format.h>

#include <algorithm>
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

void Projector::stop(const Envelope& event, std::optional<std::string> error, Folded& folded) {
  folded.waiting.push_back({event.partition_key, event.position.value, event.type, std::move(error)});
  folded.positions.push_back(event.position.value);
}

/// Those that no poisoned event stops; the others are put with what waits.
std::vector<Recorded> Projector::not_stopped(const std::vector<DecodedEvent*>& events, Folded& folded) {
  std::vector<Recorded> going;
  going.reserve(events.size());
  for (DecodedEvent* event : events) {
    const Envelope& e = event->recorded.envelope;
    if (!quarantined_keys_.empty() && quarantined_keys_.contains(e.partition_key)) {
      stop(e, std::nullopt, folded);
    } else if (!event->error.empty()) {
      stop(e, event->error, folded);
      quarantined_keys_.insert(e.partition_key);
    } else {
      going.push_back(std::move(event->recorded));
    }
  }
  return going;
}

/// Folds the events in their order and takes out those that it folded: all, unless payouts among them, each
/// of which changes the row of each of its orders, have brought more rows than are to be kept in memory. A
/// fold that throws leaves its rows half changed, so its event waits, with its key's later ones, and the
/// others are folded again from the stored rows.
void Projector::fold(std::vector<Recorded>& going, Folded& folded) try {
  std::size_t at = 0;
  for (bool done = false; !done;) {
    models_.prefetch(going);
    start_write();
    const std::size_t enough = models_.orders.size() + std::max<std::size_t>(options_.max_cached_rows, 1);
    try {
      for (at = 0; at < going.size() && models_.orders.size() < enough; ++at) models_.apply(going[at]);
      done = true;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      if (in_bulk_ && options_.write_late) throw PoisonedInBulk(error.what());
      if (write_.valid()) write_.wait();  // the rows that go from memory are loaded as it left them
      models_.clear_cache();
      writer_.clear();
      const std::string key = going[at].envelope.partition_key;
      quarantined_keys_.insert(key);
      std::vector<Recorded> rest;
      for (std::size_t i = 0; i < going.size(); ++i) {
        if (i < at || going[i].envelope.partition_key != key) {
          rest.push_back(std::move(going[i]));
        } else {
          stop(going[i].envelope, i == at ? std::optional<std::string>(error.what()) : std::nullopt, folded);
        }
      }
      going = std::move(rest);
    }
  }
  const auto end = going.begin() + static_cast<std::ptrdiff_t>(at);
  for (auto event = going.begin(); event != end; ++event)
    folded.positions.push_back(event->envelope.position.value);
  going.erase(going.begin(), end);
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
