#pragma once
// The query parameters of each operation: the documented side of the handlers' check_query.

#include <string_view>
#include <utility>
#include <vector>

namespace daybook::http {

struct QueryParameter {
  std::string_view name;
  std::string_view schema;  ///< JSON Schema as JSON text
  std::string_view description;
  bool required = false;
};

using QueryTable = std::vector<std::pair<std::string_view, std::vector<QueryParameter>>>;

/// {operation -> its parameters}; min_position is every read's and not listed.
const QueryTable& query_table();
/// The parameters of one operation, none when it is not in the table.
const std::vector<QueryParameter>& query_parameters(std::string_view operation);

}  // namespace daybook::http
