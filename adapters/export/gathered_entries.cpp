#include "adapters/export/gathered_entries.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <tuple>

namespace daybook::exports {
namespace {

constexpr std::uint32_t kShared = std::numeric_limits<std::uint32_t>::max();

int number_of(const Day& day) {
  return year_of(day) * 10'000 + std::stoi(day.substr(5, 2)) * 100 + std::stoi(day.substr(8, 2));
}

std::string book_of(const ExportEntry& entry, Books books) {
  if (books == Books::one) return "";
  const std::string payee = payee_of(entry);
  return books == Books::by_payee ? payee : payee + "-" + entry.entry.currency.str();
}

}  // namespace

GatheredEntries::GatheredEntries(EventSource& source, const JournalOptions& options, Books books) {
  each_entry(source, options.reading, [&](const ExportEntry& entry) {
    if (is_wanted(entry, options)) add(entry, options, books);
  });
  number_books();
  std::sort(order_.begin(), order_.end(), [](const GatheredEntry& a, const GatheredEntry& b) {
    return std::make_tuple(a.year(), a.book, a.day, a.moment, a.place.offset) <
           std::make_tuple(b.year(), b.book, b.day, b.moment, b.place.offset);
  });
}

void GatheredEntries::add(const ExportEntry& entry, const JournalOptions& options, Books books) {
  const auto [number, is_new] =
      numbers_.try_emplace(book_of(entry, books), static_cast<std::uint32_t>(numbers_.size()));
  if (is_new) names_.push_back(number->first);
  const std::uint32_t book = number->second;
  order_.push_back({number_of(day_of(entry, options)), book,
                    options.dates == DateRule::effective ? entry.entry.effective_at.micros : 0,
                    spool_.add(entry)});
  for (const std::string& account : entry.entry.accounts) {
    const auto [owner, first] = owners_.try_emplace(account, book);
    if (first) accounts_.insert(account);
    if (owner->second != book) owner->second = kShared;
  }
}

void GatheredEntries::number_books() {
  std::vector<std::uint32_t> sorted(names_.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  const auto rank = [&](std::uint32_t i) {
    return std::make_pair(!names_[i].starts_with(kNoPayee), std::string_view(names_[i]));
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
  std::vector<std::uint32_t> numbers(names_.size());
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < sorted.size(); ++i) {
    numbers[sorted[i]] = i;
    names.push_back(names_[sorted[i]]);
  }
  names_ = std::move(names);
  for (GatheredEntry& entry : order_) entry.book = numbers[entry.book];
  for (auto& [account, owner] : owners_)
    if (owner != kShared) owner = numbers[owner];
}

bool GatheredEntries::is_own(std::uint32_t book, const std::string& account) const {
  const auto owner = owners_.find(account);
  return owner != owners_.end() && owner->second == book;
}

}  // namespace daybook::exports
