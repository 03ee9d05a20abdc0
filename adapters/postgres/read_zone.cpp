#include "adapters/postgres/read_zone.hpp"

#include <fmt/format.h>

namespace daybook {

std::optional<std::string> other_zone(std::string_view counted, const Zone& zone) {
  if (counted.empty() || counted == zone.name()) return std::nullopt;
  return fmt::format(
      "the read models count days in {}, the programme's zone is {} now: an operator must run "
      "daybook projections rebuild",
      counted, zone.name());
}

std::optional<std::string> other_zone(pg::Connection& connection, const Zone& zone) {
  const auto rows = connection.exec("SELECT zone FROM read.progress");
  return rows.size() == 0 ? std::nullopt : other_zone(rows.text(0, 0), zone);
}

Zone read_zone(pg::Connection& connection) {
  const auto rows = connection.exec("SELECT zone FROM progress");
  return rows.size() == 0 || rows.text(0, 0).empty() ? Zone{} : Zone(std::string(rows.text(0, 0)));
}

}  // namespace daybook
