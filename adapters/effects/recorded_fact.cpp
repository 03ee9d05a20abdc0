#include "adapters/effects/recorded_fact.hpp"

#include <fmt/format.h>

#include <future>
#include <memory>

#include "adapters/postgres/event_reader.hpp"

namespace daybook {
namespace {

/// What `look` finds, on a reading thread.
template <class T>
T ask(ReadPool& reads, std::function<T(pg::Connection&)> look) {
  const auto found = std::make_shared<std::promise<T>>();
  auto answer = found->get_future();
  const bool queued = reads.submit(
      [found, look = std::move(look)](pg::Connection& connection) { found->set_value(look(connection)); },
      [found](const std::exception& e) {
        found->set_exception(std::make_exception_ptr(std::runtime_error(e.what())));
      });
  if (!queued) throw std::runtime_error("too much is being read: it is tried again");
  return answer.get();
}

std::optional<Recorded> one_fact(ReadPool& reads, const std::string& condition, const pg::Params& params) {
  return ask<std::optional<Recorded>>(reads, [&](pg::Connection& connection) -> std::optional<Recorded> {
    const auto rows =
        connection.exec(fmt::format("SELECT {} FROM events WHERE {}", kEventColumns, condition), params);
    if (rows.size() == 0) return std::nullopt;
    return decode(envelope_of(rows, 0));
  });
}

}  // namespace

std::optional<Recorded> fact_at(ReadPool& reads, std::int64_t position) {
  return one_fact(reads, "position = $1", {std::to_string(position)});
}

std::optional<Recorded> fact_of(ReadPool& reads, const std::string& stream, const EventId& id) {
  return one_fact(reads, "stream = $1 AND event_id = $2", {stream, id.str()});
}

bool any_row(ReadPool& reads, const std::string& query, const pg::Params& params) {
  return ask<bool>(reads,
                   [&](pg::Connection& connection) { return connection.exec(query, params).size() > 0; });
}

}  // namespace daybook
