#include "adapters/http/handlers/query.hpp"

#include <charconv>

namespace daybook::http {

void Where::add(std::string clause, std::optional<std::string> value) {
  params_.push_back(std::move(value));
  const auto mark = clause.find('?');
  clause.replace(mark, 1, "$" + std::to_string(params_.size()));
  add(std::move(clause));
}

Result<DateRange> date_range(const Request& request, const Zone& zone) {
  DateRange range;
  for (const char* name : {"start_date", "end_date"}) {
    const auto text = request.query_value(name);
    if (!text) continue;
    const bool start = std::string_view(name) == "start_date";
    auto instant = start ? zone.start_of(*text) : zone.end_of(*text);
    if (!instant) instant = parse_instant(*text);
    if (!instant)
      return refuse(invalid_field("?" + std::string(name), "must be a day (YYYY-MM-DD) or an RFC 3339 time"));
    (start ? range.from : range.to) = *instant;
  }
  return range;
}

void add_range(Where& where, const char* column, const DateRange& range) {
  if (range.from) where.add(std::string(column) + " >= ?", to_string(*range.from));
  if (range.to) where.add(std::string(column) + " < ?", to_string(*range.to));
}

Result<Page> page_of(const Request& request) {
  const auto page = query_integer(request, "page", 1, 1, 1'000'000);
  if (!page) return refuse(page.error());
  const auto limit = query_integer(request, "limit", 20, 1, 100);
  if (!limit) return refuse(limit.error());
  return Page{*page, *limit};
}

json::Raw pagination(const Page& page, std::int64_t total) {
  json::Object out;
  out.add("page", page.page)
      .add("limit", page.limit)
      .add("total", total)
      .add("pages", (total + page.limit - 1) / page.limit);
  return out.raw();
}

Result<CursorPage> cursor_of(const Request& request) {
  const auto limit = query_integer(request, "limit", 50, 1, 100);
  if (!limit) return refuse(limit.error());
  CursorPage page{*limit, {}};
  if (const auto cursor = request.query_value("cursor")) page.cursor = std::string(*cursor);
  return page;
}

Result<std::int64_t> cursor_number(const CursorPage& page, std::int64_t otherwise) {
  if (!page.cursor) return otherwise;
  std::int64_t value = 0;
  const auto& text = *page.cursor;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0)
    return refuse(invalid_field("?cursor", "must be the next_cursor of an earlier answer"));
  return value;
}

Response cursor_response(const std::vector<json::Raw>& data, const std::optional<std::string>& next) {
  json::Object out;
  out.add("data", data).add("has_more", next.has_value()).add("next_cursor", next);
  return json_response(out.text());
}

json::Raw time_json(const pg::Rows& rows, int row, int column) {
  if (rows.null(row, column)) return {"null"};
  return {json::to_json(Instant{rows.micros(row, column)})};
}
json::Raw text_json(const pg::Rows& rows, int row, int column) {
  if (rows.null(row, column)) return {"null"};
  return {json::to_json(rows.text(row, column))};
}
json::Raw number_json(const pg::Rows& rows, int row, int column) {
  if (rows.null(row, column)) return {"null"};
  return {json::to_json(rows.integer(row, column))};
}
json::Raw uuid_json(const pg::Rows& rows, int row, int column) {
  if (!rows.binary(column)) return text_json(rows, row, column);
  if (rows.null(row, column)) return {"null"};
  return {json::to_json(OrderId(rows.binary_uuid(row, column)))};
}

std::string percent_of(std::int64_t count, std::int64_t of) {
  if (of == 0) return "0";
  const Minor hundredths = half_up(Int128{count} * 10'000, of);
  return percent_text(RatePpm{hundredths.value * 100});
}

}  // namespace daybook::http
