#pragma once
// PostgreSQL's hashtextextended(): so that a digest of rows can be computed where the rows are, on both
// sides.

#include <cstdint>
#include <string_view>

namespace daybook::audit {

/// Bob Jenkins' lookup3 as PostgreSQL seeds it (src/common/hashfn.c, hash_bytes_extended, little-endian).
std::int64_t text_hash(std::string_view text, std::int64_t seed);

}  // namespace daybook::audit
