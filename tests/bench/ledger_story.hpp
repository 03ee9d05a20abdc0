#pragma once
// A plausible history for big ledgers: who there is, then orders, payments, refunds and cancellations, each
// decided by the same functions as on the write path. Cut into chunks that know nothing of each other, so
// that several threads make them at once: an order lives within one chunk.

#include "adapters/vault/vault.hpp"
#include "events/ledger/ledger_state.hpp"
#include "events/policy.hpp"
#include "tests/bench/bench_shop.hpp"
#include "tests/bench/recorder.hpp"

namespace daybook::bench {

/// Events of a whole chunk: orders placed, captured (some in effect before they were recorded), refunded
/// (part or all), cancelled; the rest of its orders stays unpaid.
inline constexpr int kChunkPlaced = 4'900;
inline constexpr int kChunkCaptured = 4'200;
inline constexpr int kChunkRefunded = 500;
inline constexpr int kChunkCancelled = 400;
inline constexpr std::int64_t kChunkEvents = kChunkPlaced + kChunkCaptured + kChunkRefunded + kChunkCancelled;

class Story {
 public:
  /// Tells the opening: admin, brokers registered and approved, their terms, the catalogue.
  Story(const SecretKey& master, Instant log_begins, int brokers = kShopBrokers, int cards = kShopCards);

  const LedgerPart& opening() const { return opening_; }
  std::int64_t opening_events() const { return ledger_.position().value; }
  /// The n-th chunk behind the opening, from 0, cut off after `limit` events. Callable from any thread.
  LedgerPart chunk(std::int64_t number, std::int64_t limit = kChunkEvents) const;

 private:
  friend class ChunkTeller;
  void open();

  Vault vault_;
  Policy policy_;
  Instant log_begins_;
  ShopAdmin admin_;
  std::vector<ShopBroker> brokers_;
  std::vector<Card> cards_;
  LedgerState ledger_;
  LedgerPart opening_;
};

}  // namespace daybook::bench
