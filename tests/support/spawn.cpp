#include "tests/support/spawn.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace daybook::test {

pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& output,
            const std::vector<std::string>& variables) {
  // All memory is taken before the fork: the child of a program with threads may only call the kernel.
  std::vector<char*> argv, environment;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  for (char** v = environ; *v; ++v) environment.push_back(*v);
  for (const auto& v : variables) environment.push_back(const_cast<char*>(v.c_str()));
  environment.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, 0);
  if (output.empty()) {
    ::dup2(null, 1);
  } else {
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
  }
  ::close_range(3, ~0U, 0);
  ::execvpe(argv[0], argv.data(), environment.data());
  ::_exit(127);
}

}  // namespace daybook::test
