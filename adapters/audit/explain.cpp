#include "adapters/audit/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "adapters/postgres/event_reader.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::audit {
namespace {

std::vector<Recorded> read(pg::Connection& connection, const std::string& condition,
                           const pg::Params& params) {
  const auto rows = connection.exec(
      fmt::format("SELECT {} FROM public.events WHERE {} ORDER BY position", kEventColumns, condition),
      params);
  std::vector<Recorded> facts;
  for (int i = 0; i < rows.size(); ++i) facts.push_back(decode(envelope_of(rows, i)));
  return facts;
}

std::string positions_text(const std::vector<std::int64_t>& positions) {
  return fmt::format("{{{}}}", fmt::join(positions, ","));
}

/// What else the entry's story needs, beside its own stream.
void read_beside(pg::Connection& connection, ExplanationFacts& facts) {
  const Event& first = facts.stream.front().event;
  if (const auto* placed = std::get_if<OrderPlaced>(&first); placed != nullptr && placed->broker_id)
    facts.terms = read(
        connection,
        "stream = $1 AND position < $2 AND type IN ('broker.registered', "
        "'broker.terms_changed', 'broker.terms_corrected')",
        {"broker-" + placed->broker_id->str(), std::to_string(facts.stream.front().envelope.position.value)});
  if (const auto* created = std::get_if<PayoutCreated>(&first))
    facts.lines = read(connection, "position = ANY($1::bigint[])", {positions_text(created->lines)});
}

std::optional<std::int64_t> last_position(pg::Connection& connection, const std::string& stream) {
  const auto rows = connection.exec(
      "SELECT position FROM public.events WHERE stream = $1 ORDER BY version DESC LIMIT 1", {stream});
  return rows.size() == 0 ? std::nullopt : std::optional(rows.integer(0, 0));
}

Refusal no_such_entry(std::string_view entry) {
  return {RefusalCode::not_found,
          fmt::format("there is nothing to explain under \"{}\": give the position of an event (412), or the "
                      "number or id of an order, or the id of a payout",
                      entry),
          {},
          {}};
}

}  // namespace

Result<std::int64_t> entry_position(pg::Connection& connection, std::string_view entry) {
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(entry.data(), entry.data() + entry.size(), position);
  if (error == std::errc{} && end == entry.data() + entry.size() && position >= 1) return position;
  std::optional<OrderId> order = OrderId::parse(entry);
  if (!order && entry.starts_with("TLM")) {
    const auto rows =
        connection.exec("SELECT id::text FROM read.orders WHERE order_number = $1", {std::string(entry)});
    if (rows.size() == 1) order = OrderId::parse(rows.text(0, 0));
  }
  if (!order) return refuse(no_such_entry(entry));
  if (const auto found = last_position(connection, "order-" + order->str())) return *found;
  if (const auto found = last_position(connection, "payout-" + order->str())) return *found;
  return refuse(no_such_entry(entry));
}

Result<ExplainedEntry> explain(pg::Connection& connection, std::int64_t position) {
  auto found = read(connection, "position = $1", {std::to_string(position)});
  if (found.empty())
    return refuse(RefusalCode::not_found, fmt::format("there is no event at position {}: the log ends at {}",
                                                      position, log_position(connection)));
  ExplanationFacts facts{std::move(found.front()), {}, {}, {}};
  facts.stream = read(connection, "stream = $1 AND position <= $2",
                      {facts.entry.envelope.stream, std::to_string(position)});
  if (facts.stream.empty()) throw std::runtime_error("the event's stream cannot be read");
  read_beside(connection, facts);
  ExplainedEntry out{explain_entry(facts), facts.entry.envelope.partition_key, {}, {}};
  auto proof = make_proof(connection, position, std::nullopt);
  if (proof) {
    out.proof = std::move(*proof);
  } else {
    out.unsigned_yet = proof.error().detail;
    out.proof.envelope = facts.entry.envelope;
  }
  return out;
}

std::string explain_text(const ExplainedEntry& entry, const log::Verifier& verifier) {
  std::string text = explanation_text(entry.explanation);
  text += entry.explanation.agrees() ? "\nEvery figure that can be worked out again is what was recorded.\n"
                                     : "\nNOT every figure is what was recorded: see above.\n";
  text += "\nThe event, and its proof\n";
  if (entry.unsigned_yet) {
    const Envelope& e = entry.proof.envelope;
    return text + fmt::format("  event {} in stream {} version {}\n  payload {}\n  no proof yet: {}\n",
                              e.event_id.str(), e.stream, e.version.value, e.payload, *entry.unsigned_yet);
  }
  return text + proof_text(entry.proof, verifier) + "\n";
}

std::string explain_json(const ExplainedEntry& entry, const log::Verifier& verifier) {
  json::Object out;
  out.members(entry.explanation).add("agrees", entry.explanation.agrees());
  if (entry.unsigned_yet) {
    out.null("proof").add("unsigned_yet", *entry.unsigned_yet);
  } else {
    out.add("proof", json::Raw{proof_json(entry.proof, verifier)}).null("unsigned_yet");
  }
  return out.text();
}

}  // namespace daybook::audit
