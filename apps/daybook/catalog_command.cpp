#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "adapters/http/handlers/command_handlers.hpp"
#include "adapters/supplier/price_list_sync.hpp"
#include "apps/daybook/commands.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {
namespace {

constexpr const char* kUsage =
    "usage: daybook catalog import FILE         FILE is JSON as PUT /api/catalog takes it\n"
    "       daybook catalog sync [--dry-run]    the supplier's price list, as the scheduler takes it over";

int import_file(const Config& config, const std::string& file) {
  std::ifstream in(file);
  if (!in) throw UsageError("cannot read " + file);
  std::stringstream text;
  text << in.rdbuf();
  Services services(config, 1);
  http::Call call;
  call.request.method = "PUT";
  call.request.path = "/api/catalog";
  call.request.body = text.str();
  const http::Response response = call_handler(services.api, http::import_catalog, std::move(call));
  fmt::print(response.status == 200 ? stdout : stderr, "{}\n", response.body);
  return response.status == 200 ? 0 : response.status == 503 ? 3 : 1;
}

int sync(const Config& config, bool dry_run) {
  if (!config.supplier.configured())
    throw UsageError("no supplier is configured: set supplier.base_url and supplier.api_key");
  std::unique_ptr<supplier::Supplier> supplier;
  try {
    supplier = supplier::make_supplier(config.supplier);
  } catch (const std::exception& e) {
    throw UsageError(e.what());
  }
  Services services(config, 1);
  const auto done = supplier::sync_price_list(
      *supplier, {services.writer, services.view, config.database_url}, config.supplier.source, dry_run);
  if (!done) {
    fmt::print(stderr, "daybook catalog sync: {}; nothing was changed\n", done.error().detail);
    return done.error().needs_person ? 1 : 3;
  }
  fmt::print("{}catalogue version {}: {} cards on the list, {} added, {} changed, {} removed\n",
             !done->changed ? "nothing new; "
             : dry_run      ? "would become "
                            : "",
             done->catalog_version, done->cards, done->added, done->altered, done->removed);
  return 0;
}

}  // namespace

int catalog_command(const Config& config, Arguments arguments) {
  if (arguments.size() == 1 && arguments.front() == "--help") {
    fmt::print("{}\n", kUsage);
    return 0;
  }
  if (arguments.size() == 2 && arguments.front() == "import") return import_file(config, arguments[1]);
  if (arguments.empty() || arguments.front() != "sync") throw UsageError(kUsage);
  arguments.erase(arguments.begin());
  const bool dry_run = take_switch(arguments, "--dry-run");
  expect_no_more(arguments, kUsage);
  return sync(config, dry_run);
}

}  // namespace daybook
