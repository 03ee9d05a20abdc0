#include "adapters/http/handlers/as_of.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "adapters/postgres/read_rows.hpp"
#include "projections/account_days.hpp"

namespace daybook::http {
namespace {

/// From the columns `first` (currency), accounts and amounts.
std::vector<json::Raw> postings_json(const pg::Rows& rows, int i, int first) {
  const auto accounts = sql::Column<std::vector<std::string>>::read(rows.text(i, first + 1));
  const auto amounts = sql::Column<std::vector<Minor>>::read(rows.text(i, first + 2));
  std::vector<json::Raw> postings;
  for (std::size_t p = 0; p < accounts.size(); ++p) {
    json::Object out;
    out.add("account", accounts[p]).add("amount", amounts.at(p)).add("currency", rows.text(i, first));
    postings.push_back(out.raw());
  }
  return postings;
}

/// The page of a list of entries: where it begins, what else must hold, how much of it.
struct EntryList {
  std::int64_t after = 0;
  Where where;
  bool filtered = false;  ///< by order, account or late month: few rows, found by their own indexes
  std::int64_t limit = 0;
};

/// The entries of one stretch of positions (first excluded, last included), from the front.
pg::Rows entries_between(pg::Connection& connection, const EntryList& list, std::int64_t first,
                         std::int64_t last, Instant effective_before, std::int64_t limit) {
  Where where = list.where;
  where.add("e.position > ?", std::to_string(first));
  where.add("e.position <= ?", std::to_string(last));
  if (effective_before.micros != INT64_MAX) where.add("e.effective_at < ?", to_string(effective_before));
  return connection.exec(
      fmt::format("SELECT e.position, e.recorded_at, e.effective_at, e.type, e.order_id, e.order_number, "
                  "e.payee, e.description, e.currency, e.accounts, e.amounts, late.month, "
                  "late.own_effective_at FROM journal_entries e LEFT JOIN late_facts late USING (position){} "
                  "ORDER BY e.position LIMIT {}",
                  where.sql(), limit),
      where.params());
}

struct EntryPage {
  std::vector<json::Raw> data;
  std::int64_t last = 0;  ///< position of the last of them
  bool more = false;
  /// Takes rows until the page is full.
  void add(const pg::Rows& rows, std::int64_t limit) {
    for (int i = 0; i < rows.size() && !more; ++i) {
      more = static_cast<std::int64_t>(data.size()) == limit;
      if (more) return;
      last = rows.integer(i, 0);
      json::Object out;
      out.add("position", last)
          .add("recorded_at", time_json(rows, i, 1))
          .add("effective_at", time_json(rows, i, 2))
          .add("type", rows.text(i, 3))
          .add("order_id", text_json(rows, i, 4))
          .add("order_number", text_json(rows, i, 5))
          .add("payee", text_json(rows, i, 6))
          .add("description", rows.text(i, 7))
          .add("prior_period", text_json(rows, i, 11))
          .add("own_date", time_json(rows, i, 12))
          .add("postings", postings_json(rows, i, 8));
      data.push_back(out.raw());
    }
  }
};

/// Stretches asked for at a time when only those that hold entries of a day are looked at.
constexpr int kStretchesAtOnce = 64;

EntryPage entries_page(pg::Connection& connection, const EntryList& list, const LedgerPoint& point) {
  EntryPage page;
  const auto read = [&](std::int64_t first, std::int64_t last) {
    const std::int64_t wanted = list.limit + 1 - static_cast<std::int64_t>(page.data.size());
    page.add(entries_between(connection, list, first, last, point.effective_before, wanted), list.limit);
  };
  if (list.filtered || point.limit.day == INT64_MAX) {
    read(list.after, point.limit.position);
    return page;
  }
  std::int64_t from = list.after;
  for (bool any = true; any && !page.more && from < point.limit.position;) {
    const auto stretches = connection.exec(
        fmt::format("SELECT DISTINCT stretch FROM entry_days WHERE stretch >= ($1::bigint + 1) >> {0} AND "
                    "stretch <= $2::bigint >> {0} AND day <= $3 ORDER BY stretch LIMIT {1}",
                    kStretchBits[0], kStretchesAtOnce),
        {std::to_string(from), std::to_string(point.limit.position), std::to_string(point.limit.day)});
    any = stretches.size() > 0;
    for (int i = 0; i < stretches.size() && !page.more; ++i) {
      const std::int64_t first = stretches.integer(i, 0) << kStretchBits[0];
      const std::int64_t last = first + (std::int64_t{1} << kStretchBits[0]) - 1;
      read(std::max(list.after, first - 1), std::min(last, point.limit.position));
      from = last;
    }
  }
  return page;
}

Result<EntryList> entry_list(const Request& request) {
  EntryList list;
  const auto page = cursor_of(request);
  if (!page) return refuse(page.error());
  list.limit = page->limit;
  const auto after = cursor_number(*page, 0);
  if (!after) return refuse(after.error());
  list.after = *after;
  if (const auto text = request.query_value("order_id")) {
    const auto id = OrderId::parse(*text);
    if (!id) return refuse(invalid_field("?order_id", "must be a UUID"));
    list.where.add("e.order_id = ?::uuid", id->str());
    list.filtered = true;
  }
  if (const auto account = request.query_value("account")) {
    list.where.add("e.accounts @> ARRAY[?::text]", std::string(*account));
    list.filtered = true;
  }
  if (const auto month = request.query_value("prior_period")) {
    if (!parse_month(*month)) return refuse(invalid_field("?prior_period", "must be a month, \"YYYY-MM\""));
    list.where.add("late.month = ?", std::string(*month));
    list.filtered = true;
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
         const EntryPage page = entries_page(connection, list, point);
         const auto next = page.more ? std::optional(std::to_string(page.last)) : std::nullopt;
         if (!past.any()) return cursor_response(page.data, next);
         return past_page(connection, page.data, next, point, past);
       });
}

}  // namespace daybook::http
