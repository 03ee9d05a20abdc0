#include "adapters/audit/bundle_write.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/audit/bundle_format.hpp"
#include "adapters/audit/bundle_verify.hpp"
#include "adapters/audit/verify.hpp"
#include "adapters/postgres/copy_stream.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/event_rows.hpp"
#include "adapters/system/new_directory.hpp"
#include "events/codec/json_write.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

/// The last of them is where the bundle ends.
std::vector<StoredCheckpoint> signed_checkpoints(Snapshot& snapshot) {
  auto checkpoints = read_checkpoints(snapshot.connection());
  if (checkpoints.empty() || checkpoints.back().size < 1)
    throw std::runtime_error(
        "no checkpoint of this log was signed yet: daybook react signs one every few seconds, and GET "
        "/api/log/checkpoint does at once");
  return checkpoints;
}

class BundleWriter {
 public:
  BundleWriter(const BundleOptions& options, Snapshot& snapshot, std::vector<StoredCheckpoint> checkpoints)
      : options_(options),
        directory_(options.directory),
        checkpoints_(std::move(checkpoints)),
        size_(checkpoints_.back().size) {
    pg::CopyStream rows(
        snapshot.connection(),
        fmt::format("SELECT {} FROM events WHERE position <= {} ORDER BY position", kEventColumns, size_));
    while (const auto row = rows.next()) take(*row);
    flush();
  }

  BundleReport finish() {
    std::string lines;
    for (const StoredCheckpoint& checkpoint : checkpoints_) lines += bundle::checkpoint_line(checkpoint);
    write(bundle::kCheckpoints, lines);
    write(bundle::kCheckpoint, checkpoints_.back().note);
    write(bundle::kKey, options_.verifier.text() + "\n");
    write(bundle::kReadme, bundle::readme_text());
    std::sort(manifest_.files.begin(), manifest_.files.end(),
              [](const bundle::File& a, const bundle::File& b) { return a.name < b.name; });
    manifest_.verifier_key = options_.verifier.text();
    manifest_.time_zone = options_.zone.name();
    manifest_.events = size_;
    manifest_.root = log::to_hex(checkpoints_.back().root);
    manifest_.checkpoints = static_cast<std::int64_t>(checkpoints_.size());
    directory_.write(bundle::kManifest, bundle::manifest_text(manifest_));
    directory_.write(bundle::kSums, bundle::sums_text(manifest_));
    check();
    directory_.commit();
    BundleReport report{manifest_.events, manifest_.checkpoints, 0, manifest_.root, 0};
    for (const bundle::File& file : manifest_.files) report.bytes += file.bytes;
    return report;
  }

 private:
  /// What would not verify is not handed out.
  void check() const {
    const auto report = verify_bundle({directory_.path(), std::nullopt, std::nullopt, {}});
    if (!report.bad) return;
    if (report.bad->position) throw Damaged(*report.bad->position, report.bad->reason);
    throw std::runtime_error("this log does not verify: " + report.bad->reason);
  }
  void take(std::string_view row) {
    ++written_;
    try {
      assign(envelope_, event_view(row));
    } catch (const std::runtime_error& e) {
      throw Damaged(written_, fmt::format("its row cannot be read: {}", e.what()));
    }
    events_ += bundle::event_line(envelope_);
    manifest_.last_recorded_at = envelope_.recorded_at;
    if (written_ % bundle::kEventsAFile == 0) flush();
  }
  void flush() {
    if (events_.empty()) return;
    const std::int64_t first = (written_ - 1) / bundle::kEventsAFile * bundle::kEventsAFile + 1;
    write(bundle::events_file(first), events_);
    events_.clear();
    if (options_.progress) options_.progress(written_, size_);
  }
  void write(const std::string& name, std::string_view bytes) {
    directory_.write(name, bytes);
    manifest_.files.push_back(bundle::file_of(name, bytes));
  }

  const BundleOptions& options_;
  NewDirectory directory_;
  std::vector<StoredCheckpoint> checkpoints_;  // by size
  std::int64_t size_;                          // of the log up to the last of them
  std::int64_t written_ = 0;
  bundle::Manifest manifest_;
  Envelope envelope_;
  std::string events_;  // lines of the file that is being filled
};

}  // namespace

BundleReport write_bundle(const BundleOptions& options) {
  Snapshot snapshot(options.database_url);
  const std::int64_t head = snapshot.head().position;
  BundleReport report = BundleWriter(options, snapshot, signed_checkpoints(snapshot)).finish();
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
