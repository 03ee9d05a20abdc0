#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "adapters/http/handlers/command_handlers.hpp"
#include "apps/daybook/commands.hpp"
#include "apps/daybook/services.hpp"

namespace daybook {

int catalog_command(const Config& config, Arguments arguments) {
  constexpr const char* kUsage =
      "usage: daybook catalog import FILE    FILE is JSON as PUT /api/catalog takes it";
  if (arguments.size() == 1 && arguments.front() == "--help") {
    fmt::print("{}\n", kUsage);
    return 0;
  }
  if (arguments.size() != 2 || arguments.front() != "import") throw UsageError(kUsage);
  std::ifstream in(arguments[1]);
  if (!in) throw UsageError("cannot read " + arguments[1]);
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

}  // namespace daybook
