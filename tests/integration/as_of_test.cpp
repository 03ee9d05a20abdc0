// "What did we believe on X about Y": every route and command that answers for the past, against sums over
// the whole journal, at random positions, times and days, with payments that became known late.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "core/civil_day.hpp"
#include "tests/support/business.hpp"
#include "tests/support/json_schema.hpp"

namespace daybook::test {
namespace {

using Accounts = std::map<std::string, std::int64_t>;  // "account currency" -> debit positive

struct JournalEntry {
  std::int64_t position = 0;
  Instant recorded_at, effective_at;
  std::string type;
  Accounts postings;
};

struct Point {
  std::string as_of, effective_date;  ///< as asked; "" = not
  std::int64_t position = 0;
  Instant end{INT64_MAX};
  std::string query() const {
    std::string text;
    if (!as_of.empty()) text += "&as_of=" + as_of;
    if (!effective_date.empty()) text += "&effective_date=" + effective_date;
    return text.substr(1);
  }
  std::vector<std::string> arguments(const std::string& as_of_flag) const {
    std::vector<std::string> words;
    if (!as_of.empty()) words.insert(words.end(), {as_of_flag, as_of});
    if (!effective_date.empty()) words.insert(words.end(), {"--effective-date", effective_date});
    return words;
  }
};

Instant time_of(const Json& json) { return parse_instant(json.text()).value(); }

std::int64_t sum_of(const Accounts& accounts, const std::string& prefix) {
  std::int64_t sum = 0;
  for (const auto& [name, amount] : accounts)
    if (name.starts_with(prefix)) sum += amount;
  return sum;
}

class PastStory {
 public:
  PastStory(const std::string& zone_name, std::uint64_t seed)
      : zone(zone_name), daybook({.kafka = false, .time_zone = zone_name}), random(seed) {
    import_cards(daybook, 500);
    brokers = {approved_broker(daybook), approved_broker(daybook, "second@example.com"),
               approved_broker(daybook, "idle@example.com")};
    today = zone.day_of(journal_time());
    for (int i = 0; i < 110; ++i) sale(i);
    pay_out();
    for (int i = 0; i < 15; ++i) sale(i);
    read_journal();
  }

  Point any_point() {
    Point point;
    point.position = daybook.head();
    const auto& some = journal[random() % journal.size()];
    switch (random() % 5) {
      case 0:
        point.position = 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(daybook.head()));
        point.as_of = std::to_string(point.position);
        break;
      case 1:  // that very moment; several events may share it
        point.as_of = to_string(some.recorded_at);
        point.position = last_at(some.recorded_at);
        break;
      case 2:
        point.as_of = today;
        break;
      case 3:
        point.as_of = std::to_string(some.position);
        point.position = some.position;
        break;
      default:
        break;
    }
    if (point.as_of.empty() || random() % 3 != 0) {
      const auto& other = journal[random() % journal.size()];
      const Instant at{other.effective_at.micros -
                       static_cast<std::int64_t>(random() % 2) * 3 * kMicrosPerDay};
      point.effective_date = zone.day_of(at);
      point.end = zone.end_of(point.effective_date).value();
    }
    return point;
  }

  Accounts truth(const Point& point) const {
    Accounts sums;
    for (const JournalEntry& entry : journal)
      if (entry.position <= point.position && entry.effective_at < point.end)
        for (const auto& [account, amount] : entry.postings) sums[account] += amount;
    return sums;
  }
  /// Completed payouts less returned ones: what left the account `in_transit` for good.
  std::int64_t paid(const Point& point, const Broker& broker) const {
    std::int64_t sum = 0;
    for (const JournalEntry& entry : journal)
      if (entry.position <= point.position && entry.effective_at < point.end &&
          entry.type == "payout.completed")
        sum += sum_of(entry.postings, "liabilities:brokers:" + broker.id + ":in_transit");
    return sum;
  }
  Json get(const std::string& target) { return must(daybook.get(daybook.admin("AUDITOR"), target)); }

