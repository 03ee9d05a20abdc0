#pragma once
// The log that an audit command looks at: the configured database in one snapshot, or a bundle, which is
// verified before a word of it is believed.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "adapters/audit/bundle_source.hpp"
#include "adapters/audit/fact_source.hpp"
#include "adapters/audit/snapshot.hpp"
#include "apps/daybook/audit_command.hpp"

namespace daybook {

class AuditedLog {
 public:
  /// The database of the settings.
  explicit AuditedLog(const AuditSettings& settings);
  /// A bundle. Throws audit::NoBundle; std::runtime_error with the finding when it does not verify.
  AuditedLog(const std::string& bundle, const std::function<void(std::int64_t, std::int64_t)>& progress);

  EventSource& events();
  std::int64_t head();
  const Zone& zone() const { return zone_; }
  /// Throws std::runtime_error for a key that is none.
  log::Verifier verifier() const;
  std::unique_ptr<audit::FactSource> facts();
  Result<audit::Proof> proof(std::int64_t position, std::optional<std::int64_t> size);
  /// The people whose keys were destroyed.
  std::set<PersonId> erased();

 private:
  std::optional<audit::Snapshot> snapshot_;
  std::optional<audit::BundleSource> bundle_;
  std::string verifier_key_;
  Zone zone_;
};

}  // namespace daybook
