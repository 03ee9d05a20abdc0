#pragma once
// `audit bundle`: the log of a database as a bundle (bundle_format.hpp), checked while it is written.

#include <cstdint>
#include <functional>
#include <string>

#include "core/period.hpp"
#include "events/log/note_key.hpp"

namespace daybook::audit {

struct BundleOptions {
  std::string database_url;
  log::Verifier verifier;
  Zone zone{};            ///< of days, for whoever folds the events again
  std::string directory;  ///< to be made
  std::function<void(std::int64_t, std::int64_t)> progress{};  ///< events written, of how many
};

struct BundleReport {
  std::int64_t events = 0;
  std::int64_t checkpoints = 0;
  std::int64_t bytes = 0;
  std::string root;         ///< hexadecimal
  std::int64_t beyond = 0;  ///< events that no signed checkpoint covers yet, left out

  std::string summary(const std::string& directory) const;
  std::string json() const;
};

/// Writes everything up to the latest signed checkpoint. Throws CannotMakeDirectory; Damaged for an event
/// that does not hash or a checkpoint that does not fit; pg::Error; std::runtime_error when no checkpoint was
/// signed yet, or the disk is full. The directory is there whole, or not at all.
BundleReport write_bundle(const BundleOptions& options);

}  // namespace daybook::audit
