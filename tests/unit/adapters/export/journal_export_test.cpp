#include "adapters/export/journal_export.hpp"

#include <doctest/doctest.h>

#include "adapters/export/hledger.hpp"
#include "adapters/export/journal_books.hpp"
#include "adapters/export/journal_stream.hpp"
#include "tests/unit/adapters/export/export_entries.hpp"

namespace daybook::exports {
namespace {

/// Formats entries one after the other, every balance asserted.
struct OneFile {
  std::string entry(const ExportEntry& e) {
    std::string out;
    format.transaction(out, post_entry(e, {}, running, [](const std::string&) { return true; }));
    return out;
  }
  HledgerFormat format;
  Balances running;
};

TEST_CASE("hledger format: one entry, its declarations before it") {
  OneFile format;
  CHECK(format.entry(sale(7, 1250, "USD")) ==
        "commodity USD\naccount assets:stripe\naccount income:platform:brokers\npayee direct\n\n"
        "2026-11-21 * (TLM2611100001) direct\n"
        "    ; event_id: 0192f0c1-2d3e-7f00-8000-0000000000aa\n"
        "    ; position: 7\n"
        "    ; effective: 2026-11-20T08:00:00.000000Z\n"
        "    ; type: payment.captured\n"
        "    ; description: Payment captured\n"
        "    assets:stripe  12.50 USD = 12.50 USD\n"
        "    income:platform:brokers  -12.50 USD = -12.50 USD\n\n");
  const std::string second = format.entry(sale(8, 5, "USD"));
  CHECK(second.starts_with("2026-11-21 * (TLM2611100001) direct\n"));  // declared once
  CHECK(second.find("    assets:stripe  0.05 USD = 12.55 USD\n") != std::string::npos);
  CHECK(second.find("    income:platform:brokers  -0.05 USD = -12.55 USD\n") != std::string::npos);
}

TEST_CASE("hledger format: every digit of every currency, balances apart") {
  struct Row {
    const char* currency;
    std::int64_t amount;
    const char* posting;
  };
  const Row rows[] = {
      {"JPY", 1250, "    assets:stripe  1250 JPY = 1250 JPY\n"},
      {"USD", -1, "    assets:stripe  -0.01 USD = -0.01 USD\n"},
      {"BHD", 1234, "    assets:stripe  1.234 BHD = 1.234 BHD\n"},
      {"ICP", 1, "    assets:stripe  0.000000001 ICP = 0.000000001 ICP\n"},
      {"EUR", INT64_MAX, "    assets:stripe  92233720368547758.07 EUR = 92233720368547758.07 EUR\n"},
  };
  OneFile format;
  for (const Row& row : rows) {
    CAPTURE(row.currency);
    CHECK(format.entry(sale(1, row.amount, row.currency)).find(row.posting) != std::string::npos);
  }
  CHECK_THROWS_AS(format.entry(sale(2, 1, "EUR")), OverflowError);
}

TEST_CASE("hledger format: what was typed stays in its tag") {
  OneFile format;
  ExportEntry e = sale(1, 1, "USD");
  e.payee_name = "Ada | B\n2026-01-01 * x";
  e.entry.description = "because; position: 9, payee: y";
  e.entry.order_number = "1) z ; a: b";
  const std::string text = format.entry(e);
  CHECK(text.find("    ; name: Ada B 2026-01-01 * x\n") != std::string::npos);
  CHECK(text.find("    ; description: because position: 9 payee: y\n") != std::string::npos);
  CHECK(text.find("\n2026-11-21 * (1 z a: b) direct\n") != std::string::npos);
}

/// One capture of an order, as the store would give it.
class TwoEvents : public EventSource {
 public:
  std::vector<Envelope> read_after(std::int64_t after, std::size_t) override {
    OrderPlaced order;
    order.order_id = *OrderId::parse("0192f0c1-2d3e-7f00-8000-000000000001");
    order.order_number = "=TLM,1";
    order.total_charged = Minor(300);
    order.parts = {Minor{}, Minor{}, Minor(100), Minor(200)};
    PaymentCaptured paid;
    paid.order_id = order.order_id;
    paid.amount = Minor(300);
    paid.parts = order.parts;
    std::vector<Envelope> events;
    for (const Event& event : {Event(order), Event(paid)}) {
      Envelope e;
      e.position = {static_cast<std::int64_t>(events.size()) + 1};
      e.type = type_of(event).name;
      e.recorded_at = *parse_instant("2026-11-21T10:00:00Z");
      e.effective_at = *parse_instant("2026-11-20T10:00:00Z");
      e.payload = encode_payload(event);
      events.push_back(std::move(e));
    }
    events.erase(events.begin(), events.begin() + std::min<std::int64_t>(after, 2));
    return events;
  }
};

TEST_CASE("CSV of postings: one line each, entries without postings left out") {
  TwoEvents events;
  std::string text;
  CHECK(export_journal(events, {}, *find_format("csv"), [&](std::string_view piece) { text += piece; }) == 1);
  const std::string front = "2,2026-11-21T10:00:00.000000Z,2026-11-20T10:00:00.000000Z,payment.captured,";
  CHECK(text ==
        "position,recorded_at,effective_at,type,account,amount_minor,currency,order_number,payee\r\n" +
            front + "assets:stripe,300,USD,\"'=TLM,1\",\r\n" + front +
            "liabilities:supplier:tradelinesupply,-200,USD,\"'=TLM,1\",\r\n" + front +
            "income:platform:brokers,-100,USD,\"'=TLM,1\",\r\n");
}

}  // namespace
}  // namespace daybook::exports
