#include "events/log/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "core/text.hpp"

namespace daybook::log {
namespace {

constexpr std::string_view kSignaturePrefix = "\u2014 ";
// Limits of the Go implementation of signed notes; a note beyond them is no checkpoint.
constexpr std::size_t kMaxNoteBytes = 1'000'000;
constexpr int kMaxSignatures = 100;

tl::unexpected<Refusal> malformed(const std::string& why) {
  return refuse(RefusalCode::validation_failed, "checkpoint: " + why);
}
tl::unexpected<Refusal> untrusted(const std::string& why) {
  return refuse(RefusalCode::invalid_signature, "checkpoint: " + why);
}

/// Cuts the first line off `rest`, which must end in a newline.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::string body_of(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         to_base64(as_bytes(checkpoint.root)) + "\n";
}

struct SignatureLine {
  std::string_view name;
  std::string bytes;  ///< Key id, then the signature.
};

std::optional<SignatureLine> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return std::nullopt;
  line.remove_prefix(kSignaturePrefix.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank))) return std::nullopt;
  auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return SignatureLine{line.substr(0, blank), std::move(*bytes)};
}

/// Refuses unless at least one signature is the verifier's, and every one of its own holds.
Result<void> check_signatures(std::string_view body, std::string_view lines, const Verifier& verifier) {
  bool verified = false;
  for (int count = 1; !lines.empty(); ++count) {
    if (count > kMaxSignatures) return malformed("more than 100 signatures");
    const auto line = parse_signature(take_line(lines));
    if (!line) return malformed("signature line " + std::to_string(count) + " is malformed");
    if (line->name != verifier.name() || !line->bytes.starts_with(verifier.key_id())) continue;
    if (!verifier.verify(body, std::string_view(line->bytes).substr(kKeyIdBytes))) {
      return untrusted("the signature of " + verifier.name() + " does not match the text");
    }
    verified = true;
  }
  if (!verified) return untrusted("not signed by " + verifier.text());
  return {};
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  // Written back it must be the same: no sign, no leading zero, nothing after it.
  if (error != std::errc{} || size < 0 || std::to_string(size) != text) return std::nullopt;
  return size;
}

Result<Checkpoint> parse_body(std::string_view body) {
  if (std::count(body.begin(), body.end(), '\n') < 3) return malformed("fewer than three lines");
  if (body.starts_with('\n') || body.find("\n\n") != std::string_view::npos) {
    return malformed("an empty line in the text");
  }
  Checkpoint checkpoint;
  checkpoint.origin = take_line(body);
  const auto size = parse_size(take_line(body));
  if (!size) return malformed("the second line is not a tree size");
  checkpoint.size = *size;
  const auto bytes = from_base64(take_line(body));
  const auto root = bytes ? to_hash(*bytes) : std::nullopt;
  if (!root) return malformed("the third line is not the base64 of a 32-byte root");
  checkpoint.root = *root;
  return checkpoint;
}

struct NoteParts {
  std::string_view body;        ///< with the newline before the empty line
  std::string_view signatures;  ///< whole lines, at least one
};

Result<NoteParts> split_note(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return malformed("longer than 1000000 bytes");
  if (!utf8_length(note)) return malformed("not valid UTF-8");
  if (std::any_of(note.begin(), note.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n'; })) {
    return malformed("a control character; lines end in a single newline");
  }
  const auto split = note.rfind("\n\n");
  if (split == std::string_view::npos) return malformed("no empty line between the text and the signatures");
  const NoteParts parts{note.substr(0, split + 1), note.substr(split + 2)};
  if (parts.signatures.empty()) return malformed("no signature");
  if (!parts.signatures.ends_with('\n')) return malformed("cut off: the last line has no newline");
  return parts;
}

}  // namespace

std::string sign(const Checkpoint& checkpoint, const Signer& signer) {
  if (checkpoint.origin != signer.name()) {
    throw std::invalid_argument("the key of " + signer.name() + " does not sign for " + checkpoint.origin);
  }
  if (checkpoint.size < 0) throw std::invalid_argument("a checkpoint of negative size");
  const auto body = body_of(checkpoint);
  const auto signature = to_base64(signer.verifier().key_id() + signer.sign(body));
  return body + "\n" + std::string(kSignaturePrefix) + signer.name() + " " + signature + "\n";
}

Result<Checkpoint> verify(std::string_view note, const Verifier& verifier) {
  const auto parts = split_note(note);
  if (!parts) return refuse(parts.error());
  // The signature first: nothing in an unsigned text deserves a closer look.
  if (auto signed_by = check_signatures(parts->body, parts->signatures, verifier); !signed_by) {
    return refuse(std::move(signed_by.error()));
  }
  auto checkpoint = parse_body(parts->body);
  if (checkpoint && checkpoint->origin != verifier.name()) {
    return untrusted("it is about " + checkpoint->origin + ", the key is for " + verifier.name());
  }
  return checkpoint;
}

Result<Checkpoint> read_unverified(std::string_view note) {
  const auto parts = split_note(note);
  if (!parts) return refuse(parts.error());
  return parse_body(parts->body);
}

}  // namespace daybook::log
