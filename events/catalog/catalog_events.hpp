#pragma once
// Facts about what is for sale. A catalogue version replaces the cards of its own source only and sets their
// stock as pieces free to sell. Source: domain rules, "Stock"; wire contract, "Prices".

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"

namespace daybook {

struct Card {
  std::string card_id;
  std::string bank_name;
  Minor credit_limit;
  std::string date_opened;  ///< "YYYY-MM-DD"
  Minor price;              ///< base price per unit, the platform's 50% included
  Currency currency;
  std::int64_t stock = 0;  ///< pieces free to sell
};
BOOST_DESCRIBE_STRUCT(Card, (), (card_id, bank_name, credit_limit, date_opened, price, currency, stock))

struct CatalogImported {
  std::string source;
  std::int64_t catalog_version = 0;  ///< over all sources, from 1
  std::vector<Card> cards;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t removed = 0;
};
BOOST_DESCRIBE_STRUCT(CatalogImported, (), (source, catalog_version, cards, added, changed, removed))

/// Pieces of one card that an order holds or gives back.
struct CardQuantity {
  std::string card_id;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(CardQuantity, (), (card_id, quantity))

}  // namespace daybook
