#include "tests/bench/known_past.hpp"

#include <fmt/format.h>

#include "adapters/postgres/event_reader.hpp"
#include "adapters/postgres/log_times.hpp"
#include "core/civil_day.hpp"
#include "tests/bench/order_shop.hpp"

namespace daybook::bench {
namespace {

constexpr std::size_t kKnown = 40;           // brokers whose facts are added up here
constexpr std::size_t kInFlight = 1U << 16;  // more requests than ever wait for their replies

std::int64_t day_of(Instant instant) { return instant.micros / kMicrosPerDay; }

}  // namespace

KnownPast::KnownPast(const Bench& bench, const Database& database)
    : known_(kKnown), asked_(kInFlight), head_(database.head()), random_(std::random_device{}()) {
  for (int i = 0; i < kShopBrokers; ++i) brokers_.push_back(shop_broker(bench.master, i));
  read_facts(database);
}

void KnownPast::read_facts(const Database& database) {
  pg::Connection connection(database.app_url());
  first_day_ = day_of(recorded_at(connection, 1).value());
  last_day_ = day_of(recorded_at(connection, head_).value());
  for (std::size_t broker = 0; broker < kKnown; ++broker) {
    const auto rows = connection.exec(
        fmt::format("SELECT {} FROM events WHERE partition_key = $1 AND type IN ('payment.captured', "
                    "'refund.settled') ORDER BY position",
                    kEventColumns),
        {brokers_[broker].id.str()});
    for (int i = 0; i < rows.size(); ++i) {
      const Recorded r = decode(envelope_of(rows, i));
      Fact fact{r.envelope.position.value, day_of(r.envelope.effective_at), 0};
      if (const auto* captured = std::get_if<PaymentCaptured>(&r.event))
        fact.commission = captured->parts.share.value + captured->parts.markup.value;
      if (const auto* refund = std::get_if<RefundSettled>(&r.event))
        fact.commission = -refund->parts.share.value - refund->parts.markup.value;
      ++facts_;
      if (fact.day < day_of(r.envelope.recorded_at)) ++late_;
      known_[broker].push_back(fact);
    }
  }
}

void KnownPast::ask(const Asked& asked, bool past, std::string& out, std::uint64_t& tag) {
  tag = next_tag_++ % kInFlight;
  asked_[tag] = asked;
  std::string target = "/api/brokers/" + brokers_[asked.broker].id.str() + "/balance";
  if (past) target += fmt::format("?as_of={}&effective_date={}", asked.position, day_of_number(asked.day));
  append_request(out, "GET", target, fmt::format("x-api-key: {}\r\n", brokers_[asked.broker].secret.text),
                 "");
}

void KnownPast::next_now(std::string& out, std::uint64_t& tag) {
  ask({random_() % brokers_.size(), head_, last_day_}, false, out, tag);
}

void KnownPast::next_past(std::string& out, std::uint64_t& tag) {
  const auto position = 1 + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(head_));
  const auto days = static_cast<std::uint64_t>(last_day_ - first_day_ + 1);
  const std::int64_t day = first_day_ + static_cast<std::int64_t>(random_() % days);
  ask({random_() % brokers_.size(), position, day}, true, out, tag);
}

bool KnownPast::check(std::uint64_t tag, const LoadReply& reply) {
  const Asked& asked = asked_[tag];
  if (reply.status != 200) return wrong_reply("a read failed", reply);
  if (member_number(reply.body, "position") != asked.position)
    return wrong_reply("a balance is of another position", reply);
  if (asked.broker >= known_.size()) return true;
  ++amounts_checked_;
  std::int64_t available = 0;
  for (const Fact& fact : known_[asked.broker]) {
    if (fact.position > asked.position) break;
    if (fact.day <= asked.day) available += fact.commission;
  }
  return member_number(reply.body, "available") == available ||
         wrong_reply("a balance is not what the facts add up to", reply);
}

}  // namespace daybook::bench
