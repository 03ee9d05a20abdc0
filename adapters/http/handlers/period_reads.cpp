// Months: the list, one with the facts that came too late for it, and its checklist.

#include "adapters/http/handlers/period_checklist.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/http/views/period_view.hpp"
#include "adapters/postgres/journal_reader.hpp"
#include "adapters/postgres/late_entries.hpp"
#include "adapters/postgres/period_facts.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

/// Late facts shown of a month, each way; GET /api/ledger/entries?prior_period= has all.
constexpr int kLateShown = 100;
constexpr int kLateColumns = kColumnsOf<LateFactRow>;

Refusal no_such_month() {
  return {RefusalCode::not_found, "there is no such month: name it \"YYYY-MM\"", {}, {}};
}

PeriodsState periods_now(const Api& api) {
  return api.view.read([](const LedgerState& ledger) { return ledger.periods(); });
}

std::map<std::string, PeriodHistory> histories(pg::Connection& connection) {
  const auto rows = connection.exec("SELECT month, state FROM periods");
  std::map<std::string, PeriodHistory> out;
  for (int i = 0; i < rows.size(); ++i)
    out[std::string(rows.text(i, 0))] = json::read_stored<PeriodHistory>(rows.text(i, 1));
  return out;
}

json::Object shown(const std::map<std::string, PeriodHistory>& all, const PeriodsState& periods,
                   const std::string& month) {
  PeriodHistory history;
  history.month = month;
  if (const auto found = all.find(month); found != all.end()) history = found->second;
  return period_object(std::move(history), periods);
}

/// The first month of the list: of the first closing, or else of the first entry.
std::string first_month(pg::Connection& connection, const std::map<std::string, PeriodHistory>& all,
                        const Zone& zone, const std::string& current) {
  if (!all.empty()) return std::min(all.begin()->first, current);
  const auto first = first_entry(connection, zone, std::nullopt, system_now());
  return first ? std::min(to_string(zone.month_of(*first)), current) : current;
}

/// Facts of the month that were posted elsewhere, or of other months that were posted in it.
json::Raw late_json(pg::Connection& connection, const char* by, const std::string& month) {
  const auto rows = connection.exec(
      fmt::format("SELECT {}, count(*) OVER () FROM late_facts WHERE {} = $1 ORDER BY position LIMIT {}",
                  sql::column_list<LateFactRow>(), by, kLateShown),
      {month});
  const LateFacts late = late_of(rows);
  std::vector<std::int64_t> positions;
  for (const auto& [position, fact] : late) positions.push_back(position);
  auto entries = entries_of(facts_at(connection, positions));
  add_order_numbers(connection, entries);
  std::vector<json::Raw> list;
  for (const JournalEntry& entry : entries) {  // facts that moved no money are none of them
    const LateFactRow& fact = late.at(entry.position);
    json::Object out;
    out.add("position", entry.position)
        .add("type", fact.type)
        .add("own_date", fact.own_effective_at)
        .add("month", fact.month)
        .add("posted_in", fact.posted_in)
        .add("description", entry.description)
        .add("order_number", entry.order_number)
        .add("payee", entry.payee);
    list.push_back(out.raw());
  }
  json::Object out;
  return out.add("count", rows.size() == 0 ? 0 : rows.integer(0, kLateColumns)).add("entries", list).raw();
}

}  // namespace

void list_periods(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor"})) return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  std::optional<Month> before;
  if (page->cursor) {
    before = parse_period(*page->cursor);
    if (!before) return refuse_call(call, reply, invalid_field("?cursor", "is not one of this list"));
  }
  read(api, std::move(call), std::move(reply),
       [&api, limit = page->limit, before](pg::Connection& connection, const Call&) -> Result<Response> {
         Snapshot snapshot(connection);
         const PeriodsState periods = periods_now(api);
         const auto all = histories(connection);
         Month month = api.policy.zone.month_of(system_now());
         const std::string first = first_month(connection, all, api.policy.zone, to_string(month));
         if (before) month = std::min(month, month_before(*before));
         std::vector<json::Raw> data;
         std::optional<std::string> next;
         for (; to_string(month) >= first; month = month_before(month)) {
           if (static_cast<std::int64_t>(data.size()) == limit) {
             next = to_string(month_after(month));
             break;
           }
           data.push_back(shown(all, periods, to_string(month)).raw());
         }
         return cursor_response(data, next);
       });
}

void get_period(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  const auto month = path_month(call);
  if (!month) return refuse_call(call, reply, no_such_month());
  read(api, std::move(call), std::move(reply),
       [&api, month = to_string(*month)](pg::Connection& connection, const Call&) -> Result<Response> {
         Snapshot snapshot(connection);
         json::Object out = shown(histories(connection), periods_now(api), month);
         out.add("posted_later", late_json(connection, "month", month))
             .add("prior_period_adjustments", late_json(connection, "posted_in", month));
         return json_response(out.text());
       });
}

void period_checklist(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {})) return refuse_call(call, reply, *bad);
  const auto month = path_month(call);
  if (!month) return refuse_call(call, reply, no_such_month());
  read(api, std::move(call), std::move(reply),
       [&api, month = *month](pg::Connection& connection, const Call&) -> Result<Response> {
         const Zone& zone = api.policy.zone;
         const std::int64_t head = await_head(api, connection);
         Snapshot snapshot(connection);
         const auto checks = period_checks(connection, {month, zone, periods_now(api), system_now(), head});
         PeriodCheckState worst = PeriodCheckState::ok;
         for (const PeriodCheck& check : checks) worst = std::max(worst, check.state);
         const Period period = zone.period_of(month);
         json::Object out;
         out.add("month", to_string(month))
             .add("time_zone", zone.name())
             .add("start", period.start)
             .add("end", period.end)
             .add("position", read_position(connection))
             .add("state", worst)
             .add("checks", checks);
         return json_response(out.text());
       });
}

}  // namespace daybook::http
