#pragma once
// Reads of the past: ?as_of= says what had been recorded (a position, a time, or a day of the programme's
// zone, to its end), ?effective_date= what takes effect by the end of that day; both together what was
// believed then about that day.

#include "adapters/audit/replay.hpp"
#include "adapters/http/api/api.hpp"
#include "adapters/postgres/accounts_as_of.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::http {

/// As it was asked.
struct PastAsked {
  std::optional<audit::Until> as_of;
  std::string as_of_name;               ///< of the parameter, for refusals
  std::optional<Instant> as_of_begins;  ///< the time, or the day's beginning
  std::optional<Day> effective_date;
  std::optional<std::int64_t> effective_day;  ///< its number
  Instant effective_before{INT64_MAX};        ///< its end
  std::optional<Zone> zone;                   ///< in which the day was meant
  bool any() const { return as_of || effective_date; }
};

/// Reads as_of and effective_date; with `synonym`, that name may stand for as_of. Refuses what is none of the
/// forms, naming the parameter.
Result<PastAsked> past_asked(const Request& request, const Zone& zone, std::string_view synonym = "");

/// The position that as_of means, once the read models have reached it; 0 when as_of was not asked for: what
/// the snapshot's read_position() says then. Refuses what lies ahead of the log. Before the snapshot begins.
Result<std::int64_t> await_as_of(pg::Connection& connection, const PastAsked& asked);

/// The point to answer for, in a snapshot that began after await_as_of.
LedgerPoint point_of(pg::Connection& connection, const PastAsked& asked, std::int64_t as_of);

/// Adds what the answer is about: as_of {position, recorded_at} and, when it was asked for, effective_date.
void add_point(json::Object& out, std::int64_t position, const std::optional<Instant>& recorded,
               const PastAsked& asked);
void add_point(json::Object& out, pg::Connection& connection, const LedgerPoint& point,
               const PastAsked& asked);

/// A page of ours that says what it is about.
Response past_page(pg::Connection& connection, const std::vector<json::Raw>& data,
                   const std::optional<std::string>& next, const LedgerPoint& point, const PastAsked& past);

}  // namespace daybook::http
