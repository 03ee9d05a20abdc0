#include "adapters/export/journal_formats.hpp"

#include <algorithm>
#include <array>

#include "adapters/export/beancount.hpp"
#include "adapters/export/csv_postings.hpp"
#include "adapters/export/hledger.hpp"
#include "adapters/export/xero.hpp"

namespace daybook::exports {
namespace {

template <class Format>
std::unique_ptr<JournalFormat> make() {
  return std::make_unique<Format>();
}

constexpr std::array<FormatRow, 5> kFormats{{
    {"hledger", "journal", true, false, 0, make<HledgerFormat>},
    {"ledger", "ledger", true, false, 0, make<LedgerFormat>},
    {"beancount", "beancount", true, false, 0, make<BeancountFormat>},
    {"csv", "csv", false, false, 0, make<CsvPostings>},
    {"xero", "csv", false, true, kXeroMostLines, make<XeroJournals>},
}};

}  // namespace

std::span<const FormatRow> formats() { return kFormats; }

const FormatRow* find_format(std::string_view name) {
  const auto found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const FormatRow& row) { return row.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

}  // namespace daybook::exports
