#pragma once
// Where an explanation takes its facts from: the event store, or a bundle.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/audit/bundle_source.hpp"
#include "adapters/audit/prove.hpp"

namespace daybook::audit {

class FactSource {
 public:
  virtual ~FactSource() = default;
  /// The event there; nothing beyond the log's end.
  virtual std::optional<Recorded> at(std::int64_t position) = 0;
  /// The events of a stream up to a position, in order.
  virtual std::vector<Recorded> stream(const std::string& name, std::int64_t upto) = 0;
  /// The events at these positions, in order.
  virtual std::vector<Recorded> at_all(const std::vector<std::int64_t>& positions) = 0;
  virtual std::optional<OrderId> order_of_number(const std::string& number) = 0;
  virtual std::int64_t end() = 0;
  /// Refuses (not_found) while no signed checkpoint covers the position.
  virtual Result<Proof> proof(std::int64_t position) = 0;
};

/// The event store behind this connection, in whatever transaction it is.
std::unique_ptr<FactSource> stored_facts(pg::Connection& connection);
/// Reads the bundle from its beginning for each question.
std::unique_ptr<FactSource> bundled_facts(BundleSource& bundle);

}  // namespace daybook::audit
