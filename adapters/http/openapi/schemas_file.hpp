#pragma once
// schemas.json, embedded when the program is built (embed.cmake).

#include <string_view>

namespace daybook::http {

/// One JSON object: schema name -> JSON Schema 2020-12, what the document shows as components.schemas.
std::string_view schemas_file();

}  // namespace daybook::http
