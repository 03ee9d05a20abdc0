#include "events/catalog/catalog_decide.hpp"

#include <fmt/format.h>

#include <set>

#include "core/period.hpp"
#include "core/text.hpp"

namespace daybook {
namespace {

std::optional<Refusal> check(const LedgerState& ledger, const ImportCatalog& c) {
  const auto fault = [](std::size_t i, const char* field, std::string why) {
    return invalid_field(fmt::format("/cards/{}/{}", i, field), std::move(why));
  };
  const Zone utc;
  std::set<std::string_view> seen;
  if (c.source.empty()) return invalid_field("/source", "must not be empty");
  for (std::size_t i = 0; i < c.cards.size(); ++i) {
    const Card& card = c.cards[i];
    if (card.card_id.empty()) return fault(i, "card_id", "must not be empty");
    if (!seen.insert(card.card_id).second) return fault(i, "card_id", "appears twice in this import");
    if (const auto* other = ledger.card(card.card_id); other && other->source != c.source)
      return fault(i, "card_id", "belongs to source \"" + other->source + "\"");
    if (card.bank_name.empty()) return fault(i, "bank_name", "must not be empty");
    if (card.credit_limit < Minor{}) return fault(i, "credit_limit", "must not be negative");
    if (!utc.start_of(card.date_opened)) return fault(i, "date_opened", "must be a day, \"YYYY-MM-DD\"");
    if (card.price < Minor{1} || card.price > kMaxOrderTotal)
      return fault(i, "price", "must be between 1 and 99999999 minor units");
    if (card.stock < 0 || card.stock > kMaxStock) return fault(i, "stock", "must be between 0 and 10000000");
  }
  return std::nullopt;
}

bool differs(const Card& a, const Card& b) {
  return a.bank_name != b.bank_name || a.credit_limit != b.credit_limit || a.date_opened != b.date_opened ||
         a.price != b.price || a.currency != b.currency || a.stock != b.stock;
}

}  // namespace

Result<NewEvents> decide(const LedgerState& ledger, const ImportCatalog& c) {
  if (auto bad = check(ledger, c)) return refuse(*bad);
  CatalogImported fact{c.source, ledger.catalog_version() + 1, c.cards};
  std::set<std::string> kept;
  for (const auto& card : c.cards) {
    kept.insert(card.card_id);
    const auto* before = ledger.card(card.card_id);
    if (!before) {
      ++fact.added;
    } else if (differs(before->card, card)) {
      ++fact.changed;
    }
  }
  for (const auto& [id, state] : ledger.cards())
    if (state.source == c.source && !kept.contains(id)) ++fact.removed;
  return NewEvents{{fact, c.now}};
}

}  // namespace daybook
