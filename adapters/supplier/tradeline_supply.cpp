#include "adapters/supplier/tradeline_supply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <set>
#include <thread>

#include "adapters/system/clock.hpp"

namespace daybook::supplier {

using outbound::Request;
using outbound::Response;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

struct TradelineSupply::Problem {
  enum class Kind {
    not_done,  ///< they did nothing
    unknown,   ///< they may have
    person     ///< they did nothing, and will not before somebody changed something
  };
  Kind kind = Kind::not_done;
  std::string detail;
  milliseconds retry_after{0};
};

namespace {

constexpr int kPageSize = 100;
/// Of a list, as an import takes it: one event holds all cards, and an event must fit into a Kafka message.
constexpr std::size_t kMostBytes = 8 * 1024 * 1024;
constexpr std::size_t kBytesOfFigures = 150;      // of a card besides its texts
constexpr int kTries = 3;                         // of a question
constexpr milliseconds kTurnPatience{5'000};      // for the rate limit
constexpr milliseconds kShortWait{2'000};         // that a question waits out by itself
constexpr milliseconds kLongestAsked{3'600'000};  // of their Retry-After
constexpr outbound::Backoff kBetweenTries{milliseconds(200), kShortWait};

/// http would send the key in clear: only to a simulator or proxy on this machine.
void check_settings(const SupplierSettings& s) {
  const auto starts = [&](const char* text) { return s.base_url.starts_with(text); };
  const bool here = starts("http://127.0.0.1:") || starts("http://localhost:") || starts("http://[::1]:");
  if (!starts("https://") && !here)
    throw std::invalid_argument("supplier.base_url must start with https:// (http:// only to this machine)");
  if (s.api_key.empty() ||
      std::any_of(s.api_key.begin(), s.api_key.end(), [](char c) { return c < 0x21 || c > 0x7e; }))
    throw std::invalid_argument("supplier.api_key must be set, to the key as the supplier gave it");
}

outbound::Settings client_settings(const SupplierSettings& s) {
  check_settings(s);
  outbound::Settings out;
  out.base_url = s.base_url;
  out.ca_file = s.ca_file;
  out.timeout = milliseconds(s.timeout_ms);
  out.connect_timeout = std::min(out.connect_timeout, out.timeout);
  return out;
}

milliseconds jitter(int attempt) {
  std::uint64_t random = 0;
  const std::string bytes = random_bytes(sizeof random);
  std::memcpy(&random, bytes.data(), sizeof random);
  return kBetweenTries.wait(attempt, random);
}

milliseconds retry_after(const Response& response) {
  const auto header = response.header("Retry-After");
  std::int64_t seconds = 0;
  if (!header ||
      std::from_chars(header->data(), header->data() + header->size(), seconds).ec != std::errc{} ||
      seconds < 0)
    return milliseconds(0);
  return std::min(kLongestAsked, milliseconds(std::min<std::int64_t>(seconds, 3'600) * 1'000));
}

bool is_plain(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
  });
}

Standing oldest_of(const std::vector<TheirOrder>& orders) {
  Standing out = orders.front().standing;
  // One that they deliver counts before one that they refused.
  for (const auto& order : orders)
    if (order.standing.progress != Progress::rejected) {
      out = order.standing;
      break;
    }
  const auto stands = std::count_if(orders.begin(), orders.end(), [](const TheirOrder& order) {
    return order.standing.progress != Progress::rejected;
  });
  out.copies = std::max(1, static_cast<int>(stands));
  return out;
}

Placement placement_of(const Standing& order) {
  if (order.progress == Progress::rejected) return Rejected{order.reason, order.id};
  return Placed{order};
}

}  // namespace

TradelineSupply::TradelineSupply(const SupplierSettings& settings)
    : settings_(settings),
      client_(client_settings(settings)),
      limit_(static_cast<int>(settings.requests_per_second), static_cast<int>(settings.requests_per_second)) {
}

std::unique_ptr<Supplier> make_supplier(const SupplierSettings& settings) {
  return std::make_unique<TradelineSupply>(settings);
}

outbound::Headers TradelineSupply::headers() const {
  return {{"Authorization", "Bearer " + settings_.api_key},
          {"Accept", "application/json"},
          {"Content-Type", "application/json"}};
}

std::optional<TradelineSupply::Problem> TradelineSupply::wait_for_turn() {
  const auto deadline = Clock::now() + kTurnPatience;
  for (;;) {
    const auto now = Clock::now();
    const auto wait = [&] {
      std::scoped_lock lock(mutex_);
      return limit_.take(now);
    }();
    if (wait.count() == 0) return std::nullopt;
    if (now + wait > deadline)
      return Problem{Problem::Kind::not_done,
                     fmt::format("more calls wait than {} a second (supplier.requests_per_second) lets go",
                                 settings_.requests_per_second),
                     std::chrono::ceil<milliseconds>(wait)};
    std::this_thread::sleep_for(wait);
  }
}

TradelineSupply::Outcome<outbound::CircuitBreaker::Leave> TradelineSupply::leave_to_call() {
  if (auto late = wait_for_turn()) return tl::unexpected(*late);
  std::scoped_lock lock(mutex_);
  const auto now = Clock::now();
  if (const auto leave = breaker_.admit(now)) return *leave;
  const auto wait = std::max(milliseconds(100), breaker_.wait(now));
  return tl::unexpected(Problem{Problem::Kind::not_done,
                                "the supplier failed several times in a row: it is left alone for a while",
                                wait});
}

void TradelineSupply::report(outbound::CircuitBreaker::Leave leave, bool well) {
  std::scoped_lock lock(mutex_);
  well ? breaker_.succeeded(leave) : breaker_.failed(leave, Clock::now());
}

template <class T>
TradelineSupply::Outcome<T> TradelineSupply::call(const Request& request,
                                                  const std::function<Outcome<T>(const Response&)>& judge) {
  const auto leave = leave_to_call();
  if (!leave) return tl::unexpected(leave.error());
  const auto response = client_.send(request);
  if (!response) {
    report(*leave, false);
    const auto kind = response.error().trouble == outbound::Trouble::not_sent ? Problem::Kind::not_done
                      : response.error().trouble == outbound::Trouble::unknown_outcome
                          ? Problem::Kind::unknown
                          : Problem::Kind::person;
    return tl::unexpected(Problem{kind, "the supplier: " + response.error().detail, {}});
  }
  const int status = response->status;
  if (status == 429 || status == 401 || status == 403 || (status >= 300 && status < 400)) {
    report(*leave, true);
    if (status == 429)
      return tl::unexpected(Problem{Problem::Kind::not_done,
                                    "the supplier asks us to call less often (HTTP 429)",
                                    std::max(milliseconds(500), retry_after(*response))});
    if (status >= 400)
      return tl::unexpected(
          Problem{Problem::Kind::person,
                  fmt::format("the supplier refuses our key (HTTP {}): check supplier.api_key", status),
                  {}});
    // "See other" is also how some answer a POST that they have carried out.
    const bool harmless = request.method == "GET";
    return tl::unexpected(
        Problem{harmless ? Problem::Kind::person : Problem::Kind::unknown,
                fmt::format("the supplier sends us elsewhere (HTTP {}): check supplier.base_url", status),
                {}});
  }
  if (status >= 500 || status == 408) {
    report(*leave, false);
    return tl::unexpected(Problem{Problem::Kind::unknown,
                                  fmt::format("the supplier failed (HTTP {})", status),
                                  retry_after(*response)});
  }
  Outcome<T> out = judge(*response);
  report(*leave, out || out.error().kind != Problem::Kind::unknown);
  return out;
}

template <class T>
Answer<T> TradelineSupply::ask(const std::string& target,
                               const std::function<Outcome<T>(const Response&)>& judge) {
  for (int attempt = 1;; ++attempt) {
    auto out = call<T>({"GET", target, headers(), ""}, judge);
    if (out) return std::move(*out);
    const Problem& problem = out.error();
    const bool person = problem.kind == Problem::Kind::person;
    const auto wait = std::max(problem.retry_after, jitter(attempt));
    if (person || attempt == kTries || wait > kShortWait)
      return tl::unexpected(Failure{problem.detail, problem.retry_after, person});
    std::this_thread::sleep_for(wait);
  }
}

Answer<std::vector<Card>> TradelineSupply::price_list() {
  std::vector<Card> cards;
  std::set<std::string> seen;
  std::size_t bytes = 0;
  std::optional<PricePage> first;
  for (std::int64_t page = 1; !first || page <= first->pages; ++page) {
    auto read = ask<PricePage>(
        fmt::format("/api/v1/pricing?page={}&per_page={}", page, kPageSize),
        [&](const Response& response) -> Outcome<PricePage> {
          // A faulty card is no reason to send no orders: it does not count as a failure of the supplier's.
          const auto broken = [](std::string why) {
            return tl::unexpected(Problem{Problem::Kind::not_done, "the supplier's price list: " + why, {}});
          };
          if (response.status != 200) return broken(fmt::format("HTTP {}", response.status));
          auto out = read_price_page(response.body, cards.size());
          if (!out) return broken(out.error());
          if (out->page != page) return broken(fmt::format("page {} was asked, {} came", page, out->page));
          return std::move(*out);
        });
    if (!read) return tl::unexpected(read.error());
    if (!first) first = PricePage{{}, 1, read->pages, read->total};
    const auto faulty = [](std::string why) {
      return tl::unexpected(Failure{"the supplier's price list: " + why});
    };
    if (read->pages != first->pages || read->total != first->total)
      return faulty("changed while it was read: try again");
    for (auto& card : read->cards) {
      if (!seen.insert(card.card_id).second)
        return faulty(fmt::format("card {} has an id that stood there before", cards.size() + 1));
      bytes += card.card_id.size() + card.bank_name.size() + kBytesOfFigures;
      cards.push_back(std::move(card));
    }
    if (bytes > kMostBytes) return faulty("is longer than a catalogue can be");
  }
  if (static_cast<std::int64_t>(cards.size()) != first->total)
    return tl::unexpected(
        Failure{fmt::format("the supplier's price list: {} cards came, {} were announced: try again",
                            cards.size(), first->total)});
  std::sort(cards.begin(), cards.end(), [](const Card& a, const Card& b) { return a.card_id < b.card_id; });
  return cards;
}

Answer<std::optional<Standing>> TradelineSupply::find(const std::string& reference) {
  if (!is_plain(reference))
    return tl::unexpected(Failure{"an order number is letters, digits and \"-\"", {}, true});
  return ask<std::optional<Standing>>(
      "/api/v1/orders?order_id=" + reference,
      [&](const Response& response) -> Outcome<std::optional<Standing>> {
        const auto broken = [](std::string why) {
          return tl::unexpected(Problem{Problem::Kind::unknown, "the supplier's list of orders: " + why, {}});
        };
        if (response.status != 200) return broken(fmt::format("HTTP {}", response.status));
        const auto orders = read_orders(response.body);
        if (!orders) return broken(orders.error());
        for (const auto& order : *orders)
          if (order.reference != reference) return broken("holds another order than the one asked for");
        if (orders->empty()) return std::optional<Standing>{};
        return std::optional(oldest_of(*orders));
      });
}

Answer<std::optional<Standing>> TradelineSupply::status(const std::string& id) {
  if (!is_plain(id)) return tl::unexpected(Failure{"is no order id of the supplier's", {}, true});
  return ask<std::optional<Standing>>(
      "/api/v1/orders/" + id, [&](const Response& response) -> Outcome<std::optional<Standing>> {
        const auto broken = [](std::string why) {
          return tl::unexpected(Problem{Problem::Kind::unknown, "the supplier's order: " + why, {}});
        };
        // Only a 404 that they wrote themselves: a wrong address answers one, too.
        if (response.status == 404 && !read_reason(response.body).empty()) return std::optional<Standing>{};
        if (response.status != 200) return broken(fmt::format("HTTP {}", response.status));
        const auto order = read_order(response.body);
        if (!order) return broken(order.error());
        if (order->standing.id != id) return broken("is another than the one asked for");
        return std::optional(order->standing);
      });
}

TradelineSupply::Outcome<TheirOrder> TradelineSupply::post(const OrderRequest& request) {
  return call<TheirOrder>(
      {"POST", "/api/v1/orders", headers(), order_body(request)},
      [&](const Response& response) -> Outcome<TheirOrder> {
        if (response.status == 422) {
          TheirOrder refused{request.reference, {}};
          refused.standing.progress = Progress::rejected;
          refused.standing.reason = read_reason(response.body);
          if (!refused.standing.reason.empty()) return refused;
        }
        if (response.status == 409)
          return tl::unexpected(
              Problem{Problem::Kind::unknown, "the supplier speaks of a conflict (HTTP 409)", {}});
        if (response.status >= 400)
          return tl::unexpected(
              Problem{Problem::Kind::person,
                      fmt::format("the supplier does not take our order's form (HTTP {}): check "
                                  "supplier.base_url, and whether their API has changed",
                                  response.status),
                      {}});
        auto order = read_order(response.body);
        if (!order)
          return tl::unexpected(
              Problem{Problem::Kind::unknown, "the supplier's answer: " + order.error(), {}});
        if (order->reference != request.reference)
          return tl::unexpected(
              Problem{Problem::Kind::unknown, "the supplier's answer is about another order", {}});
        return std::move(*order);
      });
}

Placement TradelineSupply::look_behind(const OrderRequest& request, const Problem& problem) {
  const auto found = find(request.reference);
  if (found && *found) return placement_of(**found);
  // Not there yet may be there soon: what was sent may still be on its way, or stand in their queue.
  const std::string why = found ? "; no such order is seen there yet"
                                : "; and the look behind it failed: " + found.error().detail;
  return Unknown{problem.detail + why, std::max(milliseconds(settings_.settle_ms), problem.retry_after),
                 !found && found.error().needs_person};
}

Placement TradelineSupply::place(const OrderRequest& request) {
  if (!is_plain(request.reference)) return NotDone{"an order number is letters, digits and \"-\"", {}, true};
  if (request.maybe_sent) {
    const auto begun = Clock::now();
    const auto found = find(request.reference);
    if (!found)
      return Unknown{"it may have been sent before, and the look for it failed: " + found.error().detail,
                     found.error().retry_after, found.error().needs_person};
    if (*found) return placement_of(**found);
    // Who calls us holds a claim that ends: what is sent late in it may be on its way when another looks.
    if (Clock::now() - begun > milliseconds(settings_.timeout_ms))
      return Unknown{"it may have been sent before, and the look for it took long", {}, false};
  }
  const auto order = post(request);
  if (order) return placement_of(order->standing);
  const Problem& problem = order.error();
  if (problem.kind == Problem::Kind::unknown) return look_behind(request, problem);
  return NotDone{problem.detail, problem.retry_after, problem.kind == Problem::Kind::person};
}

}  // namespace daybook::supplier
