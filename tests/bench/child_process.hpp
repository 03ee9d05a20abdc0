#pragma once
// Programs that a benchmark starts: they end with it, whatever happens.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace daybook::bench {

class ChildProcess {
 public:
  /// Starts `arguments[0]`, output appended to the file, `variables` ("NAME=value") added to the environment.
  ChildProcess(const std::vector<std::string>& arguments, const std::filesystem::path& output,
               const std::vector<std::string>& variables = {});
  ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  ChildProcess& operator=(ChildProcess&&) = delete;
  /// Asks it to end (SIGTERM), after 20 s insists.
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  bool running();
  /// The exit code, 128 + signal. After `limit` it is killed.
  int wait(std::chrono::seconds limit);

 private:
  pid_t pid_ = 0;
};

/// Runs a program to its end and gives its output (stdout and stderr). Throws std::runtime_error with the
/// output's end unless it exits with 0.
std::string run_to_end(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                       std::chrono::seconds limit = std::chrono::seconds(1'800));

/// The whole file; "" when there is none.
std::string file_text(const std::filesystem::path& path);

}  // namespace daybook::bench
