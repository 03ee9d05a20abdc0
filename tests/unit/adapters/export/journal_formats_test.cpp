// The renderers, text for text; what judges say of whole exports: tests/integration/journal_exports_test.cpp.

#include "adapters/export/journal_formats.hpp"

#include <doctest/doctest.h>

#include "adapters/export/beancount.hpp"
#include "adapters/export/entry_record.hpp"
#include "adapters/export/entry_spool.hpp"
#include "adapters/export/journal_books.hpp"
#include "tests/unit/adapters/export/export_entries.hpp"

namespace daybook::exports {
namespace {

const Asserted kAll = [](const std::string&) { return true; };
const Asserted kNone = [](const std::string&) { return false; };

TEST_CASE("formats: each has a name, and only the names there are") {
  std::string names;
  for (const FormatRow& row : formats()) {
    names += std::string(row.name) + " ";
    CHECK(find_format(row.name) == &row);
  }
  CHECK(names == "hledger ledger beancount csv xero ");
  CHECK(find_format("xlsx") == nullptr);
}

TEST_CASE("beancount format: accounts are opened before use, a day's balances stand at the next day") {
  const auto format = find_format("beancount")->make();
  Balances running;
  JournalOptions options;
  std::string out;
  format->begin(out, {FileKind::whole, "days", nullptr, {}});
  CHECK(out.find("option \"inferred_tolerance_multiplier\" \"0\"\n") != std::string::npos);
  CHECK(out.find("auto_accounts") == std::string::npos);
  out.clear();
  ExportEntry e = sale(7, 1250, "USD");
  e.payee_name = "Ada \"x\\\"\n1999-01-01 open Assets:Forged";
  format->transaction(out, post_entry(e, options, running, kAll));
  CHECK(out ==
        "2026-11-21 open Assets:Stripe\n2026-11-21 open Income:Platform:Brokers\n"
        "2026-11-21 * \"direct\" \"Payment captured\"\n"
        "  event_id: \"0192f0c1-2d3e-7f00-8000-0000000000aa\"\n"
        "  position: 7\n"
        "  effective: \"2026-11-20T08:00:00.000000Z\"\n"
        "  type: \"payment.captured\"\n"
        "  order: \"TLM2611100001\"\n"
        "  name: \"Ada \\\"x\\\\\\\" 1999-01-01 open Assets:Forged\"\n"
        "  Assets:Stripe  12.50 USD\n"
        "  Income:Platform:Brokers  -12.50 USD\n\n");
  out.clear();
  const ExportEntry second = sale(8, 5, "USD");
  format->transaction(out, post_entry(second, options, running, kAll));
  CHECK(out.starts_with("2026-11-21 * \"direct\""));  // opened once; the day is not over
  out.clear();
  format->end(out);
  CHECK(out ==
        "2026-11-22 balance Assets:Stripe  12.55 USD\n"
        "2026-11-22 balance Income:Platform:Brokers  -12.55 USD\n\n");
}

TEST_CASE("beancount format: a part opens nothing and asserts its own accounts, an index opens all") {
  const auto part = find_format("beancount")->make();
  Balances running;
  std::string out;
  part->begin(out, {FileKind::part, "days", nullptr, {}});
  CHECK(out.find("plugin \"beancount.plugins.auto_accounts\"\n") != std::string::npos);
  out.clear();
  const ExportEntry e = sale(1, 1, "JPY");
  part->transaction(out, post_entry(e, {}, running, kNone));
  part->end(out);
  CHECK(out.find(" open ") == std::string::npos);
  CHECK(out.find(" balance ") == std::string::npos);
  CHECK(out.find("  Assets:Stripe  1 JPY\n") != std::string::npos);

  const auto index = find_format("beancount")->make();
  const std::set<std::string> accounts{"assets:bank", "income:platform:brokers"};
  out.clear();
  index->begin(out, {FileKind::index, "days", &accounts, "2026-01-01"});
  CHECK(out.ends_with("2026-01-01 open Assets:Bank\n2026-01-01 open Income:Platform:Brokers\n"));
  out.clear();
  index->include(out, "2026/direct.beancount");
  index->assert_balances(out, "2026-12-31", {{{"assets:bank", *parse_currency("BHD")}, Minor(-1234)}});
  CHECK(out == "include \"2026/direct.beancount\"\n2027-01-01 balance Assets:Bank  -1.234 BHD\n\n");
}

TEST_CASE("hledger and ledger formats: balances may be asserted without moving, ledger knows the tags") {
  std::string out;
  const auto ledger = find_format("ledger")->make();
  ledger->begin(out, {FileKind::index, "days", nullptr, {}});
  CHECK(out.find("\ntag event_id\n") != std::string::npos);
  out.clear();
  find_format("hledger")->make()->begin(out, {FileKind::index, "days", nullptr, {}});
  CHECK(out.find("\ntag ") == std::string::npos);
  out.clear();
  ledger->assert_balances(out, "2026-12-31", {{{"assets:bank", *parse_currency("USD")}, Minor(5)}});
  CHECK(out.find("    assets:bank  0.00 USD = 0.05 USD\n") != std::string::npos);
}

TEST_CASE("xero format: narrations tell journals apart, and nothing is a formula") {
  std::string out;
  const auto xero = find_format("xero")->make();
  xero->begin(out, {FileKind::part, "days", nullptr, {}});
  ExportEntry e = sale(7, -1250, "USD");
  e.payee_name = "=HYPERLINK(\"http://x\")\n, Ada";
  Balances running;
  xero->transaction(out, post_entry(e, {}, running, kAll));
  CHECK(out ==
        "Narration,Date,Description,AccountCode,TaxRate,Amount\r\n"
        "7 payment.captured TLM2611100001,21/11/2026,\"'=HYPERLINK(\"\"http://x\"\") , Ada direct: Payment "
        "captured\",assets:stripe,Tax Exempt,-12.50\r\n"
        "7 payment.captured TLM2611100001,21/11/2026,\"'=HYPERLINK(\"\"http://x\"\") , Ada direct: Payment "
        "captured\",income:platform:brokers,Tax Exempt,12.50\r\n");
}

TEST_CASE("carried balances: one balanced transaction a currency, zero ones left out, and back again") {
  const Currency usd = *parse_currency("USD"), jpy = *parse_currency("JPY");
  const Balances balances{{{"assets:bank", jpy}, Minor(3)},
                          {{"assets:bank", usd}, Minor(7)},
                          {{"assets:cash", usd}, Minor(0)},
                          {{"income:x", jpy}, Minor(-3)},
                          {{"income:x", usd}, Minor(-7)}};
  Balances running;
  const auto in = carry(balances, Carried::in, 2027, "direct", running, kAll);
  REQUIRE(in.size() == 2);
  CHECK(running[{"assets:bank", usd}] == Minor(7));
  for (const auto& t : in) {
    CHECK(t.day == "2027-01-01");
    CHECK(t.postings.size() == 2);
    CHECK(t.postings[0].amount + t.postings[1].amount == Minor{});
    CHECK(t.postings[0].balance == t.postings[0].amount);
  }
  const auto out = carry(balances, Carried::out, 2027, "direct", running, kNone);
  CHECK(all_zero(running));
  CHECK(!out.at(0).postings.at(0).balance);
}

TEST_CASE("spool: entries come back as they were, in any order") {
  EntrySpool spool;
  std::vector<SpoolPlace> places;
  constexpr int kEntries = 9'000;  // more than its buffer
  for (int i = 0; i < kEntries; ++i) {
    ExportEntry e = sale(i, i, "ICP");
    e.entry.description.assign(static_cast<std::size_t>(i % 257), 'd');
    if (i % 2 == 0) e.payee_name = std::string("\0;", 2);
    if (i % 3 == 0) e.entry.payee = *BrokerId::parse("0192f0c1-2d3e-7f00-8000-0000000000bb");
    if (i % 5 == 0) e.entry.order_id = *OrderId::parse("0192f0c1-2d3e-7f00-8000-0000000000cc");
    if (i % 7 == 0) e.entry.order_number.reset();
    places.push_back(spool.add(e));
  }
  for (int i = kEntries - 1; i >= 0; i -= 13) {
    const ExportEntry e = spool.read(places[static_cast<std::size_t>(i)]);
    CHECK(e.entry.position == i);
    CHECK(e.entry.amounts == std::vector<Minor>{Minor(i), Minor(-i)});
    CHECK(e.entry.accounts == sale(i, i, "ICP").entry.accounts);
    CHECK(e.entry.currency.str() == "ICP");
    CHECK(e.entry.description.size() == static_cast<std::size_t>(i % 257));
    CHECK(e.payee_name.has_value() == (i % 2 == 0));
    if (e.payee_name) CHECK(*e.payee_name == std::string("\0;", 2));
    CHECK(e.entry.payee.has_value() == (i % 3 == 0));
    CHECK(e.entry.order_id.has_value() == (i % 5 == 0));
    CHECK(e.entry.order_number.has_value() == (i % 7 != 0));
    CHECK(e.entry.recorded_at == sale(i, i, "ICP").entry.recorded_at);
  }
  std::string record;
  write_record(record, sale(1, 1, "USD"));
  record.pop_back();
  CHECK_THROWS_AS(read_record(record), std::logic_error);
}

}  // namespace
}  // namespace daybook::exports
