#pragma once
// `audit verify --bundle`: everything that a bundle claims, recomputed from its files alone.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "adapters/audit/verify.hpp"

namespace daybook::audit {

struct BundleVerifyOptions {
  std::filesystem::path directory;
  /// A public key that the caller trusts ("<name>+<id>+<key>"); without one the bundle's own is taken.
  std::optional<std::string> trusted_key;
  std::optional<std::string> saved_checkpoint;  ///< kept from earlier: read_saved_checkpoint
  std::function<void(std::int64_t, std::int64_t)> progress{};
};

/// Throws NoBundle (bundle_reader.hpp) where there is none; what was touched comes back in the report, by its
/// first bad position, or by its file's name.
VerifyReport verify_bundle(const BundleVerifyOptions& options);

}  // namespace daybook::audit
