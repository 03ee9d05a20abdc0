#pragma once
// A bundle's files, each read whole and held to its exact form: what `event_line` would not write for the
// same event is a touched line.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapters/audit/bundle_format.hpp"
#include "adapters/audit/replay.hpp"

namespace daybook::audit {

/// No bundle is there to be looked at: the caller named another place.
struct NoBundle : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class BundleReader {
 public:
  /// Reads the manifest. Throws NoBundle; std::runtime_error naming the file that was touched.
  explicit BundleReader(std::filesystem::path directory);

  const bundle::Manifest& manifest() const { return manifest_; }
  /// Throws std::runtime_error naming the file.
  std::vector<StoredCheckpoint> checkpoints();
  /// Every event, in the order of the files. Throws Damaged at the first one that is missing or that no
  /// longer reads as it was written.
  void events(const std::function<void(const Envelope&)>& visit);
  /// Those whose line names this type, without looking closely at any other line. What cannot be read is left
  /// out: `events` names it.
  void events_of_type(std::string_view type, const std::function<void(const Envelope&)>& visit) const;
  /// The events of one file, numbered from 0. Throws as `events`.
  std::vector<Envelope> file(std::int64_t number);
  /// After `events`: that there is no other file, and that each one has the bytes that the manifest tells.
  /// Throws std::runtime_error naming the first that differs.
  void check_files(const bundle::Manifest& recomputed);

 private:
  void file(std::int64_t number, const std::function<void(Envelope)>& visit);
  std::string read(const std::string& name) const;

  std::filesystem::path directory_;
  bundle::Manifest manifest_;
  std::map<std::string, bundle::File> seen_;  // event files and checkpoints, as they were read
};

}  // namespace daybook::audit
