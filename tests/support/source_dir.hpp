#pragma once
// Where the checkout is, for tests that read golden files.

#include <filesystem>

namespace daybook::test {

/// The checkout's root. Only this function's own file knows the path, so that all other objects can be shared
/// between checkouts.
std::filesystem::path source_dir();

}  // namespace daybook::test
