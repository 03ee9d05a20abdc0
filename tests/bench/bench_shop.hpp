#pragma once
// The cast of every benchmark: one admin, brokers with keys and terms, cards with plenty of stock. All
// derived from the master key and a number, so that whoever has a ledger's master key knows its brokers'
// secret keys.

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/vault/vault.hpp"
#include "events/broker/broker_events.hpp"
#include "events/catalog/catalog_events.hpp"

namespace daybook::bench {

struct ShopKey {
  std::string text;  ///< as a caller sends it
  KeyHash kept;
};

struct ShopBroker {
  BrokerId id;
  Terms terms;  ///< share 10-25%, markup 0-20%, both with two decimals
  ShopKey secret;
  ShopKey publishable;
};

struct ShopAdmin {
  AdminId id;
  std::string token;
  std::string prefix;
  std::string sha256;  ///< hex
};

/// Throws std::logic_error when the keys are not of the form that the server accepts.
ShopBroker shop_broker(const SecretKey& master, int number);
ShopAdmin shop_admin(const SecretKey& master);
/// Cards "card-000" … in USD, 5.01 to 904.83, odd prices among them, as much stock as is allowed.
std::vector<Card> shop_cards(int count);

/// What everybody uses.
inline constexpr int kShopBrokers = 1'000;
inline constexpr int kShopCards = 200;

}  // namespace daybook::bench
