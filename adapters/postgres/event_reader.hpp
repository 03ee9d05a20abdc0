#pragma once
// Reading the event store. Since commit order is position order, `position > N` never skips anything.

#include <functional>
#include <string>
#include <vector>

#include "adapters/postgres/pg.hpp"
#include "events/envelope.hpp"
#include "projections/event_source.hpp"

namespace daybook {

/// The columns that `envelope_of` reads, in order.
extern const char* const kEventColumns;
Envelope envelope_of(const pg::Rows& rows, int row);
/// Decodes; throws std::runtime_error naming the position when the payload does not fit its type.
Recorded decode(Envelope envelope);

/// A stream's facts, oldest first.
std::vector<Recorded> read_stream(pg::Connection& connection, const std::string& stream);
/// The facts of these types (wire names) in (after, up_to], oldest first, `limit` at the most.
std::vector<Recorded> read_types(pg::Connection& connection, std::int64_t after, std::int64_t up_to,
                                 const std::vector<std::string>& types, std::size_t limit);

/// The log's last position.
std::int64_t log_position(pg::Connection& connection);

class EventReader : public EventSource {
 public:
  explicit EventReader(const std::string& url) : connection_(url) {}
  /// Events after `after`, in order; reconnects after a lost connection on the next call. Throws pg::Error.
  std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) override;
  std::int64_t head();
  pg::Connection& connection() { return connection_; }

 private:
  std::vector<Envelope> read(const std::string& condition);
  pg::Connection connection_;
};

}  // namespace daybook