  Zone zone;
  Daybook daybook;
  std::mt19937_64 random;
  std::vector<Broker> brokers;
  std::vector<JournalEntry> journal;
  Day today;

 private:
  Instant journal_time() {
    return time_of(get("/api/log/events?limit=1")["data"][std::size_t{0}]["recorded_at"]);
  }
  std::int64_t last_at(Instant instant) {
    std::int64_t last = 0;
    for (std::int64_t from = 1; from <= daybook.head(); from += 100) {
      const Json page = get(fmt::format("/api/log/events?limit=100&from={}", from));
      for (std::size_t i = 0; i < page["data"].size(); ++i)
        if (time_of(page["data"][i]["recorded_at"]) <= instant) last = page["data"][i]["position"].integer();
    }
    return last;
  }

  void sale(int number) {
    const Broker& broker = brokers[number % 5 == 4 ? 1 : 0];
    const Json order = place_order(daybook, broker, number % 2 == 0 ? "odd" : "tie");
    const std::string path = "/api/orders/" + order["id"].text();
    // Two thirds arrive late: up to 40 days in effect before they are known, to the second.
    const std::int64_t late_s = random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % (40 * 86'400));
    std::string received =
        to_string(Instant{time_of(order["created_at"]).micros - late_s * kMicrosPerSecond});
    must(daybook.call(
        daybook.admin(), "POST", path + "/manual-payment",
        fmt::format(R"({{"payment_method":"CASH","reason":"r","received_at":"{}"}})", received)));
    if (number % 7 == 0)
      must(daybook.call(daybook.admin(), "POST", path + "/refunds",
                        fmt::format(R"({{"amount":{},"reason":"r"}})", 1 + random() % 2'000)));
    if (number % 11 == 0) must(daybook.call(daybook.admin(), "POST", path + "/hold", kReason));
  }
  void pay_out() {
    const Month month = parse_month(today.substr(0, 7)).value();
    const Json run = must(daybook.call(daybook.admin(), "POST", "/api/payouts/run",
                                       fmt::format(R"({{"year":{},"month":{}}})", month.year, month.month)));
    for (std::size_t i = 0; i < run["created"].size(); ++i) {
      const std::string path = "/api/payouts/" + run["created"][i]["id"].text();
      if (i == 1) {
        must(daybook.call(daybook.admin(), "POST", path + "/cancel", kReason));
        continue;
      }
      must(daybook.call(daybook.admin("ACCOUNTANT"), "POST", path + "/approve", R"({"version":1})"));
      must(daybook.call(daybook.admin(), "POST", path + "/process", "{}"));
      must(daybook.call(daybook.admin(), "POST", path + "/complete", R"({"transaction_id":"t-1"})"));
    }
  }
  void read_journal() {
    for (std::string cursor;;) {
      const Json page = get("/api/ledger/entries?limit=100" + (cursor.empty() ? "" : "&cursor=" + cursor));
      for (std::size_t i = 0; i < page["data"].size(); ++i) {
        const Json row = page["data"][i];
        JournalEntry entry{row["position"].integer(),
                           time_of(row["recorded_at"]),
                           time_of(row["effective_at"]),
                           row["type"].text(),
                           {}};
        for (std::size_t p = 0; p < row["postings"].size(); ++p)
          entry
              .postings[row["postings"][p]["account"].text() + " " + row["postings"][p]["currency"].text()] +=
              row["postings"][p]["amount"].integer();
        journal.push_back(std::move(entry));
      }
      if (!page["has_more"].boolean()) return;
      cursor = page["next_cursor"].text();
    }
  }
};

void check_meaning(PastStory& story, const Json& answer, const Point& point) {
  const std::int64_t position = answer["as_of"]["position"].integer();
  CHECK(position == point.position);
  const Json event = story.get(fmt::format("/api/log/events?limit=1&from={}", position));
  CHECK(answer["as_of"]["recorded_at"].text() == event["data"][std::size_t{0}]["recorded_at"].text());
  if (!point.effective_date.empty()) CHECK(answer["effective_date"].text() == point.effective_date);
}

/// Pages of a list, each saying what it is about.
std::vector<Json> pages_of(PastStory& story, const std::string& target, const char* schema,
                           const Point& point) {
  std::vector<Json> pages;
  for (std::string cursor;;) {
    const auto answer = story.daybook.get(story.daybook.admin("AUDITOR"),
                                          target + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& violation : violations(schema, answer.body)) FAIL_CHECK(violation);
    pages.push_back(must(answer));
    check_meaning(story, pages.back(), point);
    if (!pages.back()["has_more"].boolean()) return pages;
    cursor = pages.back()["next_cursor"].text();
    CHECK(cursor.find_first_of(" %+&#") == std::string::npos);  // goes into an address as it is
  }
}

void check_balances(PastStory& story, const Point& point, const Accounts& truth) {
  for (const Broker& broker : story.brokers) {
    const auto answer =
        story.daybook.get(broker.secret, "/api/brokers/" + broker.id + "/balance?" + point.query());
    for (const auto& violation : violations("Balance", answer.body)) FAIL_CHECK(violation);
    const Json json = must(answer);
    check_meaning(story, json, point);
    REQUIRE(json["balances"].size() == 1);
    const Json usd = json["balances"][std::size_t{0}];
    for (const std::string state : {"pending", "available", "held", "in_transit"}) {
      CAPTURE(state);
      const std::string account = "liabilities:brokers:" + broker.id + ":" + state;
      CHECK(usd[state].integer() == -sum_of(truth, account));
      for (const std::string component : {"revenue_share", "markup"})
        CHECK(usd["components"][component][state].integer() == -sum_of(truth, account + ":" + component));
    }
    CHECK(usd["paid"].integer() == story.paid(point, broker));
  }
}

Accounts accounts_of(const Json& trial_balance) {
  Accounts accounts;
  for (std::size_t i = 0; i < trial_balance["currencies"].size(); ++i) {
    const Json of = trial_balance["currencies"][i];
    CHECK(of["difference"].integer() == 0);
    for (std::size_t j = 0; j < of["accounts"].size(); ++j)
      accounts[of["accounts"][j]["account"].text() + " " + of["currency"].text()] =
          of["accounts"][j]["balance"].integer();
  }
  return accounts;
}

void check_ledger(PastStory& story, const Point& point, const Accounts& truth) {
  const auto answer =
      story.daybook.get(story.daybook.admin("AUDITOR"), "/api/ledger/trial-balance?" + point.query());
  for (const auto& violation : violations("TrialBalance", answer.body)) FAIL_CHECK(violation);
  check_meaning(story, must(answer), point);
  CHECK(accounts_of(must(answer)) == truth);
  for (const std::string& prefix : {std::string(), std::string("assets:"), std::string("liabilities:brokers"),
                                    "liabilities:brokers:" + story.brokers[1].id + ":available"}) {
    CAPTURE(prefix);
    Accounts listed, expected;
    for (const Json& page : pages_of(
             story, "/api/ledger/accounts?limit=3&prefix=" + prefix + "&" + point.query(), "Accounts", point))
      for (std::size_t i = 0; i < page["data"].size(); ++i)
        listed[page["data"][i]["account"].text() + " " + page["data"][i]["currency"].text()] =
            page["data"][i]["balance"].integer();
    for (const auto& [name, amount] : truth)
      if (name.starts_with(prefix)) expected[name] = amount;
    CHECK(listed == expected);
  }
  std::vector<std::int64_t> positions, expected;
  for (const Json& page : pages_of(story, "/api/ledger/entries?limit=23&" + point.query(), "Entries", point))
    for (std::size_t i = 0; i < page["data"].size(); ++i)
      positions.push_back(page["data"][i]["position"].integer());
  for (const JournalEntry& entry : story.journal)
    if (entry.position <= point.position && entry.effective_at < point.end)
      expected.push_back(entry.position);
  CHECK(positions == expected);
}

void check_statement(PastStory& story, const Point& point) {
  const std::string month =
      story.zone.day_of(story.journal[story.random() % story.journal.size()].effective_at).substr(0, 7);
  const Broker& broker = story.brokers[0];
  const auto answer = story.daybook.get(
      broker.secret, fmt::format("/api/brokers/{}/statement?period={}&{}", broker.id, month, point.query()));
  for (const auto& violation : violations("Statement", answer.body)) FAIL_CHECK(violation);
  const Json json = must(answer);
  CHECK(json["position"].integer() == point.position);
  if (!point.effective_date.empty()) CHECK(json["effective_date"].text() == point.effective_date);
  const Json usd = json["currencies"][std::size_t{0}];
  const Period period = story.zone.period_of(parse_month(month).value());
  const auto available = [&](Instant end) {
    Point limited = point;
    limited.end = std::min(point.end, end);
    return -sum_of(story.truth(limited), "liabilities:brokers:" + broker.id + ":available");
  };
  CHECK(usd["opening"].integer() == available(period.start));
  CHECK(usd["closing"].integer() == available(period.end));
}

void check_commands(PastStory& story, const Point& point, const Accounts& truth) {
  std::vector<std::string> words{"audit", "trial-balance", "--json"};
  for (const auto& word : point.arguments("--to")) words.push_back(word);
  const auto audited = story.daybook.run(words);
  REQUIRE_MESSAGE(audited.code == 0, audited.text);
  const Json json = Json::parse(audited.text.substr(audited.text.rfind("\n{") + 1));
  Accounts accounts;
  for (std::size_t i = 0; i < json["accounts"].size(); ++i)
    accounts[json["accounts"][i]["account"].text() + " " + json["accounts"][i]["currency"].text()] =
        json["accounts"][i]["amount"].integer();
  CHECK(accounts == truth);

  words = {"ledger", "show-trial-balance", "--as", "auditor.1@staff.example"};
  for (const auto& word : point.arguments("--as-of")) words.push_back(word);
  const auto shown = story.daybook.run(words);
  REQUIRE_MESSAGE(shown.code == 0, shown.text);
  CHECK(accounts_of(Json::parse(shown.text)) == truth);

  words = {"broker", "balance", story.brokers[0].id, "--as", "auditor.1@staff.example"};
  for (const auto& word : point.arguments("--as-of")) words.push_back(word);
  const auto balance = story.daybook.run(words);
  REQUIRE_MESSAGE(balance.code == 0, balance.text);
  CHECK(Json::parse(balance.text)["balances"][std::size_t{0}]["available"].integer() ==
        -sum_of(truth, "liabilities:brokers:" + story.brokers[0].id + ":available"));
}

std::uint64_t a_seed() {
  const char* text = std::getenv("DAYBOOK_SEED");
  return text ? std::stoull(text) : std::random_device{}();
}

void check_story(const std::string& zone) {
  const std::uint64_t seed = a_seed();
  CAPTURE(seed);
  PastStory story(zone, seed);
  std::vector<std::pair<Point, std::string>> told;
  for (int i = 0; i < 25; ++i) {
    const Point point = story.any_point();
    CAPTURE(point.query());
    const Accounts truth = story.truth(point);
    check_balances(story, point, truth);
    check_ledger(story, point, truth);
    check_statement(story, point);
    if (i < 3) check_commands(story, point, truth);
    if (!point.as_of.empty() && point.as_of != story.today)
      told.emplace_back(point, story.daybook
                                   .get(story.brokers[0].secret,
                                        "/api/brokers/" + story.brokers[0].id + "/balance?" + point.query())
                                   .body);
  }
  check_books(story.daybook);
  // The index made anew says the same.
  REQUIRE(story.daybook.run({"projections", "rebuild"}).code == 0);
  for (const auto& [point, body] : told)
    CHECK(
        story.daybook
            .get(story.brokers[0].secret, "/api/brokers/" + story.brokers[0].id + "/balance?" + point.query())
            .body == body);
}

TEST_CASE("as of: every route and command says what the whole journal adds up to, New York") {
  check_story("America/New_York");
}

TEST_CASE("as of: every route and command says what the whole journal adds up to, Kolkata") {
  check_story("Asia/Kolkata");
}

}  // namespace
}  // namespace daybook::test
