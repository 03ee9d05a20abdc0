#include "adapters/stripe/balance_transactions.hpp"

#include <algorithm>

namespace daybook::stripe {

ReadStatement stripe_statement(std::vector<ImportedLine> lines, const Zone& zone, Instant now) {
  std::stable_sort(lines.begin(), lines.end(), [](const ImportedLine& a, const ImportedLine& b) {
    return std::tie(a.at, a.line_id) < std::tie(b.at, b.line_id);
  });
  ReadStatement out;
  out.period_start = *zone.start_of(zone.day_of(lines.front().at));
  out.period_end = *zone.end_of(zone.day_of(lines.back().at));
  out.period_end = std::max(std::min(out.period_end, now), Instant{lines.back().at.micros + 1});
  out.lines = std::move(lines);
  return out;
}

bool is_stripe_id(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_stripe_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace daybook::stripe
