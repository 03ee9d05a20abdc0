#include "adapters/http/handlers/as_of.hpp"

#include <algorithm>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/log_times.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "adapters/postgres/read_zone.hpp"
#include "adapters/system/clock.hpp"
#include "core/civil_day.hpp"

namespace daybook::http {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

/// Today is no future, though its end is: what is recorded of it so far counts.
bool is_future(pg::Connection& connection, Instant begins) {
  const auto head = recorded_at(connection, log_position(connection));
  return begins > std::max(system_now(), head.value_or(Instant{}));
}

}  // namespace

Result<PastAsked> past_asked(const Request& request, const Zone& zone, std::string_view synonym) {
  PastAsked asked;
  asked.as_of_name = "as_of";
  auto text = request.query_value("as_of");
  if (const auto other = synonym.empty() ? std::nullopt : request.query_value(synonym)) {
    asked.as_of_name = synonym;
    if (text)
      return refuse(invalid_field("?" + asked.as_of_name, "says the same as as_of: give one of them"));
    text = other;
  }
  if (text) {
    const auto until = audit::parse_until(*text, zone);
    if (!until)
      return refuse(invalid_field("?" + asked.as_of_name,
                                  "must be a position (412, from 1), a time (2026-11-21T03:38:00Z) or a day "
                                  "(2026-11-21)"));
    asked.as_of = *until;
    if (until->time) asked.as_of_begins = zone.start_of(*text).value_or(Instant{until->time->micros - 1});
  }
  if (const auto day = request.query_value("effective_date")) {
    asked.effective_day = day_number(*day);
    const auto end = zone.end_of(*day);
    if (!asked.effective_day || !end)
      return refuse(invalid_field("?effective_date", "must be a day (YYYY-MM-DD)"));
    asked.effective_date = Day(*day);
    asked.effective_before = *end;
    asked.zone = zone;
  }
  return asked;
}

Result<std::int64_t> await_as_of(pg::Connection& connection, const PastAsked& asked) {
  if (asked.zone)
    if (const auto other = other_zone(connection, *asked.zone))
      return refuse(RefusalCode::store_unavailable, *other);
  if (!asked.as_of) return 0;
  const std::int64_t head = log_position(connection);
  std::int64_t position = 0;
  if (asked.as_of->position) {
    position = *asked.as_of->position;
    if (position > head)
      return refuse(invalid_field("?" + asked.as_of_name,
                                  fmt::format("lies ahead of the log, which ends at {}", head)));
  } else {
    if (is_future(connection, *asked.as_of_begins))
      return refuse(invalid_field("?" + asked.as_of_name, "lies in the future"));
    position = last_recorded_before(connection, *asked.as_of->time);
  }
  if (wait_for_read_models(connection, position, kPatience)) return position;
  return refuse(Refusal{
      RefusalCode::read_timeout, "the read models have not reached this position yet: try again", {}, {}});
}

LedgerPoint point_of(pg::Connection& connection, const PastAsked& asked, std::int64_t as_of) {
  LedgerPoint point;
  point.limit.position = asked.as_of ? as_of : read_position(connection);
  point.limit.day = asked.effective_day.value_or(INT64_MAX);
  point.effective_before = asked.effective_before;
  return point;
}

void add_point(json::Object& out, std::int64_t position, const std::optional<Instant>& recorded,
               const PastAsked& asked) {
  json::Object as_of;
  as_of.add("position", position).add("recorded_at", recorded);
  out.add("as_of", as_of.raw());
  if (asked.effective_date) out.add("effective_date", *asked.effective_date);
}

void add_point(json::Object& out, pg::Connection& connection, const LedgerPoint& point,
               const PastAsked& asked) {
  add_point(out, point.limit.position, recorded_at(connection, point.limit.position), asked);
}

Response past_page(pg::Connection& connection, const std::vector<json::Raw>& data,
                   const std::optional<std::string>& next, const LedgerPoint& point, const PastAsked& past) {
  json::Object out;
  add_point(out, connection, point, past);
  out.add("data", data).add("has_more", next.has_value()).add("next_cursor", next);
  return json_response(out.text());
}

}  // namespace daybook::http
