#pragma once
// The .sql files of this folder, embedded when the program is built (embed.cmake).

#include <string_view>
#include <vector>

namespace daybook {

/// "migrations/0001_event_store.sql", "read_schema.sql"; throws std::out_of_range for any other name.
std::string_view sql_file(std::string_view name);
/// All names, in order.
std::vector<std::string_view> sql_file_names();

}  // namespace daybook
