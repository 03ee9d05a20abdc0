#include "tests/bench/bench_shop.hpp"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

#include "adapters/http/api/api_keys.hpp"
#include "events/catalog/catalog_decide.hpp"
#include "events/log/hash.hpp"

namespace daybook::bench {
namespace {

std::string hex(std::string_view bytes) {
  return log::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string derived(const SecretKey& master, std::string_view what, int number) {
  return log::hmac_sha256(master, fmt::format("bench {} {}", what, number));
}

Uuid derived_id(const SecretKey& master, std::string_view what, int number) {
  Uuid id;
  std::memcpy(id.bytes.data(), derived(master, what, number).data(), id.bytes.size());
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

/// The form of http::make_key, from derived bytes instead of random ones.
std::string derived_key(const SecretKey& master, std::string_view kind, int number) {
  const std::string body = std::string(kind) + hex(derived(master, kind, number)).substr(0, 44);
  const std::string text = body + log::to_hex(log::sha256(body)).substr(0, 8);
  if (!http::prefix_of(text, kind)) throw std::logic_error("the form of keys has changed: see api_keys.cpp");
  return text;
}

ShopKey broker_key(const SecretKey& master, KeyKind kind, int number) {
  const auto prefix = kind == KeyKind::secret ? http::kSecretPrefix : http::kPublishablePrefix;
  const std::string text = derived_key(master, prefix, number);
  return {text, {kind, *http::prefix_of(text, prefix), log::to_hex(log::sha256(text))}};
}

}  // namespace

ShopBroker shop_broker(const SecretKey& master, int number) {
  ShopBroker broker;
  broker.id = BrokerId(derived_id(master, "broker", number));
  const std::string chance = derived(master, "terms", number);
  const auto upto = [&](std::size_t at, int limit) {
    return (static_cast<unsigned char>(chance[at]) * 256 + static_cast<unsigned char>(chance[at + 1])) %
           limit;
  };
  broker.terms.revenue_share = {100'000 + 100 * upto(0, 1'501)};
  broker.terms.markup_percent = {100 * upto(2, 2'001)};
  broker.secret = broker_key(master, KeyKind::secret, number);
  broker.publishable = broker_key(master, KeyKind::publishable, number);
  return broker;
}

ShopAdmin shop_admin(const SecretKey& master) {
  const std::string token = derived_key(master, http::kTokenPrefix, 0);
  return {AdminId(derived_id(master, "admin", 0)), token, *http::prefix_of(token, http::kTokenPrefix),
          log::to_hex(log::sha256(token))};
}

std::vector<Card> shop_cards(int count) {
  std::vector<Card> cards;
  for (int i = 0; i < count; ++i) {
    Card card;
    card.card_id = fmt::format("card-{:03}", i);
    card.bank_name = fmt::format("Bank of Springfield {}", i % 17);
    card.credit_limit = Minor(500'000 + 25'000 * (i % 41));
    card.date_opened = fmt::format("{}-{:02}-01", 2009 + i % 14, 1 + i % 12);
    card.price = Minor(501 + 89'983 * (i * 7'919 % 1'000) / 1'000);
    card.stock = kMaxStock;
    cards.push_back(std::move(card));
  }
  return cards;
}

}  // namespace daybook::bench
