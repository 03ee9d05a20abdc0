#pragma once
// A bundle's events as every audit reads them, one file in memory at a time, and proofs from its leaves. What
// is read is not yet verified: `verify_bundle` is (bundle_verify.hpp), and callers run it first.

#include "adapters/audit/bundle_reader.hpp"
#include "adapters/audit/prove.hpp"
#include "projections/event_source.hpp"

namespace daybook::audit {

class BundleSource : public EventSource {
 public:
  /// Throws as BundleReader.
  explicit BundleSource(std::filesystem::path directory) : reader_(std::move(directory)) {}

  std::vector<Envelope> read_after(std::int64_t after, std::size_t limit) override;
  const bundle::Manifest& manifest() const { return reader_.manifest(); }
  /// The proof that the event is in the tree of the checkpoint of `size`, by default the bundle's own.
  /// Refuses (not_found) as make_proof.
  Result<Proof> proof(std::int64_t position, std::optional<std::int64_t> size);

 private:
  BundleReader reader_;
  std::int64_t loaded_ = -1;  // the number of the file in `events_`
  std::vector<Envelope> events_;
};

}  // namespace daybook::audit
