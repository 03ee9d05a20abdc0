#include <fmt/format.h>

#include "adapters/audit/verify.hpp"
#include "events/codec/json_write.hpp"
#include "events/log/encoding.hpp"

namespace daybook::audit {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace

std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > sign + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string Finding::text() const {
  return position ? fmt::format("position {}: {}", *position, reason) : reason;
}

std::int64_t VerifyReport::events_per_second() const {
  const auto us = std::max<std::int64_t>(took.count(), 1);
  return events * 1'000'000 / us;
}

std::string VerifyReport::summary() const {
  const auto tenths = (took.count() + 50'000) / 100'000;
  std::string line = fmt::format(
      "verified {} events in {}.{} s ({} events/s), root {}, {} checkpoint{}{}, trial balance 0{}", events,
      tenths / 10, tenths % 10, with_commas(events_per_second()), log::to_hex(root), checkpoints,
      checkpoints == 1 ? "" : "s", saved_checkpoint ? " and the saved one" : "",
      currencies.empty() ? "" : " in " + joined(currencies));
  if (seals > 0) line += fmt::format(", {} seal{} of closed months", seals, seals == 1 ? "" : "s");
  if (bundle) line += ", from the bundle alone";
  if (!unsealed_zone.empty())
    line += fmt::format("; days count in {}, as its manifest says and no signature does", unsealed_zone);
  if (bundle) return line;
  if (!compared_at) return line + ", read models not compared";
  line += fmt::format(", read models equal ({} tables, {} rows", tables, with_commas(rows));
  if (*compared_at < events)
    line += fmt::format(", at position {}, {} behind the log", *compared_at, events - *compared_at);
  return line + ")";
}

std::string VerifyReport::json() const {
  json::Object o;
  o.add("ok", !bad.has_value())
      .add("events", events)
      .add("duration_ms", took.count() / 1000)
      .add("events_per_second", events_per_second())
      .add("root", log::to_hex(root))
      .add("checkpoints", checkpoints)
      .add("saved_checkpoint_fits", saved_checkpoint)
      .add("stored_nodes", nodes)
      .add("seals", seals)
      .add("entries", entries)
      .add("balanced_currencies", currencies)
      .add("read_models_position", compared_at)
      .add("tables", tables)
      .add("rows", rows);
  if (bad) o.add("bad_position", bad->position).add("reason", bad->reason);
  return o.text();
}

}  // namespace daybook::audit
