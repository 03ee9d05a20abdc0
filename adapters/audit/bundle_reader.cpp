#include "adapters/audit/bundle_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace daybook::audit {
namespace {

namespace fs = std::filesystem;

/// The next line without its newline; false when there is none. A last line without a newline counts.
bool next_line(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  const auto end = text.find('\n');
  line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return true;
}

Envelope read_line(std::string_view line, const std::string& name, std::int64_t position) {
  Envelope envelope;
  try {
    envelope = bundle::read_event_line(line);
  } catch (const std::runtime_error& e) {
    throw Damaged(position, fmt::format("its line in {} cannot be read: {}", name, e.what()));
  }
  if (envelope.position.value != position)
    throw Damaged(position, fmt::format("it is missing in {}; the next event there is at {}", name,
                                        envelope.position.value));
  std::string written = bundle::event_line(envelope);
  written.pop_back();
  if (written != line) throw Damaged(position, fmt::format("its line in {} is not as it was written", name));
  return envelope;
}

/// Everything below it but the one folder that a bundle has; links are not followed.
std::vector<std::string> files_below(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().lexically_relative(directory).generic_string();
    if (name != "events" || !fs::is_directory(entry.symlink_status())) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Of the files whose size the manifest does not tell, and beyond what it tells of the others.
constexpr std::uintmax_t kSlack = 64 * 1024 * 1024;

[[noreturn]] void touched(const std::string& name, const std::string& how) {
  throw std::runtime_error(fmt::format("{}: {}", name, how));
}

}  // namespace

BundleReader::BundleReader(fs::path directory) : directory_(std::move(directory)) {
  if (!fs::is_directory(directory_))
    throw NoBundle(directory_.string() + " is no directory: daybook audit bundle DIR makes one");
  if (!fs::exists(directory_ / bundle::kManifest) && !fs::exists(directory_ / bundle::kSums))
    throw NoBundle(directory_.string() + " holds no bundle: daybook audit bundle DIR makes one");
  try {
    manifest_ = bundle::read_manifest(read(bundle::kManifest));
  } catch (const std::runtime_error& e) {
    touched(bundle::kManifest, e.what());
  }
}

std::string BundleReader::read(const std::string& name) const {
  const fs::path path = directory_ / name;
  if (!fs::is_regular_file(fs::symlink_status(path)))
    throw std::runtime_error("it is missing or no plain file");
  std::uintmax_t most = kSlack;
  for (const bundle::File& told : manifest_.files)
    if (told.name == name) most += static_cast<std::uintmax_t>(std::max<std::int64_t>(told.bytes, 0));
  if (fs::file_size(path) > most) throw std::runtime_error("it is far larger than it was written");
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) throw std::runtime_error("it is missing or cannot be read");
  return text;
}

std::vector<StoredCheckpoint> BundleReader::checkpoints() {
  std::vector<StoredCheckpoint> found;
  try {
    const std::string text = read(bundle::kCheckpoints);
    seen_[bundle::kCheckpoints] = bundle::file_of(bundle::kCheckpoints, text);
    if (!text.ends_with('\n')) throw std::runtime_error("its last line is cut off");
    std::string_view rest = text, line;
    while (next_line(rest, line)) {
      found.push_back(bundle::read_checkpoint_line(line));
      if (found.size() > 1 && found[found.size() - 2].size >= found.back().size)
        throw std::runtime_error("sizes must rise");
    }
  } catch (const std::runtime_error& e) {
    touched(bundle::kCheckpoints, e.what());
  }
  if (found.empty() || found.back().size != manifest_.events)
    touched(bundle::kCheckpoints,
            fmt::format("none is about {} events, which the manifest counts: the end of "
                        "the log is not signed",
                        manifest_.events));
  return found;
}

void BundleReader::file(std::int64_t number, const std::function<void(Envelope)>& visit) {
  std::int64_t position = number * bundle::kEventsAFile;
  const std::string name = bundle::events_file(position + 1);
  std::string text;
  try {
    text = read(name);
  } catch (const std::runtime_error& e) {
    throw Damaged(position + 1, fmt::format("{}: {}", name, e.what()));
  }
  std::string_view rest = text, line;
  while (next_line(rest, line)) {
    visit(read_line(line, name, position + 1));
    ++position;
  }
  if (!text.empty() && !text.ends_with('\n'))
    throw Damaged(position, fmt::format("its line in {} is cut off", name));
  const std::int64_t last = std::min((number + 1) * bundle::kEventsAFile, manifest_.events);
  if (position != last)
    throw Damaged(std::min(position, last) + 1,
                  fmt::format("{} ends with position {} instead of {}", name, position, last));
  seen_[name] = bundle::file_of(name, text);
}

std::vector<Envelope> BundleReader::file(std::int64_t number) {
  std::vector<Envelope> events;
  file(number, [&](Envelope event) { events.push_back(std::move(event)); });
  return events;
}

void BundleReader::events(const std::function<void(const Envelope&)>& visit) {
  for (std::int64_t number = 0; number < bundle::events_files(manifest_.events); ++number)
    file(number, visit);
}

void BundleReader::events_of_type(std::string_view type,
                                  const std::function<void(const Envelope&)>& visit) const {
  const std::string member = fmt::format("\"type\":\"{}\"", type);
  for (std::int64_t number = 0; number < bundle::events_files(manifest_.events); ++number) try {
      const std::string text = read(bundle::events_file(number * bundle::kEventsAFile + 1));
      std::string_view rest = text, line;
      while (next_line(rest, line))
        if (line.find(member) != std::string_view::npos) visit(bundle::read_event_line(line));
    } catch (const std::runtime_error&) {
    }
}

void BundleReader::check_files(const bundle::Manifest& recomputed) {
  for (const char* name : {bundle::kCheckpoint, bundle::kKey, bundle::kReadme}) {
    try {
      seen_[name] = bundle::file_of(name, read(name));
    } catch (const std::runtime_error& e) {
      touched(name, e.what());
    }
  }
  for (const bundle::File& file : recomputed.files) {
    const auto found = seen_.find(file.name);
    if (found == seen_.end()) continue;
    if (found->second.bytes != file.bytes || found->second.sha256 != file.sha256)
      touched(file.name, "it is not what belongs to these events");
  }
  bundle::Manifest whole = recomputed;
  whole.files.clear();
  for (const auto& [name, file] : seen_) whole.files.push_back(file);
  if (read(bundle::kManifest) != bundle::manifest_text(whole))
    touched(bundle::kManifest, "it is not what follows from events, checkpoints and key");
  if (read(bundle::kSums) != bundle::sums_text(whole))
    touched(bundle::kSums, "it is not the list of the files' sums");
  for (const std::string& name : files_below(directory_))
    if (name != bundle::kManifest && name != bundle::kSums && !seen_.contains(name))
      touched(name, "it does not belong to the bundle");
}

}  // namespace daybook::audit
