#pragma once
// Where the store-following projector, the rebuild and the audit read the log from.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "events/envelope.hpp"

namespace daybook {

class EventSource {
 public:
  virtual ~EventSource() = default;
  /// At most `limit` events with positions above `after`, ascending and without gaps; empty at the log's end.
  virtual std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) = 0;
};

}  // namespace daybook
