#include "tests/support/child_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/support/daybook_process.hpp"
#include "tests/support/scratch_directory.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/spawn.hpp"

namespace daybook::test {
namespace {

using namespace std::chrono_literals;

bool listens(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool open = ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  ::close(fd);
  return open;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \n") + 1);
  return text;
}

// Debian's own: it has Debian's modules.
const std::string kPython = "/usr/bin/python3";

}  // namespace

ChildServer::ChildServer(std::vector<std::string> arguments) : port_(free_port()) {
  for (auto& a : arguments)
    if (const auto at = a.find("{port}"); at != std::string::npos) a.replace(at, 6, std::to_string(port_));
  pid_ = spawn(arguments);
  for (const auto end = std::chrono::steady_clock::now() + 20s; !listens(port_);) {
    int status = 0;
    if (std::chrono::steady_clock::now() > end || ::waitpid(pid_, &status, WNOHANG) != 0) {
      ::kill(pid_, SIGKILL);
      throw std::runtime_error(arguments.front() + " does not listen on its port");
    }
    std::this_thread::sleep_for(10ms);
  }
}

ChildServer::~ChildServer() {
  ::kill(pid_, SIGTERM);
  for (int n = 0; n < 500 && ::waitpid(pid_, nullptr, WNOHANG) == 0; ++n) {
    if (n == 400) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(10ms);
  }
}

DemoServer::DemoServer(const std::string& script, const std::vector<std::string>& options)
    : ChildServer([&] {
        std::vector<std::string> all{kPython, (source_dir() / "scripts/demo" / script).string(), "--port",
                                     "{port}"};
        all.insert(all.end(), options.begin(), options.end());
        return all;
      }()),
      script_(script) {}

Json DemoServer::control(const std::string& name, const std::string& body) const {
  return ask({"POST", "/_control/" + name, body, {}});
}
Json DemoServer::look(const std::string& name) const { return ask({"GET", "/_control/" + name, "", {}}); }

Json DemoServer::ask(const HttpRequest& request) const {
  const auto answer = send_http(port(), request);
  if (answer.status != 200) throw std::runtime_error(script_ + ": " + answer.shown());
  return answer.json();
}

StripeMock::StripeMock()
    : ChildServer({[] {
                     const auto built = run_program({(source_dir() / "scripts/stripe-mock").string()});
                     if (built.code != 0) throw std::runtime_error("scripts/stripe-mock: " + built.text);
                     const std::string text = trimmed(built.text);
                     return text.substr(text.rfind('\n') + 1);
                   }(),
                   "-http-addr", "127.0.0.1:{port}", "-https-addr", "127.0.0.1:", "-strict-version-check"}) {}

std::string stripe_sdk(const std::vector<std::string>& arguments, const std::string& input) {
  const ScratchDirectory scratch;
  const std::string file = (scratch.path() / "input").string();
  std::ofstream(file, std::ios::binary) << input;
  std::vector<std::string> all{"/bin/sh", "-c", "exec \"$0\" \"$@\" <'" + file + "'", kPython,
                               (source_dir() / "tests/support/stripe_sdk.py").string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto result = run_program(all);
  if (result.code != 0) throw std::runtime_error("stripe_sdk.py: " + result.text);
  return trimmed(result.text);
}

}  // namespace daybook::test
