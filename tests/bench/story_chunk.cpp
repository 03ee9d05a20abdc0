#include "tests/bench/story_chunk.hpp"

#include <array>
#include <stdexcept>

#include "adapters/http/views/views.hpp"
#include "events/order/order_decide.hpp"
#include "events/payment/payment_decide.hpp"
#include "events/refund/refund_decide.hpp"

namespace daybook::bench {
namespace {

/// The order number that the write path gives to the log's n-th order.
std::string order_number(const Policy& policy, Instant now, std::int64_t n) {
  const Month month = policy.zone.month_of(now);
  return fmt::format("TLM{:02}{:02}{:06}", month.year % 100, month.month, n);
}

}  // namespace

StoryPerson new_person(const Vault& vault, Recorder& recorder, std::string email) {
  StoryPerson person{PersonId(recorder.ids().next()), vault.new_person_key(), std::move(email)};
  add_person(recorder.part().persons,
             {person.id, vault.email_hash(person.email), vault.wrap(person.id, person.key)});
  return person;
}

ChunkTeller::ChunkTeller(const Story& story, std::int64_t number)
    : story_(story),
      number_(number),
      random_(static_cast<std::uint64_t>(number) + 1),
      recorder_(story.opening_events() + number * kChunkEvents + 1, story.log_begins_,
                static_cast<std::uint64_t>(number) + 1),
      orders_placed_(number * kChunkPlaced) {}

LedgerPart ChunkTeller::tell(std::int64_t limit) {
  // What is still to be told; the next is chosen by these weights among what can happen now.
  std::array<std::size_t, 4> left{kChunkPlaced, kChunkCaptured, kChunkRefunded, kChunkCancelled};
  for (std::int64_t told = 0; told < limit; ++told) {
    // A backlog of open orders, so that an order's events are spread out.
    const std::size_t waiting = left[0] == 0 ? 0 : 200;
    const std::array<std::size_t, 4> weight{left[0], open_.size() > waiting ? left[1] : 0,
                                            paid_.empty() ? 0 : left[2],
                                            open_.size() > waiting ? left[3] : 0};
    std::size_t draw = chance(weight[0] + weight[1] + weight[2] + weight[3]);
    std::size_t kind = 0;
    while (draw >= weight[kind]) draw -= weight[kind++];
    --left[kind];
    constexpr std::array kTell{&ChunkTeller::place, &ChunkTeller::capture, &ChunkTeller::refund,
                               &ChunkTeller::cancel};
    (this->*kTell[kind])();
  }
  return std::move(recorder_.part());
}

OrderState ChunkTeller::taken(std::vector<OrderState>& from) {
  std::swap(from[chance(from.size())], from.back());
  OrderState order = std::move(from.back());
  from.pop_back();
  return order;
}

void ChunkTeller::record(const Result<NewEvents>& events, const std::string& actor, OrderState& order) {
  if (!events || events->size() != 1)
    throw std::logic_error("the story was refused: " + (events ? "no one event" : events.error().detail));
  recorder_.append(*events, actor, [&](const Recorded& r) { evolve_order(order, r); });
}

void ChunkTeller::place() {
  const ShopBroker& broker = story_.brokers_[chance(story_.brokers_.size())];
  if (customers_.empty() || chance(2) == 0)
    customers_.push_back(new_person(
        story_.vault_, recorder_, fmt::format("ada.lovelace.{}.{}@example.com", number_, customers_.size())));
  const StoryPerson& who = customers_[chance(customers_.size())];
  PlaceOrder command;
  command.order_id = OrderId(recorder_.ids().next());
  command.broker_id = broker.id;
  command.customer = {who.id, Vault::seal(who.id, who.key, "email", who.email),
                      Vault::seal(who.id, who.key, "name", "Ada Lovelace"), std::nullopt};
  const std::size_t first = chance(story_.cards_.size());
  command.basket = {{story_.cards_[first].card_id, 1 + static_cast<std::int64_t>(chance(3))}};
  if (chance(5) == 0)
    command.basket.push_back({story_.cards_[(first + 1) % story_.cards_.size()].card_id, 1});
  for (std::size_t i = 0; i < command.basket.size(); ++i)
    command.item_ids.push_back(ItemId(recorder_.ids().next()));
  command.now = recorder_.now();
  auto events = decide(story_.ledger_, story_.policy_, command);
  if (!events) throw std::logic_error("the story's order was refused: " + events.error().detail);
  // The ledger is the opening's: the order's number in the log is known here only.
  auto& placed = std::get<OrderPlaced>(events->front().event);
  if (placed.order_number != order_number(story_.policy_, command.now, 1))
    throw std::logic_error("the form of order numbers has changed: see order_decide.cpp");
  placed.order_number = order_number(story_.policy_, command.now, ++orders_placed_);
  const std::string actor = "broker:" + broker.id.str();
  OrderState order;
  record(events, actor, order);
  keep_answer(order, actor);
  open_.push_back(std::move(order));
}

void ChunkTeller::keep_answer(const OrderState& order, const std::string& actor) {
  const std::string key = order.id.str();
  const log::Hash scope = log::sha256(actor + "\nPOST\n/api/orders\n" + key);
  Answer answer{201, "", order.position, false, order.customer.person_id, order.id};
  add_answer(recorder_.part().idempotency, {scope, log::sha256(key), std::move(answer)}, order.created_at,
             story_.vault_);
}

void ChunkTeller::capture() {
  OrderState order = taken(open_);
  constexpr std::array kMethods{PaymentMethod::CASH, PaymentMethod::WIRE, PaymentMethod::CHECK};
  const Instant now = recorder_.now();
  // One in 20 becomes known up to 30 days late.
  const auto late_s = chance(20) == 0 ? static_cast<std::int64_t>(chance(30 * 86'400)) : 0;
  const Instant received{now.micros - late_s * kMicrosPerSecond};
  record(decide(order, story_.policy_, recorder_.ids(),
                RecordManualPayment{kMethods[chance(3)], "seen on the account",
                                    fmt::format("REF {}", recorder_.position()), received, now}),
         "admin:" + story_.admin_.id.str(), order);
  paid_.push_back(std::move(order));
}

void ChunkTeller::refund() {
  OrderState order = taken(paid_);
  const Minor amount =
      chance(2) == 0
          ? order.total_charged
          : Minor(1 + static_cast<std::int64_t>(chance(static_cast<std::size_t>(order.total_charged.value))));
  record(decide(order, story_.policy_, recorder_.ids(),
                RefundManually{amount, "the customer changed their mind", std::nullopt, recorder_.now()}),
         "admin:" + story_.admin_.id.str(), order);
}

void ChunkTeller::cancel() {
  OrderState order = taken(open_);
  record(decide(order, CancelOrder{"the customer asked for it", recorder_.now()}),
         "broker:" + order.broker_id->str(), order);
}

}  // namespace daybook::bench
