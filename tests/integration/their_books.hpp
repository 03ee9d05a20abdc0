#pragma once
// What Stripe and a bank would say of the same facts: an independent second set of books. It is told what
// happened outside, writes their files in each of their formats, and keeps its own sums; it knows nothing of
// matching.

#include <fmt/format.h>

#include <ctime>
#include <string>
#include <vector>

#include "tests/unit/adapters/bank/camt053_sample.hpp"

namespace daybook::test {

/// "12.50" of cents.
inline std::string cents(std::int64_t amount) {
  const auto plain = amount < 0 ? -amount : amount;
  return fmt::format("{}{}.{:02}", amount < 0 ? "-" : "", plain / 100, plain % 100);
}

/// A day in UTC: 0 is today, -1 yesterday.
inline std::string utc_day(int offset = 0) {
  const std::time_t at = std::time(nullptr) + offset * 86'400;
  std::tm utc{};
  gmtime_r(&at, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

struct StripeLine {
  std::string id, category, source, intent;
  std::int64_t amount = 0, fee = 0;
  std::string currency = "usd";
};

/// Stripe's balance in US dollars.
class StripeBooks {
 public:
  void add(StripeLine line) {
    if (line.currency == "usd") balance += line.amount - line.fee;
    lines.push_back(std::move(line));
  }
  std::string json() const { return json_of(lines); }
  static std::string json_of(const std::vector<StripeLine>& some) {
    std::string data;
    for (const auto& l : some)
      data += fmt::format(
          R"({}{{"id":"{}","object":"balance_transaction","amount":{},"created":{},"currency":"{}","fee":{},)"
          R"("net":{},"description":"Ada Lovelace","reporting_category":"{}","type":"{}","source":)"
          R"({{"id":"{}","payment_intent":{},"receipt_email":"ada@example.com"}}}})",
          data.empty() ? "" : ",", l.id, l.amount, kCreated, l.currency, l.fee, l.amount - l.fee, l.category,
          l.category, l.source, l.intent.empty() ? "null" : "\"" + l.intent + "\"");
    return R"({"object":"list","has_more":false,"data":[)" + data + "]}";
  }
  std::string csv() const {
    std::string out =
        "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,"
        "payment_intent_id,description\n";
    for (const auto& l : lines)
      out +=
          fmt::format("{},{},{},{},{},{},{},{},{},\"Lovelace, Ada\"\n", l.id, created_text(), l.currency,
                      cents(l.amount), cents(l.fee), cents(l.amount - l.fee), l.category, l.source, l.intent);
    return out;
  }

  std::vector<StripeLine> lines;
  std::int64_t balance = 0;

 private:
  static std::string created_text() {
    std::tm utc{};
    gmtime_r(&kCreated, &utc);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
  }
  static inline const std::time_t kCreated = std::time(nullptr);
};

struct BankLine {
  std::int64_t amount = 0;
  std::string reference;
  int day = 0;  ///< from today
};

class BankBooks {
 public:
  void add(BankLine line) {
    balance += line.amount;
    lines.push_back(std::move(line));
  }
  std::string camt() const {
    std::vector<CamtEntry> entries;
    int n = 0;
    for (const auto& l : sorted())
      entries.push_back({cents(l.amount < 0 ? -l.amount : l.amount), l.amount >= 0, utc_day(l.day),
                         fmt::format("B{}", ++n), l.reference});
    return camt053(cents(opening), cents(opening + balance), entries, false, utc_day(-1), utc_day(), "USD");
  }
  std::string csv() const {
    std::string out = "booking_date,amount,currency,balance,entry_id,reference,counterparty\n";
    std::int64_t running = opening;
    int n = 0;
    for (const auto& l : sorted())
      out += fmt::format("{},{},USD,{},B{},{},Ada Lovelace\n", utc_day(l.day), cents(l.amount),
                         cents(running += l.amount), ++n, l.reference);
    return out;
  }

  std::vector<BankLine> lines;
  std::int64_t opening = 0, balance = 0;

 private:
  std::vector<BankLine> sorted() const {
    auto out = lines;
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
    return out;
  }
};

}  // namespace daybook::test
