#include "adapters/http/openapi/schemas.hpp"

namespace daybook::http::openapi {

void add_prices(Schemas& schemas) {
  const Schema amount = ref("Amount");
  const Fields card{{"card_id", text(200, 1)},
                    {"bank_name", text(200, 1)},
                    {"credit_limit", integer(0, INT64_MAX)},
                    {"date_opened", ref("Day")},
                    {"price", integer(1, 99'999'999)},
                    {"currency", ref("Currency")},
                    {"stock", integer(0, 10'000'000)}};
  schemas["CatalogImport"] = request({{"source", text(200, 1)}, {"cards", list_of(request(card))}});
  schemas["CatalogImportResult"] = answer({{"catalog_version", integer()},
                                           {"added", integer()},
                                           {"changed", integer()},
                                           {"removed", integer()}});
  schemas["CatalogCard"] = answer({{"card_id", text()},
                                   {"bank_name", text()},
                                   {"credit_limit", amount},
                                   {"date_opened", ref("Day")},
                                   {"price", amount},
                                   {"currency", ref("Currency")},
                                   {"stock", integer()},
                                   {"source", text()}});
  schemas["Catalog"] = page_of(ref("CatalogCard"), {{"catalog_version", integer()}});

  // What stands behind `false` is for secret keys and admins only.
  schemas["PricedCard"] = answer({{"card_id", text()},
                                  {"bank_name", text()},
                                  {"credit_limit", amount},
                                  {"date_opened", ref("Day")},
                                  {"stock", integer()},
                                  {"customer_price", amount},
                                  {"currency", ref("Currency")},
                                  {"base_price", amount, false},
                                  {"broker_revenue_share", amount, false},
                                  {"broker_markup", amount, false},
                                  {"platform_net_revenue", amount, false},
                                  {"broker_total_earnings", amount, false}});
  schemas["PriceList"] = answer({{"data", list_of(ref("PricedCard"))}});
  schemas["QuotedLine"] = request({{"card_id", text(200)}, {"quantity", integer(1, INT64_MAX)}});
  schemas["QuoteRequest"] = request({{"items", list_of(ref("QuotedLine"))}});
  schemas["QuoteItem"] = answer({{"card_id", text()},
                                 {"bank_name", text()},
                                 {"quantity", integer()},
                                 {"base_price", amount, false},
                                 {"broker_revenue_share", amount, false},
                                 {"broker_markup", amount, false},
                                 {"customer_price", amount}});
  schemas["Quote"] = answer({{"items", list_of(ref("QuoteItem"))},
                             {"subtotal_base", amount, false},
                             {"total_revenue_share", amount, false},
                             {"total_broker_markup", amount, false},
                             {"total_customer_price", amount},
                             {"total_platform_revenue", amount, false},
                             {"total_broker_earnings", amount, false},
                             {"supplier_cost", amount, false},
                             {"currency", ref("Currency")},
                             {"catalog_version", integer()}});
}

}  // namespace daybook::http::openapi
