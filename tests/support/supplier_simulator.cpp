#include "tests/support/supplier_simulator.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/source_dir.hpp"

namespace daybook::test {
namespace {

/// Its first line, "ready PORT".
std::uint16_t port_of(int pipe) {
  std::string line;
  for (char c = 0; line.size() < 100 && ::read(pipe, &c, 1) == 1 && c != '\n';) line += c;
  if (!line.starts_with("ready ")) throw std::runtime_error("the supplier simulator did not start: " + line);
  return static_cast<std::uint16_t>(std::stoi(line.substr(6)));
}

}  // namespace

SupplierSimulator::SupplierSimulator() {
  const std::string script = (source_dir() / "scripts/demo/supplier_simulator.py").string();
  const char* argv[] = {"python3", script.c_str(), "--port", "0", "--api-key", key(), nullptr};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(1);
    ::dup2(ends[1], 1);
    ::execvp(argv[0], const_cast<char**>(argv));
    ::_exit(127);
  }
  ::close(ends[1]);
  port_ = port_of(ends[0]);
  ::close(ends[0]);
  control("slowness", R"({"hang_ms":1500,"slow_ms":300})");
}

SupplierSimulator::~SupplierSimulator() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

SupplierSettings SupplierSimulator::settings() const {
  SupplierSettings out;
  out.base_url = fmt::format("http://127.0.0.1:{}", port_);
  out.api_key = key();
  out.requests_per_second = 1'000;
  out.timeout_ms = 1'000;
  out.settle_ms = 1'000;
  return out;
}

void SupplierSimulator::control(const std::string& name, const std::string& body) {
  const auto answer = send_http(port_, {"POST", "/_control/" + name, body, {}});
  if (answer.status != 200) throw std::runtime_error("supplier simulator: " + answer.shown());
}

Json SupplierSimulator::look(const std::string& name) {
  return send_http(port_, {"GET", "/_control/" + name, "", {}}).json();
}

void SupplierSimulator::next(const std::string& kind, int times, const std::string& only) {
  control("next", fmt::format(R"({{"kind":"{}","times":{},"only":"{}"}})", kind, times, only));
}

std::size_t SupplierSimulator::orders(const std::string& reference) {
  std::size_t count = 0;
  const Json all = look("orders")["data"];
  for (std::size_t i = 0; i < all.size(); ++i) count += all[i]["order_id"].text() == reference;
  return count;
}

std::size_t SupplierSimulator::calls(const std::string& start) {
  std::size_t count = 0;
  const Json all = look("calls")["data"];
  for (std::size_t i = 0; i < all.size(); ++i)
    count += (all[i]["method"].text() + " " + all[i]["path"].text()).starts_with(start);
  return count;
}

}  // namespace daybook::test
