#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/journal_reader.hpp"
#include "adapters/postgres/late_entries.hpp"

namespace daybook::http {
namespace {

std::vector<json::Raw> postings_json(const JournalEntry& entry) {
  std::vector<json::Raw> postings;
  for (std::size_t p = 0; p < entry.accounts.size(); ++p) {
    json::Object out;
    out.add("account", entry.accounts[p])
        .add("amount", entry.amounts.at(p))
        .add("currency", entry.currency.str());
    postings.push_back(out.raw());
  }
  return postings;
}

/// The page of a list of entries: which, and how many.
struct EntryList {
  EntriesAsked asked;
  std::optional<std::string> late_month;
  std::size_t limit = 0;
};

/// One more than the page holds tells that there are more.
std::vector<JournalEntry> late_entries(pg::Connection& connection, const EntryList& list) {
  std::vector<JournalEntry> found;
  std::int64_t after = list.asked.after;
  while (found.size() <= list.limit) {
    const auto rows = connection.exec(
        fmt::format("SELECT position FROM late_facts WHERE month = $1 AND position > $2 AND position <= $3 "
                    "ORDER BY position LIMIT {}",
                    list.limit + 1),
        {list.late_month, std::to_string(after), std::to_string(list.asked.until)});
    if (rows.size() == 0) break;
    std::vector<std::int64_t> positions;
    for (int i = 0; i < rows.size(); ++i) positions.push_back(rows.integer(i, 0));
    after = positions.back();
    for (auto& entry : entries_of(facts_at(connection, positions)))
      if (matches(entry, list.asked)) found.push_back(std::move(entry));
  }
  return found;
}

std::vector<JournalEntry> find_entries(pg::Connection& connection, const EntryList& list) {
  if (list.late_month) return late_entries(connection, list);
  std::vector<JournalEntry> found;
  JournalReader reader(connection, list.asked);
  while (found.size() <= list.limit) {
    auto more = reader.next();
    if (more.empty()) break;
    std::move(more.begin(), more.end(), std::back_inserter(found));
  }
  return found;
}

struct EntryPage {
  std::vector<json::Raw> data;
  std::optional<std::string> next;
};

EntryPage entries_page(pg::Connection& connection, const EntryList& list) {
  auto entries = find_entries(connection, list);
  EntryPage page;
  if (entries.size() > list.limit) {
    entries.resize(list.limit);
    page.next = std::to_string(entries.back().position);
  }
  add_order_numbers(connection, entries);
  LateFacts late;
  if (!entries.empty()) late = late_between(connection, entries.front().position, entries.back().position);
  for (const JournalEntry& entry : entries) {
    const auto came_late = late.find(entry.position);
    const bool is_late = came_late != late.end();
    json::Object out;
    out.add("position", entry.position)
        .add("recorded_at", entry.recorded_at)
        .add("effective_at", entry.effective_at)
        .add("type", entry.type)
        .add("order_id", entry.order_id)
        .add("order_number", entry.order_number)
        .add("payee", entry.payee)
        .add("description", entry.description)
        .add("prior_period", is_late ? std::optional(came_late->second.month) : std::nullopt)
        .add("own_date", is_late ? std::optional(came_late->second.own_effective_at) : std::nullopt)
        .add("postings", postings_json(entry));
    page.data.push_back(out.raw());
  }
  return page;
}

Result<EntryList> entry_list(const Request& request) {
  EntryList list;
  const auto page = cursor_of(request);
  if (!page) return refuse(page.error());
  list.limit = static_cast<std::size_t>(page->limit);
  const auto after = cursor_number(*page, 0);
  if (!after) return refuse(after.error());
  list.asked.after = *after;
  if (const auto text = request.query_value("order_id")) {
    const auto id = OrderId::parse(*text);
    if (!id) return refuse(invalid_field("?order_id", "must be a UUID"));
    list.asked.order_id = *id;
  }
  if (const auto account = request.query_value("account")) list.asked.account = std::string(*account);
  if (const auto month = request.query_value("prior_period")) {
    if (!parse_month(*month)) return refuse(invalid_field("?prior_period", "must be a month, \"YYYY-MM\""));
    list.late_month = std::string(*month);
  }
  return list;
}

}  // namespace

void ledger_entries(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"order_id", "account", "prior_period", "limit", "cursor", "as_of",
                                            "effective_date"}))
    return refuse_call(call, reply, *bad);
  const auto list = entry_list(call.request);
  const auto past = past_asked(call.request, api.policy.zone);
  if (auto bad = first_refusal(list, past)) return refuse_call(call, reply, *bad);
  read(api, std::move(call), std::move(reply),
       [list = *list, past = *past](pg::Connection& connection, const Call&) -> Result<Response> {
         const auto as_of = await_as_of(connection, past);
         if (!as_of) return refuse(as_of.error());
         Snapshot snapshot(connection);
         LedgerPoint point;  // of now: whatever is there
         if (past.any()) point = point_of(connection, past, *as_of);
         EntryList then = list;
         then.asked.until = point.limit.position;
         then.asked.before = point.effective_before;
         const EntryPage page = entries_page(connection, then);
         if (!past.any()) return cursor_response(page.data, page.next);
         return past_page(connection, page.data, page.next, point, past);
       });
}

}  // namespace daybook::http
