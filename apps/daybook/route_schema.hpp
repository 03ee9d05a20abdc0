#pragma once
// What the OpenAPI document's schemas say about a command's flags.

#include <string>
#include <string_view>

namespace daybook {

/// The flags of an object's members, those that must stand there in front: "--amount N [--note TEXT]". ""
/// without a schema, or for what is no JSON object: such a body comes from --body alone.
std::string schema_usage(std::string_view schema);

/// The same of a read's query.
std::string query_usage(std::string_view operation);

/// Whether the schema describes no object of JSON but a file, which --body alone can bring.
bool is_file(std::string_view schema);

/// What the schema says of this member: its description and its limits; "" when it says nothing.
std::string member_help(std::string_view schema, std::string_view member);

}  // namespace daybook
