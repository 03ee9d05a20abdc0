#pragma once
// NACHA return files as a bank makes them, laid out by hand from the record layouts of the operating rules.

#include <fmt/format.h>

#include <string>
#include <vector>

namespace daybook::test {

struct ReturnEntry {
  std::string code;            // "R01", "C05"
  std::string original_trace;  // 15 digits
  long long cents = 0;
  std::string id = "";
  std::string more = "";              // addenda information, or corrected data
  std::string transaction = "21";     // a returned credit to a checking account
  std::string routing = "121042882";  // our bank, which receives the return
  std::string died = "";
};

struct ReturnBatch {
  std::string sec = "CCD";
  std::vector<ReturnEntry> entries;
};

inline std::vector<std::string> return_lines(const std::vector<ReturnBatch>& batches, bool filled = true) {
  std::vector<std::string> lines = {fmt::format("101 {:9} {:9}{}{}A094101{:23}{:23}{:8}", "121042882",
                                                "021000021", "261205", "0815", "DAYBOOK BANK",
                                                "FEDERAL RESERVE", "")};
  long long all_hash = 0, all_debit = 0, all_credit = 0, trace = 1;
  std::size_t all_count = 0, number = 0;
  for (const ReturnBatch& batch : batches) {
    ++number;
    lines.push_back(fmt::format("5200{:16}{:20}{:10}{:3}{:10}{:6}{:6}{:3}1{:8}{:07}", "DAYBOOK COMMISSI", "",
                                "1123456789", batch.sec, "COMMISSION", "", "261205", "339", "02100002",
                                number));
    long long hash = 0, debit = 0, credit = 0;
    for (const ReturnEntry& e : batch.entries) {
      const std::string own = fmt::format("02100002{:07}", trace++);
      lines.push_back(fmt::format("6{:2}{:9}{:17}{:010}{:15}{:22}  1{:15}", e.transaction, e.routing,
                                  "000123456789", e.cents, e.id, "ANN LEE", own));
      lines.push_back(batch.sec == "COR" ? fmt::format("798{:3}{:15}{:6}{:8}{:29}{:15}{:15}", e.code,
                                                       e.original_trace, "", "09140060", e.more, "", own)
                                         : fmt::format("799{:3}{:15}{:6}{:8}{:44}{:15}", e.code,
                                                       e.original_trace, e.died, "09140060", e.more, own));
      hash += std::stoll(e.routing.substr(0, 8));
      (e.transaction[1] < '5' ? credit : debit) += e.cents;
    }
    lines.push_back(fmt::format("8200{:06}{:010}{:012}{:012}{:10}{:25}{:8}{:07}", 2 * batch.entries.size(),
                                hash % 10'000'000'000, debit, credit, "1123456789", "", "02100002", number));
    all_hash += hash, all_debit += debit, all_credit += credit, all_count += 2 * batch.entries.size();
  }
  const std::size_t blocks = (lines.size() + 10) / 10;
  lines.push_back(fmt::format("9{:06}{:06}{:08}{:010}{:012}{:012}{:39}", batches.size(), blocks, all_count,
                              all_hash % 10'000'000'000, all_debit, all_credit, ""));
  while (filled && lines.size() < blocks * 10) lines.emplace_back(94, '9');
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines, std::string_view end = "\n") {
  std::string out;
  for (const std::string& line : lines) out.append(line).append(end);
  return out;
}

inline std::vector<ReturnBatch> sample_returns() {
  return {{"CCD",
           {{"R03", "121042880000001", 125050, "B22000000000001", ""},
            {"R14", "121042880000002", 1, "B22000000000002", "PAYEE DIED", "31", "121042882", "261101"}}},
          {"COR", {{"C05", "121042880000003", 0, "B22000000000003", "32"}}},
          {"PPD", {{"R01", "121042880000009", 77, "", "", "26"}}}};
}

}  // namespace daybook::test
