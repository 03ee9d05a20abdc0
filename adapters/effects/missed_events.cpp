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
constexpr int kMostPages = 1'000;

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

/// All of the list from `from` to `until`, oldest first.
stripe::Answered<std::vector<stripe::ListedEvent>> list(stripe::StripeClient& client, Instant from,
                                                        Instant until) {
  std::vector<stripe::ListedEvent> all;
  stripe::PageOf page;
  page.created_from = from;
  page.created_before = until;
  for (int pages = 0; pages < kMostPages; ++pages) {
    auto answer = client.events(page);
    if (!answer) return tl::unexpected(answer.error());
    const bool more = answer->has_more && !answer->events.empty();
    if (more) page.starting_after = answer->events.back().id;
    std::move(answer->events.begin(), answer->events.end(), std::back_inserter(all));
    if (!more) break;
  }
  std::reverse(all.begin(), all.end());
  return all;
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
  auto events = list(client, Instant{(cursor.position() - kOverlap_s) * kMicrosPerSecond},
                     Instant{until * kMicrosPerSecond});
  if (!events) return tl::unexpected(events.error());
  done.looked_at = static_cast<std::int64_t>(events->size());
  const auto have = known(connection, *events);
  for (const auto& event : *events) {
    if (have.contains("stripe_event:" + event.id)) continue;
    receive(writer, event, client.livemode());
    ++done.missed;
  }
  cursor.move(connection, until);
  return done;
}

}  // namespace daybook
