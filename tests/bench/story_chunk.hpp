#pragma once
// One chunk of the story (ledger_story.hpp): a shuffled run of orders with what becomes of them.

#include "core/result.hpp"
#include "events/order/order_state.hpp"
#include "tests/bench/ledger_story.hpp"

namespace daybook::bench {

struct StoryPerson {
  PersonId id;
  SecretKey key;
  std::string email;
};
/// Somebody new, with the row of `persons`.
StoryPerson new_person(const Vault& vault, Recorder& recorder, std::string email);

class ChunkTeller {
 public:
  ChunkTeller(const Story& story, std::int64_t number);
  LedgerPart tell(std::int64_t limit);

 private:
  void place();
  void capture();
  void refund();
  void cancel();
  void record(const Result<NewEvents>& events, const std::string& actor, OrderState& order);
  /// The answer kept under the request's Idempotency-Key, as Writer::save_kept does.
  void keep_answer(const OrderState& order, const std::string& actor);
  std::size_t chance(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  /// Takes a random element out.
  OrderState taken(std::vector<OrderState>& from);

  const Story& story_;
  std::int64_t number_;
  std::mt19937_64 random_;
  Recorder recorder_;
  std::int64_t orders_placed_;  // in the whole log
  std::vector<StoryPerson> customers_;
  std::vector<OrderState> open_;
  std::vector<OrderState> paid_;
};

}  // namespace daybook::bench
