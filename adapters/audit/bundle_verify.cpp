#include "adapters/audit/bundle_verify.hpp"

#include <fmt/format.h>

#include "adapters/audit/bundle_reader.hpp"
#include "adapters/audit/log_pass.hpp"
#include "adapters/postgres/append_batch.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

class BundlePass {
 public:
  BundlePass(const BundleVerifyOptions& options, BundleReader& bundle, VerifyReport& report)
      : options_(options), bundle_(bundle), report_(report) {}

  void run() {
    const log::Verifier verifier = trusted_key();
    LogClaims claims;
    claims.size = bundle_.manifest().events;
    claims.checkpoints = bundle_.checkpoints();
    note_ = claims.checkpoints.back().note;
    std::vector<Seal> seals = read_seals();
    const std::string& zone = bundle_.manifest().time_zone;
    if (!seals.empty() && seals.back().fact.zone != zone)
      throw std::runtime_error(fmt::format("{}: it counts days in {}, the last closed month was closed in {}",
                                           bundle::kManifest, zone, seals.back().fact.zone));
    report_.unsealed_zone = seals.empty() ? zone : "";
    LogPass::Options options{
        .verifier = verifier, .zone = Zone(zone), .progress = options_.progress, .seals = std::move(seals)};
    if (options_.saved_checkpoint)
      options.saved = read_saved_checkpoint(*options_.saved_checkpoint, verifier);
    log_.emplace(std::move(claims), std::move(options), nobody_asks_);
    const std::optional<Damaged> damage = read_events();
    log_->fold(damage, [this](const auto& visit) {
      bundle_.events([&](const Envelope& e) {
        visit({e, decode_event(e.type, e.schema_version, e.payload)});
      });
    });
    VerifyReport found;
    log_->fill(found);
    bundle_.check_files(recomputed(verifier, found));
  }

  /// What has been found so far; also after damage.
  void fill_report() {
    if (log_) log_->fill(report_);
  }

 private:
  log::Verifier trusted_key() const {
    const std::string& own = bundle_.manifest().verifier_key;
    auto verifier = log::Verifier::parse(own);
    if (!verifier)
      throw std::runtime_error(fmt::format("{}: {}", bundle::kManifest, verifier.error().detail));
    if (options_.trusted_key && *options_.trusted_key != own)
      throw std::runtime_error(
          fmt::format("the bundle's key is {}, the one that you trust is {}", own, *options_.trusted_key));
    return *verifier;
  }

  /// Of closed months: they must be known before the pass, which names what cannot be read.
  std::vector<Seal> read_seals() const {
    std::vector<Seal> seals;
    bundle_.events_of_type(event_type<PeriodClosed>.name, [&](const Envelope& envelope) {
      if (auto seal = seal_of(envelope)) seals.push_back(std::move(*seal));
    });
    return seals;
  }

  /// Returns the damage at which it ended.
  std::optional<Damaged> read_events() {
    pg::CopyRows row;
    return log_->read([&](const LogPass::Take& take) {
      bundle_.events([&](const Envelope& envelope) {
        row.clear();
        add_event(row, envelope);
        take(row.bytes_of(0));
        last_recorded_at_ = envelope.recorded_at;
      });
    });
  }

  /// The manifest as it would be written for what was read, with the files whose bytes follow from it.
  bundle::Manifest recomputed(const log::Verifier& verifier, const VerifyReport& found) const {
    bundle::Manifest manifest;
    manifest.verifier_key = verifier.text();
    manifest.time_zone = bundle_.manifest().time_zone;
    manifest.events = found.events;
    manifest.root = log::to_hex(found.root);
    manifest.checkpoints = found.checkpoints;
    manifest.last_recorded_at = last_recorded_at_;
    manifest.files = {bundle::file_of(bundle::kCheckpoint, note_),
                      bundle::file_of(bundle::kKey, verifier.text() + "\n"),
                      bundle::file_of(bundle::kReadme, bundle::readme_text())};
    return manifest;
  }

  const BundleVerifyOptions& options_;
  BundleReader& bundle_;
  VerifyReport& report_;
  ReplayDigest nobody_asks_{0};
  std::optional<LogPass> log_;
  std::string note_;
  Instant last_recorded_at_;
};

}  // namespace

VerifyReport verify_bundle(const BundleVerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  VerifyReport report;
  report.bundle = true;
  try {
    BundleReader bundle(options.directory);
    BundlePass pass(options, bundle, report);
    try {
      pass.run();
    } catch (const Damaged& e) {
      report.bad = Finding{e.position, e.reason};
    } catch (const std::runtime_error& e) {
      report.bad = Finding{std::nullopt, e.what()};
    }
    pass.fill_report();
  } catch (const NoBundle&) {
    throw;
  } catch (const std::runtime_error& e) {  // the manifest
    report.bad = Finding{std::nullopt, e.what()};
  }
  report.took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return report;
}

}  // namespace daybook::audit
