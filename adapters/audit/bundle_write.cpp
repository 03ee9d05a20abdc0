#include "adapters/audit/bundle_write.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/audit/bundle_format.hpp"
#include "adapters/audit/bundle_verify.hpp"
#include "adapters/audit/log_check.hpp"
#include "adapters/audit/verify.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/system/new_directory.hpp"
#include "events/codec/json_write.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

/// What the database claims about its log, up to the latest signed checkpoint.
LogClaims signed_claims(Snapshot& snapshot) {
  LogClaims claims = read_claims(snapshot);
  if (claims.checkpoints.empty() || claims.checkpoints.back().size < 1)
    throw std::runtime_error(
        "no checkpoint of this log was signed yet: daybook react signs one every few seconds, and GET "
        "/api/log/checkpoint does at once");
  claims.size = claims.checkpoints.back().size;
  claims.head.reset();
  claims.nodes.reset();
  claims.impossible_node.reset();
  return claims;
}

class BundleWriter {
 public:
  BundleWriter(const BundleOptions& options, Snapshot& snapshot, LogClaims claims)
      : options_(options),
        directory_(options.directory),
        claims_(claims),
        check_(std::move(claims), options.verifier, std::nullopt) {
    pg::CopyStream rows(snapshot.connection(),
                        fmt::format("SELECT {} FROM events WHERE position <= {} ORDER BY position",
                                    kEventColumns, claims_.size));
    while (const auto row = rows.next()) take(event_view(*row));
    flush();
    check_.finish();
  }

  BundleReport finish() {
    std::string lines;
    for (const StoredCheckpoint& checkpoint : claims_.checkpoints)
      lines += bundle::checkpoint_line(checkpoint);
    write(bundle::kCheckpoints, lines);
    write(bundle::kCheckpoint, claims_.checkpoints.back().note);
    write(bundle::kKey, options_.verifier.text() + "\n");
    write(bundle::kReadme, bundle::readme_text());
    std::sort(manifest_.files.begin(), manifest_.files.end(),
              [](const bundle::File& a, const bundle::File& b) { return a.name < b.name; });
    manifest_.verifier_key = options_.verifier.text();
    manifest_.time_zone = options_.zone.name();
    manifest_.events = check_.size();
    manifest_.root = log::to_hex(check_.root());
    manifest_.checkpoints = check_.checkpoints_checked();
    directory_.write(bundle::kManifest, bundle::manifest_text(manifest_));
    directory_.write(bundle::kSums, bundle::sums_text(manifest_));
    // Postings and seals too: what would not verify is not handed out.
    if (const auto report = verify_bundle({directory_.path(), std::nullopt, std::nullopt, {}}); report.bad)
      throw std::runtime_error("this log does not verify: " + report.bad->text());
    directory_.commit();
    BundleReport report{manifest_.events, manifest_.checkpoints, 0, manifest_.root, 0};
    for (const bundle::File& file : manifest_.files) report.bytes += file.bytes;
    return report;
  }

 private:
  void take(const EventView& event) {
    check_.take(event);
    assign(envelope_, event);
    events_ += bundle::event_line(envelope_);
    manifest_.last_recorded_at = event.recorded_at;
    if (event.position % bundle::kEventsAFile == 0) flush();
  }
  void flush() {
    if (events_.empty()) return;
    const std::int64_t first = (check_.size() - 1) / bundle::kEventsAFile * bundle::kEventsAFile + 1;
    write(bundle::events_file(first), events_);
    events_.clear();
    if (options_.progress) options_.progress(check_.size(), claims_.size);
  }
  void write(const std::string& name, std::string_view bytes) {
    directory_.write(name, bytes);
    manifest_.files.push_back(bundle::file_of(name, bytes));
  }

  const BundleOptions& options_;
  NewDirectory directory_;
  LogClaims claims_;
  LogCheck check_;
  bundle::Manifest manifest_;
  Envelope envelope_;
  std::string events_;  // lines of the file that is being filled
};

}  // namespace

BundleReport write_bundle(const BundleOptions& options) {
  Snapshot snapshot(options.database_url);
  const std::int64_t head = snapshot.head().position;
  BundleReport report = BundleWriter(options, snapshot, signed_claims(snapshot)).finish();
  report.beyond = head - report.events;
  return report;
}

std::string BundleReport::summary(const std::string& directory) const {
  std::string line =
      fmt::format("wrote {}: {} events, {} checkpoint{}, {} bytes, root {}", directory, with_commas(events),
                  with_commas(checkpoints), checkpoints == 1 ? "" : "s", with_commas(bytes), root);
  if (beyond > 0)
    line += fmt::format("; left out {} newer event{} that no signed checkpoint covers yet",
                        with_commas(beyond), beyond == 1 ? "" : "s");
  return line;
}

std::string BundleReport::json() const {
  return json::Object()
      .add("events", events)
      .add("checkpoints", checkpoints)
      .add("bytes", bytes)
      .add("root", root)
      .add("beyond", beyond)
      .text();
}

}  // namespace daybook::audit
