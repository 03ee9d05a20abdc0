#pragma once
// Programs that a test starts; they end with it.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace daybook::test {

/// Starts a program with its output appended to the file; without one only its complaints are seen.
/// `variables` ("NAME=value") go into its environment. It gets SIGTERM when this process ends.
pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& output = {},
            const std::vector<std::string>& variables = {});

}  // namespace daybook::test
