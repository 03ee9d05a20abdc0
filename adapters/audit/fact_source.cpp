#include "adapters/audit/fact_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "adapters/postgres/event_reader.hpp"

namespace daybook::audit {
namespace {

/// As order.placed has it.
std::string order_number_member(const std::string& number) { return "\"order_number\":\"" + number + "\""; }

class StoredFacts : public FactSource {
 public:
  explicit StoredFacts(pg::Connection& connection) : connection_(connection) {}

  std::optional<Recorded> at(std::int64_t position) override {
    auto found = read("position = $1", {std::to_string(position)});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  }
  std::vector<Recorded> stream(const std::string& name, std::int64_t upto) override {
    return read("stream = $1 AND position <= $2", {name, std::to_string(upto)});
  }
  std::vector<Recorded> at_all(const std::vector<std::int64_t>& positions) override {
    return read("position = ANY($1::bigint[])", {fmt::format("{{{}}}", fmt::join(positions, ","))});
  }
  std::optional<OrderId> order_of_number(const std::string& number) override {
    // Else among what the read models have not folded yet: of one snapshot, or it could be in neither.
    const auto rows = connection_.exec(
        "SELECT coalesce((SELECT 'order-' || id FROM read.orders WHERE order_number = $1 LIMIT 1), "
        "(SELECT stream FROM public.events WHERE position > (SELECT contiguous FROM read.progress) "
        "AND type = 'order.placed' AND strpos(payload, $2) > 0 LIMIT 1))",
        {number, order_number_member(number)});
    return rows.null(0, 0) ? std::nullopt : order_of_stream(rows.text(0, 0));
  }
  std::int64_t end() override { return log_position(connection_); }
  Result<Proof> proof(std::int64_t position) override {
    return make_proof(connection_, position, std::nullopt);
  }

 private:
  std::vector<Recorded> read(const std::string& condition, const pg::Params& params) {
    const auto rows = connection_.exec(
        fmt::format("SELECT {} FROM public.events WHERE {} ORDER BY position", kEventColumns, condition),
        params);
    std::vector<Recorded> facts;
    for (int i = 0; i < rows.size(); ++i) facts.push_back(decode(envelope_of(rows, i)));
    return facts;
  }

  pg::Connection& connection_;
};

class BundledFacts : public FactSource {
 public:
  explicit BundledFacts(BundleSource& bundle) : bundle_(bundle) {}

  std::optional<Recorded> at(std::int64_t position) override {
    if (position < 1 || position > end()) return std::nullopt;
    return decode(bundle_.read_after(position - 1, 1).front());
  }
  std::vector<Recorded> stream(const std::string& name, std::int64_t upto) override {
    return select(upto, [&](const Envelope& e) { return e.stream == name; });
  }
  std::vector<Recorded> at_all(const std::vector<std::int64_t>& positions) override {
    std::vector<Recorded> facts;
    for (const std::int64_t position : positions)
      if (auto fact = at(position)) facts.push_back(std::move(*fact));
    return facts;
  }
  std::optional<OrderId> order_of_number(const std::string& number) override {
    const std::string member = order_number_member(number);
    for (const Recorded& fact : select(end(), [&](const Envelope& e) {
           return e.type == "order.placed" && e.payload.find(member) != std::string::npos;
         }))
      return std::get<OrderPlaced>(fact.event).order_id;
    return std::nullopt;
  }
  std::int64_t end() override { return bundle_.manifest().events; }
  Result<Proof> proof(std::int64_t position) override { return bundle_.proof(position, std::nullopt); }

 private:
  std::vector<Recorded> select(std::int64_t upto, const std::function<bool(const Envelope&)>& wanted) {
    std::vector<Recorded> facts;
    read_log(bundle_, {.until = {upto, std::nullopt}, .progress = {}}, [&](std::span<const Envelope> chunk) {
      for (const Envelope& e : chunk)
        if (wanted(e)) facts.push_back(decode(e));
    });
    return facts;
  }

  BundleSource& bundle_;
};

}  // namespace

std::unique_ptr<FactSource> stored_facts(pg::Connection& connection) {
  return std::make_unique<StoredFacts>(connection);
}
std::unique_ptr<FactSource> bundled_facts(BundleSource& bundle) {
  return std::make_unique<BundledFacts>(bundle);
}

}  // namespace daybook::audit
