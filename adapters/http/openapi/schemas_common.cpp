#include "adapters/http/openapi/schemas.hpp"
#include "core/refusal.hpp"

namespace daybook::http::openapi {
namespace {

Schema described(std::string_view description, std::string_view type, std::string_view key,
                 std::string_view value) {
  json::Object out;
  return out.add("type", type).add(key, value).add("description", description).raw();
}

/// Every code that a problem may carry.
Schema problem_codes() {
  std::vector<std::string_view> codes;
  for (int i = 0; i <= static_cast<int>(RefusalCode::stripe_not_configured); ++i)
    codes.push_back(wire_code(static_cast<RefusalCode>(i)));
  json::Object out;
  return out.add("type", "string").add("enum", codes).raw();
}

}  // namespace

void add_common(Schemas& schemas) {
  schemas["Amount"] = described("Minor units (cents, for USD) of the currency beside it.", "integer",
                                "format", "int64");
  schemas["Id"] = described("A UUID.", "string", "format", "uuid");
  schemas["Time"] = described("RFC 3339, in UTC in answers.", "string", "format", "date-time");
  schemas["Currency"] =
      described("ISO 4217 code, or ICP (nine decimals).", "string", "pattern", "^[A-Z]{3}$");
  schemas["Percent"] =
      described("An exact decimal percent: \"12.5\".", "string", "pattern", "^[0-9]+(\\.[0-9]{1,4})?$");
  schemas["Hash"] = described("SHA-256 in hexadecimal.", "string", "pattern", "^[0-9a-f]{64}$");
  schemas["Day"] = described("A calendar day.", "string", "format", "date");
  schemas["Position"] = described("A place in the log: 1 is the first event.", "integer", "format", "int64");

  const Schema field_error = answer({{"pointer", text()}, {"code", text()}, {"detail", text()}});
  schemas["Problem"] = answer({{"type", format("uri-reference")},
                               {"title", text()},
                               {"status", integer(400, 599)},
                               {"detail", text()},
                               {"code", problem_codes()},
                               {"request_id", text()},
                               {"errors", list_of(field_error)},
                               {"error", text()},
                               {"available", integer(), false}});
  schemas["Pagination"] =
      answer({{"page", integer()}, {"limit", integer()}, {"total", integer()}, {"pages", integer()}});
  schemas["Reason"] = request({{"reason", text(200, 1)}});
  schemas["OptionalReason"] = request({optional("reason", text(200))});
  schemas["EmptyRequest"] = request({});
  schemas["Empty"] = answer({});
}

Schemas all_schemas() {
  Schemas schemas;
  add_common(schemas);
  add_orders(schemas);
  add_prices(schemas);
  add_brokers(schemas);
  add_broker_figures(schemas);
  add_payouts(schemas);
  add_logs(schemas);
  return schemas;
}

}  // namespace daybook::http::openapi
