#include "adapters/effects/missed_events.hpp"

#include <algorithm>
#include <set>

#include "adapters/effects/log_cursor.hpp"
#include "adapters/http/handlers/stripe_delivery.hpp"
#include "adapters/log.hpp"

namespace daybook {
namespace {

constexpr const char* kCursor = "stripe_events";
constexpr std::int64_t kOverlap_s = 3'600;
constexpr std::int64_t kYoungest_s = 120;
constexpr std::int64_t kStep_s = 6 * 3'600;

std::set<std::string> known(pg::Connection& connection, const std::vector<stripe::ListedEvent>& events) {
  std::vector<std::string> refs;
  for (const auto& event : events) refs.push_back("stripe_event:" + event.id);
  const auto rows =
      connection.exec("SELECT ref FROM external_refs WHERE ref = ANY($1::text[])", {pg::text_array(refs)});
  std::set<std::string> found;
  for (int i = 0; i < rows.size(); ++i) found.emplace(rows.text(i, 0));
  return found;
}

/// As its webhook would have been. What cannot be read is told to the operator, and stays at Stripe.
void receive(Writer& writer, const stripe::ListedEvent& listed, bool livemode) {
  auto event = stripe::read_event(listed.body);
  if (!event)
    return logging::warn("event {} of Stripe's list cannot be read: {}", listed.id, event.error().detail);
  Command command;
  command.origin = {"stripe", "list:" + listed.id, ""};
  command.hints = http::hints_for(*event);
  command.run = [&](Workspace& ws) { return http::receive_event(ws, *event, listed.body, livemode); };
  if (auto stored = writer.execute(std::move(command)); !stored)
    throw std::runtime_error("a missed event could not be stored: " + stored.error().detail);
}

/// What the list has from `from` to `until`, a page at a time: the newest page first, as Stripe lists them,
/// each page oldest first. What needs an earlier one waits for it, parked.
std::optional<stripe::StripeFailure> receive_all(stripe::StripeClient& client, Writer& writer,
                                                 pg::Connection& connection, std::int64_t from,
                                                 std::int64_t until, CaughtUp& done) {
  stripe::PageOf page;
  page.created_from = Instant{from * kMicrosPerSecond};
  page.created_before = Instant{until * kMicrosPerSecond};
  for (bool more = true; more;) {
    auto answer = client.events(page);
    if (!answer) return answer.error();
    auto& events = answer->events;
    more = answer->has_more && !events.empty();
    if (more) page.starting_after = events.back().id;
    std::reverse(events.begin(), events.end());
    const auto have = known(connection, events);
    for (const auto& event : events) {
      ++done.looked_at;
      if (!http::has_effect(event.type) || have.contains("stripe_event:" + event.id)) continue;
      receive(writer, event, client.livemode());
      ++done.missed;
    }
  }
  return std::nullopt;
}

}  // namespace

stripe::Answered<CaughtUp> catch_up(stripe::StripeClient& client, Writer& writer, pg::Connection& connection,
                                    Instant now) {
  const std::int64_t until = now.micros / kMicrosPerSecond - kYoungest_s;
  const LogCursor cursor(connection, kCursor);  // in seconds, here
  CaughtUp done;
  if (cursor.is_new()) {
    cursor.move(connection, until);
    return done;
  }
  // A long outage is made up for in steps: a failure in the midst of it loses no more than one.
  for (std::int64_t from = cursor.position() - kOverlap_s; from < until; from += kStep_s) {
    const std::int64_t end = std::min(from + kStep_s, until);
    if (auto failure = receive_all(client, writer, connection, from, end, done))
      return tl::unexpected(*std::move(failure));
    cursor.move(connection, end);
  }
  return done;
}

}  // namespace daybook
