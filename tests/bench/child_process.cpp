#include "tests/bench/child_process.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/spawn.hpp"

namespace daybook::bench {

using Clock = std::chrono::steady_clock;

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::filesystem::path& output,
                           const std::vector<std::string>& variables)
    : pid_(test::spawn(arguments, output, variables)) {}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  wait(std::chrono::seconds(20));
}

bool ChildProcess::running() { return pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0; }

int ChildProcess::wait(std::chrono::seconds limit) {
  int status = 0;
  pid_t ended = 0;
  for (const auto end = Clock::now() + limit; (ended = ::waitpid(pid_, &status, WNOHANG)) == 0;) {
    if (Clock::now() > end) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = 0;
  if (ended < 0) return 127;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string run_to_end(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                       std::chrono::seconds limit) {
  const auto output = folder / "run_to_end.log";
  std::filesystem::remove(output);
  const int code = ChildProcess(arguments, output).wait(limit);
  std::string text = file_text(output);
  if (code == 0) return text;
  if (text.size() > 3'000) text = "…" + text.substr(text.size() - 3'000);
  std::string command;
  for (const auto& word : arguments)  // addresses hold passwords
    if (word.find("://") == std::string::npos) command += word + " ";
  throw std::runtime_error(fmt::format("{}ended with code {}:\n{}", command, code, text));
}

}  // namespace daybook::bench
