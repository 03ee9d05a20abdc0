#pragma once
// The supplier's price list into the catalogue: a version when it says something new, none otherwise. How
// stock is compared: decisions/0001-stock-of-a-price-list.md.

#include "adapters/postgres/ledger_view.hpp"
#include "adapters/postgres/writer.hpp"
#include "adapters/supplier/supplier.hpp"

namespace daybook::supplier {

/// Where the catalogue lives.
struct CatalogPorts {
  Writer& writer;
  LedgerView& view;
  const std::string& database_url;
};

struct SyncResult {
  bool changed = false;              ///< there is a new version; with a dry run: there would be
  std::int64_t catalog_version = 0;  ///< in force behind it
  std::size_t cards = 0;             ///< on the list
  std::int64_t added = 0;
  std::int64_t altered = 0;
  std::int64_t removed = 0;
};

/// Reads the list and imports what changed, as actor "scheduler". Several at once are harmless: one finds the
/// catalogue changed under it and reads again. Throws pg::Error, std::runtime_error when the store cannot be
/// read.
Answer<SyncResult> sync_price_list(Supplier& supplier, const CatalogPorts& ports, const std::string& source,
                                   bool dry_run = false);

}  // namespace daybook::supplier
