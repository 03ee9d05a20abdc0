#include "adapters/audit/prove.hpp"

#include <fmt/format.h>

#include "adapters/audit/stored_tree.hpp"
#include "adapters/postgres/event_reader.hpp"
#include "events/codec/json_write.hpp"
#include "events/envelope_json.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

pg::Rows find_checkpoint(pg::Connection& connection, std::optional<std::int64_t> size) {
  return size ? connection.exec("SELECT size, root, note FROM checkpoints WHERE size = $1",
                                {std::to_string(*size)})
              : connection.exec("SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1");
}

Refusal no_checkpoint(pg::Connection& connection, std::int64_t position, std::optional<std::int64_t> size) {
  const auto next = connection.exec("SELECT min(size) FROM checkpoints WHERE size >= $1",
                                    {std::to_string(std::max(position, size.value_or(0)))});
  std::string detail = size ? fmt::format("there is no checkpoint of size {}", *size)
                            : fmt::format(
                                  "no signed checkpoint covers position {} yet: they are made every few "
                                  "seconds while Daybook runs",
                                  position);
  if (!next.null(0, 0)) detail += fmt::format("; the next one above has size {}", next.text(0, 0));
  return {RefusalCode::not_found, detail, {}, {}};
}

std::string path_text(const Proof& proof) {
  std::string text;
  for (const auto& hash : proof.path) text += "  " + log::to_hex(hash) + "\n";
  return text;
}

}  // namespace

Result<Proof> make_proof(pg::Connection& connection, std::int64_t position,
                         std::optional<std::int64_t> size) {
  const auto found =
      connection.exec(fmt::format("SELECT {} FROM public.events WHERE position = $1", kEventColumns),
                      {std::to_string(position)});
  if (found.size() != 1)
    return refuse(RefusalCode::not_found, fmt::format("there is no event at position {}: the log ends at {}",
                                                      position, log_position(connection)));
  const auto row = find_checkpoint(connection, size);
  if (row.size() == 0 || row.integer(0, 0) < position) {
    if (size && row.size() > 0)
      return refuse(RefusalCode::not_found,
                    fmt::format("the checkpoint of size {} ends before position {}", *size, position));
    return refuse(no_checkpoint(connection, position, size));
  }
  Proof proof;
  proof.envelope = envelope_of(found, 0);
  proof.note = row.text(0, 2);
  proof.checkpoint.size = row.integer(0, 0);
  const auto root = log::to_hash(row.bytes(0, 1));
  if (!root) throw std::runtime_error("the stored root of that checkpoint does not have 32 bytes");
  proof.checkpoint.root = *root;
  StoredTree tree(connection);
  proof.path = log::inclusion_proof(tree, position - 1, proof.checkpoint.size);
  return proof;
}

std::optional<std::string> fault_of(const Proof& proof, const log::Verifier& verifier) {
  const auto signed_one = log::verify(proof.note, verifier);
  if (!signed_one) return "the checkpoint's signature: " + signed_one.error().detail;
  if (signed_one->size != proof.checkpoint.size || signed_one->root != proof.checkpoint.root)
    return "the signed note speaks of another tree than the stored checkpoint";
  const log::Hash leaf = compute_leaf_hash(proof.envelope);
  if (leaf != proof.envelope.leaf_hash)
    return fmt::format("the event's fields hash to {}, not to its stored leaf hash: it was changed",
                       log::to_hex(leaf));
  if (!log::verify_inclusion(leaf, proof.envelope.position.value - 1, signed_one->size, proof.path,
                             signed_one->root))
    return "the path from this leaf does not lead to the signed root";
  return std::nullopt;
}

std::string proof_text(const Proof& proof, const log::Verifier& verifier) {
  const Envelope& e = proof.envelope;
  std::string text = fmt::format(
      "event at position {}\n  event_id       {}\n  stream         {} version {}\n  type           {} "
      "version {}\n"
      "  recorded_at    {}\n  effective_at   {}\n  actor          {}\n  correlation_id {}\n  causation_id   "
      "{}\n"
      "  partition_key  {}\n  payload        {}\n\n",
      e.position.value, e.event_id.str(), e.stream, e.version.value, e.type, e.schema_version,
      to_string(e.recorded_at), to_string(e.effective_at), e.actor, e.correlation_id, e.causation_id,
      e.partition_key, e.payload);
  text +=
      fmt::format("leaf hash, number {} of {}\n  {}\n\ninclusion proof, lowest first\n{}\n",
                  e.position.value - 1, proof.checkpoint.size, log::to_hex(e.leaf_hash), path_text(proof));
  text += fmt::format("signed checkpoint (key {})\n{}\n", verifier.text(), proof.note);
  const auto fault = fault_of(proof, verifier);
  return text + (fault ? "NOT proved: " + *fault : "proved: this event is in the tree that was signed");
}

std::string proof_json(const Proof& proof, const log::Verifier& verifier) {
  const Envelope& e = proof.envelope;
  std::vector<std::string> path;
  for (const auto& hash : proof.path) path.push_back(log::to_hex(hash));
  json::Object event = envelope_object(e);
  event.add("payload", e.payload);  // as a string: its very bytes are what was hashed
  const auto fault = fault_of(proof, verifier);
  return json::Object()
      .add("event", event.raw())
      .add("leaf_hash", log::to_hex(e.leaf_hash))
      .add("leaf_index", e.position.value - 1)
      .add("tree_size", proof.checkpoint.size)
      .add("root", log::to_hex(proof.checkpoint.root))
      .add("path", path)
      .add("checkpoint", proof.note)
      .add("verifier_key", verifier.text())
      .add("proved", !fault.has_value())
      .add("fault", fault)
      .text();
}

}  // namespace daybook::audit
