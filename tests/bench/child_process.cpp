#include "tests/bench/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace daybook::bench {

using Clock = std::chrono::steady_clock;

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::filesystem::path& output,
                           const std::vector<std::string>& variables) {
  // All memory is taken before the fork: the child of a program with threads may only call the kernel.
  std::vector<char*> argv, environment;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  for (char** v = environ; *v; ++v) environment.push_back(*v);
  for (const auto& v : variables) environment.push_back(const_cast<char*>(v.c_str()));
  environment.push_back(nullptr);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ > 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::close_range(3, ~0U, 0);
  ::execvpe(argv[0], argv.data(), environment.data());
  ::_exit(127);
}

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
