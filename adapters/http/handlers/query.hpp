#pragma once
// What list and range queries share: WHERE clauses, dates, pages.

#include "adapters/http/api/api.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {

/// A growing WHERE clause; "?" in a clause becomes the number of its parameter.
class Where {
 public:
  void add(std::string clause, std::optional<std::string> value);
  void add(std::string clause) { clauses_ += (clauses_.empty() ? " WHERE " : " AND ") + clause; }
  const std::string& sql() const { return clauses_; }
  const pg::Params& params() const { return params_; }

 private:
  std::string clauses_;
  pg::Params params_;
};

/// One consistent view for several queries.
class Snapshot {
 public:
  explicit Snapshot(pg::Connection& connection) : connection_(connection) {
    connection_.exec("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ");
  }
  ~Snapshot() {
    if (connection_.alive()) try {
        connection_.exec("ROLLBACK");
      } catch (...) {
      }
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  pg::Connection& connection_;
};

/// start_date (included) and end_date (its whole day included) as instants; either alone is fine. A value is
/// "YYYY-MM-DD" in the programme's zone, or RFC 3339.
struct DateRange {
  std::optional<Instant> from;
  std::optional<Instant> to;  ///< excluded
};
Result<DateRange> date_range(const Request& request, const Zone& zone);
/// Adds the range over a column.
void add_range(Where& where, const char* column, const DateRange& range);

/// One of the described enum's names; nothing when absent.
template <class E>
Result<std::optional<std::string>> query_enum(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text) return std::optional<std::string>{};
  E value{};
  if (!boost::describe::enum_from_string(std::string(*text).c_str(), value)) {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { names += (names.empty() ? "" : ", ") + std::string(d.name); });
    return refuse(invalid_field("?" + std::string(name), "must be one of " + names));
  }
  return std::optional(std::string(*text));
}

/// page and limit of the seed's lists.
struct Page {
  std::int64_t page = 1;
  std::int64_t limit = 20;
};
Result<Page> page_of(const Request& request);
json::Raw pagination(const Page& page, std::int64_t total);

/// limit and cursor of our own lists; the cursor is opaque to clients (a position or a name).
struct CursorPage {
  std::int64_t limit = 50;
  std::optional<std::string> cursor;
};
Result<CursorPage> cursor_of(const Request& request);
/// {data, has_more, next_cursor}
Response cursor_response(const std::vector<json::Raw>& data, const std::optional<std::string>& next);

/// A cursor that must be a whole number.
Result<std::int64_t> cursor_number(const CursorPage& page, std::int64_t otherwise);

// Columns in text or in binary form.

/// The column as a JSON time, or null.
json::Raw time_json(const pg::Rows& rows, int row, int column);
/// The column as a JSON string, or null.
json::Raw text_json(const pg::Rows& rows, int row, int column);
/// The column as a JSON number, or null.
json::Raw number_json(const pg::Rows& rows, int row, int column);
/// The column as a JSON string, or null.
json::Raw uuid_json(const pg::Rows& rows, int row, int column);

/// count / of x 100 with two decimals, half up, without trailing zeros; "0" when `of` is 0.
std::string percent_of(std::int64_t count, std::int64_t of);

/// The first refusal among results, for reading several parameters at once.
template <class... R>
std::optional<Refusal> first_refusal(const R&... results) {
  std::optional<Refusal> refusal;
  ((refusal || results ? void() : void(refusal = results.error())), ...);
  return refusal;
}

}  // namespace daybook::http
