#include "adapters/audit/explain.hpp"

#include <fmt/format.h>

#include <charconv>

#include "adapters/export/sanitise.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::audit {
namespace {

/// What else the entry's story needs, beside its own stream.
void read_beside(FactSource& source, ExplanationFacts& facts) {
  const Event& first = facts.stream.front().event;
  if (const auto* placed = std::get_if<OrderPlaced>(&first); placed != nullptr && placed->broker_id)
    facts.terms =
        source.stream("broker-" + placed->broker_id->str(), facts.stream.front().envelope.position.value);
  if (const auto* created = std::get_if<PayoutCreated>(&first)) facts.lines = source.at_all(created->lines);
}

/// What a person typed must neither end a line nor steer a terminal: every text becomes one harmless line.
void clean(std::string& text) { text = exports::journal_line(text); }
template <class T>
void clean(std::optional<T>& value);
template <class T>
void clean(std::vector<T>& list);
template <class T>
void clean(T& value) {
  if constexpr (json::DescribedStruct<T>)
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto member) { clean(value.*member.pointer); });
}
template <class T>
void clean(std::optional<T>& value) {
  if (value) clean(*value);
}
template <class T>
void clean(std::vector<T>& list) {
  for (T& item : list) clean(item);
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

Result<std::int64_t> entry_position(FactSource& source, std::string_view entry) {
  std::int64_t position = 0;
  const auto [end, error] = std::from_chars(entry.data(), entry.data() + entry.size(), position);
  if (error == std::errc{} && end == entry.data() + entry.size() && position >= 1) return position;
  std::optional<OrderId> id = OrderId::parse(entry);
  if (!id && entry.starts_with("TLM")) id = source.order_of_number(std::string(entry));
  if (!id) return refuse(no_such_entry(entry));
  for (const char* kind : {"order-", "payout-"})
    if (const auto stream = source.stream(kind + id->str(), source.end()); !stream.empty())
      return stream.back().envelope.position.value;
  return refuse(no_such_entry(entry));
}

Result<ExplainedEntry> explain(FactSource& source, std::int64_t position) {
  auto found = source.at(position);
  if (!found)
    return refuse(RefusalCode::not_found, fmt::format("there is no event at position {}: the log ends at {}",
                                                      position, source.end()));
  ExplanationFacts facts{std::move(*found), {}, {}, {}, source.at(position - 1)};
  facts.stream = source.stream(facts.entry.envelope.stream, position);
  if (facts.stream.empty()) throw std::runtime_error("the event's stream cannot be read");
  read_beside(source, facts);
  ExplainedEntry out{explain_entry(facts), facts.entry.envelope.partition_key, {}, {}};
  auto proof = source.proof(position);
  if (proof) {
    out.proof = std::move(*proof);
  } else {
    out.unsigned_yet = proof.error().detail;
    out.proof.envelope = facts.entry.envelope;
  }
  return out;
}

std::string explain_text(const ExplainedEntry& entry, const log::Verifier& verifier) {
  Explanation shown = entry.explanation;
  clean(shown);
  std::string text = explanation_text(shown);
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
