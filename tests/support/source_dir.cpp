#include "tests/support/source_dir.hpp"

namespace daybook::test {

std::filesystem::path source_dir() { return DAYBOOK_SOURCE_DIR; }

}  // namespace daybook::test
