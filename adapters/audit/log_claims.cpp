#include "adapters/audit/log_claims.hpp"

#include <simdjson.h>

#include <algorithm>

#include "events/log/merkle.hpp"

namespace daybook::audit {
namespace {

void read_nodes(pg::Connection& connection, LogClaims& claims) {
  // A level beyond 62 can only be a forged one; it must not overflow its place.
  const auto rows = connection.exec("SELECT level, index, hash FROM log_nodes");
  auto& nodes = claims.nodes.emplace();
  for (int i = 0; i < rows.size(); ++i) {
    StoredNode node{static_cast<int>(rows.integer(i, 0)), rows.integer(i, 1), rows.bytes(i, 2)};
    const bool possible = node.level >= log::kStoredLevel && node.level < 62 && node.index >= 0 &&
                          node.index < (std::int64_t{1} << (62 - node.level));
    if (possible) {
      nodes.push_back(std::move(node));
    } else {
      claims.impossible_node = std::move(node);
    }
  }
  std::sort(nodes.begin(), nodes.end(),
            [](const StoredNode& a, const StoredNode& b) { return a.place() < b.place(); });
}

/// The note in the JSON that the API answers, else the text itself.
std::string note_of(std::string text) {
  if (!text.starts_with('{')) return text;
  simdjson::dom::parser parser;
  std::string_view note;
  if (parser.parse(text)["note"].get(note) != simdjson::SUCCESS)
    throw std::runtime_error("the saved checkpoint is JSON without a \"note\"");
  return std::string(note);
}

}  // namespace

std::vector<StoredCheckpoint> read_checkpoints(pg::Connection& connection) {
  const auto rows = connection.exec("SELECT size, root, note FROM checkpoints ORDER BY size");
  std::vector<StoredCheckpoint> checkpoints;
  for (int i = 0; i < rows.size(); ++i)
    checkpoints.push_back({rows.integer(i, 0), rows.bytes(i, 1), std::string(rows.text(i, 2))});
  return checkpoints;
}

LogClaims read_claims(Snapshot& snapshot) {
  LogClaims claims;
  claims.head = snapshot.head();
  claims.size = claims.head->position;
  read_nodes(snapshot.connection(), claims);
  claims.checkpoints = read_checkpoints(snapshot.connection());
  return claims;
}

SavedCheckpoint read_saved_checkpoint(std::string text, const log::Verifier& verifier) {
  const std::string note = note_of(std::move(text));
  if (const auto good = log::verify(note, verifier)) {
    return {*good, std::nullopt};
  } else {
    const auto claimed = log::read_unverified(note);
    if (!claimed) throw std::runtime_error("the saved checkpoint cannot be read: " + claimed.error().detail);
    return {*claimed, good.error().detail};
  }
}

}  // namespace daybook::audit
