#include "adapters/audit/replay_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "events/codec/json_write.hpp"
#include "projections/balances.hpp"

namespace daybook::audit {
namespace {

struct Count {
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (name, count))

std::vector<Count> counts(const std::map<std::string, std::int64_t>& by_name) {
  std::vector<Count> list;
  for (const auto& [name, count] : by_name) list.push_back({name, count});
  return list;
}

std::vector<Count> orders_by_status(const ReplayState& state) {
  std::map<std::string, std::int64_t> by_status;
  state.models.orders.each(
      [&](const OrderRow& row) { ++by_status[boost::describe::enum_to_string(row.status, "?")]; });
  return counts(by_status);
}

std::string counts_text(const char* heading, const std::vector<Count>& list) {
  std::vector<std::vector<std::string>> table{{heading, "count"}};
  for (const auto& [name, count] : list) table.push_back({name, std::to_string(count)});
  return text_table(table, 1);
}

std::vector<Posting> fold_balances_only(const Recorded& recorded, ReadModels& models) {
  std::vector<Posting> entry = post(recorded);
  fold_payee_blocks(recorded, entry, models);
  return entry;
}

void add_effective(json::Object& out, const ReplayState& state) {
  if (state.effective) out.add("effective_date", state.effective->day);
}

}  // namespace

void replay_state(EventSource& source, const ReplayOptions& options, ReplayState& state) {
  std::int64_t since_drop = 0;
  state.position = replay(source, options, [&](const Recorded& recorded) {
    state.recorded_at = recorded.envelope.recorded_at;
    if (state.effective && recorded.envelope.effective_at >= state.effective->end) return;
    const auto entry =
        state.effective ? fold_balances_only(recorded, state.models) : state.models.apply(recorded);
    for (const Posting& p : entry) state.accounts[{p.account, p.currency}] += p.amount;
    ++state.events_by_type[recorded.envelope.type];
    if (++since_drop % 1000 == 0) drop_appended(state.models);
  });
  drop_appended(state.models);
}

std::string replay_text(const ReplayState& state) {
  std::vector<std::vector<std::string>> table{
      {"payee", "currency", "component", "pending", "available", "held", "in transit", "paid"}};
  for (const auto& row : balances_of(state.models)) {
    const auto money = [&](Minor amount) { return decimal_text(amount.value, row.currency); };
    table.push_back({row.payee.str(), row.currency.str(), boost::describe::enum_to_string(row.component, "?"),
                     money(row.pending), money(row.available), money(row.held), money(row.in_transit),
                     money(row.paid)});
  }
  return fmt::format(
      "position {}{}{}\n\n{}\n{}{}", state.position,
      state.recorded_at ? ", recorded at " + to_string(*state.recorded_at) : ": nothing happened yet",
      state.effective ? ", in effect by " + state.effective->day : "",
      counts_text("event", counts(state.events_by_type)),
      state.effective ? "" : counts_text("order status", orders_by_status(state)) + "\n",
      text_table(table, 5));
}

std::string replay_json(const ReplayState& state) {
  json::Object out;
  out.add("position", state.position).add("recorded_at", state.recorded_at);
  add_effective(out, state);
  out.add("events", counts(state.events_by_type));
  if (!state.effective) out.add("orders", orders_by_status(state));
  return out.add("balances", balances_of(state.models)).text();
}

std::string text_table(const std::vector<std::vector<std::string>>& rows, std::size_t numbers) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  const auto width_of = [](const std::string& text) { return utf8_length(text).value_or(text.size()); };
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width_of(row[i]), ' ');
      line += i == 0 ? "" : "  ";
      line += i + numbers >= row.size() ? blanks + row[i] : row[i] + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace daybook::audit
