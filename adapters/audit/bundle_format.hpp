#pragma once
// A bundle: the log as a directory that is checked without database, configuration or network, by
// `daybook audit verify --bundle` or by anything that reads JSON and knows SHA-256.
//
//   README.txt          how to check it by other means
//   key.txt             the log's public key (c2sp.org/signed-note)
//   checkpoint.note     the signed checkpoint at the bundle's end (c2sp.org/tlog-checkpoint)
//   checkpoints.jsonl   every checkpoint that was signed up to there: {"size","root","note"}
//   events/events-000000000001.jsonl …   10,000 events a file, a line each: the 13 fields that the leaf hash
//                       covers (events/log/README.md; times as RFC 3339, the payload as a string) and
//                       leaf_hash
//   manifest.json       what there is: counts, root, zone of days, and each file's bytes and SHA-256
//   SHA256SUMS          of all other files, for sha256sum -c
//
// Every byte of it follows from events, checkpoints, key and the zone of days, so that any touched one is
// found. The zone alone is signed by nobody until a month is closed, whose seal names it; verification says
// so. Personal data is in the log as ciphertext only, and so it is here.

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/audit/log_claims.hpp"
#include "core/instant.hpp"
#include "events/envelope.hpp"

namespace daybook::audit::bundle {

inline constexpr std::string_view kFormat = "daybook-bundle-v1";
inline constexpr std::int64_t kEventsAFile = 10'000;
inline constexpr const char* kReadme = "README.txt";
inline constexpr const char* kKey = "key.txt";
inline constexpr const char* kCheckpoint = "checkpoint.note";
inline constexpr const char* kCheckpoints = "checkpoints.jsonl";
inline constexpr const char* kManifest = "manifest.json";
inline constexpr const char* kSums = "SHA256SUMS";

struct File {
  std::string name;  ///< within the bundle
  std::int64_t bytes = 0;
  std::string sha256;  ///< hexadecimal
};
BOOST_DESCRIBE_STRUCT(File, (), (name, bytes, sha256))

struct Manifest {
  std::string format{kFormat};
  std::string verifier_key;
  std::string time_zone;  ///< of days and months
  std::int64_t events = 0;
  std::string root;  ///< hexadecimal, of all events
  std::int64_t checkpoints = 0;
  Instant last_recorded_at;
  std::vector<File> files;  ///< all but manifest and sums, by name
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (format, verifier_key, time_zone, events, root, checkpoints, last_recorded_at, files))

/// The file that begins with the event at this position.
std::string events_file(std::int64_t first_position);
/// How many files the events fill.
std::int64_t events_files(std::int64_t events);

/// With its newline.
std::string event_line(const Envelope& envelope);
/// The inverse, without the newline. Throws std::runtime_error for anything that `event_line` does not write.
Envelope read_event_line(std::string_view line);

std::string checkpoint_line(const StoredCheckpoint& checkpoint);
/// Throws std::runtime_error as above.
StoredCheckpoint read_checkpoint_line(std::string_view line);

File file_of(std::string name, std::string_view bytes);
std::string manifest_text(const Manifest& manifest);
/// Throws std::runtime_error, saying what is wrong with it.
Manifest read_manifest(std::string_view text);
/// In sha256sum's form.
std::string sums_text(const Manifest& manifest);
std::string readme_text();

}  // namespace daybook::audit::bundle
