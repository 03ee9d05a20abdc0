#include "adapters/http/handlers/basket.hpp"
#include "adapters/http/handlers/query.hpp"
#include "adapters/http/handlers/read_handlers.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::http {
namespace {

struct QuoteBody {
  std::vector<BasketLine> items;
};
BOOST_DESCRIBE_STRUCT(QuoteBody, (), (items))

/// The broker whose prices are asked for; null = a direct sale.
Result<const BrokerState*> seller(const LedgerState& ledger, const Call& call) {
  std::optional<BrokerId> id = call.caller.broker;
  if (call.caller.is_admin()) {
    if (const auto text = call.request.query_value("broker_id")) {
      id = BrokerId::parse(*text);
      if (!id) return refuse(invalid_field("?broker_id", "must be a UUID"));
    }
  }
  if (!id) return static_cast<const BrokerState*>(nullptr);
  const BrokerState* broker = ledger.broker(*id);
  if (!broker) return refuse(RefusalCode::not_found, "there is no broker with this broker_id");
  if (broker->status != BrokerStatus::ACTIVE)
    return refuse(RefusalCode::broker_not_active, "the broker is not active: only ACTIVE brokers sell");
  return broker;
}

json::Raw priced_card(const CardState& card, const Terms& terms, bool full) {
  const UnitPrice unit = price_unit(card.card.price, terms);
  json::Object out;
  out.add("card_id", card.card.card_id)
      .add("bank_name", card.card.bank_name)
      .add("credit_limit", card.card.credit_limit)
      .add("date_opened", card.card.date_opened)
      .add("stock", std::max<std::int64_t>(0, card.card.stock))
      .add("customer_price", unit.customer_price)
      .add("currency", card.card.currency);
  if (full)
    out.add("base_price", unit.base)
        .add("broker_revenue_share", unit.revenue_share)
        .add("broker_markup", unit.markup)
        .add("platform_net_revenue", shown_platform_net(unit))
        .add("broker_total_earnings", unit.revenue_share + unit.markup);
  return out.raw();
}

std::string quote_json(const Quote& quote, std::int64_t catalog_version, bool full) {
  std::vector<json::Raw> items;
  for (const auto& item : quote.items) {
    json::Object out;
    out.add("card_id", item.card_id).add("bank_name", item.bank_name).add("quantity", item.quantity);
    if (full)
      out.add("base_price", item.base_price)
          .add("broker_revenue_share", item.revenue_share)
          .add("broker_markup", item.markup);
    items.push_back(out.add("customer_price", item.customer_price).raw());
  }
  const PricedOrder& t = quote.totals;
  json::Object out;
  out.add("items", items);
  if (full)
    out.add("subtotal_base", t.subtotal_base)
        .add("total_revenue_share", t.revenue_share)
        .add("total_broker_markup", t.markup);
  out.add("total_customer_price", t.total);
  if (full)
    out.add("total_platform_revenue", t.platform_net)
        .add("total_broker_earnings", t.revenue_share + t.markup)
        .add("supplier_cost", t.supplier_cost);
  return out.add("currency", quote.currency).add("catalog_version", catalog_version).text();
}

}  // namespace

void get_pricing(const Api& api, Call call, Reply reply) {
  const bool admin = call.caller.is_admin();
  if (auto bad = admin ? check_query(call.request, {"broker_id"}) : check_query(call.request, {}))
    return refuse_call(call, reply, *bad);
  read(
      api, std::move(call), std::move(reply),
      [&api](pg::Connection&, const Call& asked) {
        return api.view.read([&](const LedgerState& ledger) -> Result<Response> {
          const auto broker = seller(ledger, asked);
          if (!broker) return refuse(broker.error());
          const Terms terms = *broker ? (*broker)->terms : Terms{};
          std::vector<json::Raw> data;
          for (const auto& [id, card] : ledger.cards())
            data.push_back(priced_card(card, terms, asked.caller.kind != Caller::Kind::publishable));
          json::Object out;
          return json_response(out.add("data", data).text());
        });
      },
      true);
}

void quote(const Api& api, Call call, Reply reply) {
  const bool admin = call.caller.is_admin();
  if (auto bad = admin ? check_query(call.request, {"broker_id"}) : check_query(call.request, {}))
    return refuse_call(call, reply, *bad);
  auto body = json::read_body<QuoteBody>(call.request.body);
  if (!body) return refuse_call(call, reply, body.error());
  const auto priced = [&api, basket = basket_of(body->items)](const Call& asked) -> Result<Response> {
    auto text = api.view.read([&](const LedgerState& ledger) -> Result<std::string> {
      const auto broker = seller(ledger, asked);
      if (!broker) return refuse(broker.error());
      auto quoted = quote_basket(ledger, *broker, basket, std::nullopt, false);
      if (!quoted) return refuse(quoted.error());
      return quote_json(*quoted, ledger.catalog_version(), asked.caller.kind != Caller::Kind::publishable);
    });
    if (!text) return refuse(text.error());
    return json_response(std::move(*text));
  };
  // Prices are in memory, at the catalogue version that this process has heard of; who names a position waits
  // for it.
  if (call.request.query_value("min_position"))
    return read(
        api, std::move(call), std::move(reply),
        [priced](pg::Connection&, const Call& asked) { return priced(asked); }, true);
  auto response = priced(call);
  if (!response) return refuse_call(call, reply, response.error());
  reply(std::move(*response));
}

void get_catalog(const Api& api, Call call, Reply reply) {
  if (auto bad = check_query(call.request, {"limit", "cursor"})) return refuse_call(call, reply, *bad);
  const auto page = cursor_of(call.request);
  if (!page) return refuse_call(call, reply, page.error());
  read(
      api, std::move(call), std::move(reply),
      [&api, page = *page](pg::Connection&, const Call&) {
        return api.view.read([&](const LedgerState& ledger) -> Result<Response> {
          std::vector<json::Raw> data;
          std::optional<std::string> next;
          auto it = page.cursor ? ledger.cards().upper_bound(*page.cursor) : ledger.cards().begin();
          for (; it != ledger.cards().end() && static_cast<std::int64_t>(data.size()) < page.limit; ++it) {
            json::Object card;
            data.push_back(card.members(it->second.card).add("source", it->second.source).raw());
            next = it->first;
          }
          if (it == ledger.cards().end()) next.reset();
          json::Object out;
          out.add("catalog_version", ledger.catalog_version())
              .add("data", data)
              .add("has_more", next.has_value())
              .add("next_cursor", next);
          return json_response(out.text());
        });
      },
      true);
}

}  // namespace daybook::http
