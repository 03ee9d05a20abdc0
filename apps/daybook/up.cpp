// One supervised process tree for one machine: starts every role, restarts a dead one within two seconds,
// shows a short live view on a terminal.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <optional>

#include "adapters/log.hpp"
#include "adapters/pause.hpp"
#include "adapters/postgres/read_pool.hpp"
#include "apps/daybook/process.hpp"
#include "apps/daybook/roles.hpp"

namespace daybook {
namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  std::string role;
  pid_t pid = 0;
  Clock::time_point started;
  Clock::time_point start_at;  ///< when dead: not before
  int quick_deaths = 0;
};

/// Arguments begin "daybook <role>", whatever the executable's path is.
pid_t start(const std::string& role, const std::string& config_file) {
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid != 0) return pid;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);
  setpgid(0, 0);  // a terminal's Ctrl-C reaches `up`, which stops its children in order
  const int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  dup2(2, 1);
  for (int fd = 3; fd < 1024; ++fd) close(fd);
  execl("/proc/self/exe", "daybook", role.c_str(), "--config", config_file.c_str(),
        static_cast<char*>(nullptr));
  _exit(127);
}

void revive(Child& child, const std::string& config_file) {
  if (child.pid > 0 || Clock::now() < child.start_at) return;
  child.pid = start(child.role, config_file);
  child.started = Clock::now();
}

void bury(std::vector<Child>& children) {
  int status = 0;
  for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
    for (auto& child : children) {
      if (child.pid != pid) continue;
      child.pid = 0;
      child.quick_deaths =
          Clock::now() - child.started < std::chrono::seconds(5) ? child.quick_deaths + 1 : 0;
      child.start_at =
          Clock::now() + std::chrono::milliseconds(std::min(100 + 300 * child.quick_deaths, 1'500));
      logging::warn("{} ended ({} {}), starting it again", child.role,
                    WIFSIGNALED(status) ? "signal" : "exit code",
                    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
  }
}

/// Roles in reverse, so that what is acknowledged is still relayed and projected; stubborn ones are killed.
void stop_all(std::vector<Child>& children) {
  for (auto& child : children)
    if (child.pid > 0) kill(child.pid, SIGTERM);
  const auto deadline = Clock::now() + std::chrono::seconds(15);
  for (auto& child : children) {
    while (child.pid > 0 && waitpid(child.pid, nullptr, WNOHANG) == 0) {
      if (Clock::now() > deadline) kill(child.pid, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
}

/// One line per second, over itself: what a person wants to see move.
class LiveView {
 public:
  explicit LiveView(const Config& config) : config_(config) {}
  void show() {
    if (!isatty(1) || Clock::now() - shown_ < std::chrono::seconds(1)) return;
    try {
      pg::connected(connection_, config_.database_url);
      line();
    } catch (const std::exception&) {
      std::printf("\r\033[Kthe event store is not reachable");
    }
    std::fflush(stdout);
  }

 private:
  void line() {
    const auto rows = connection_->exec(
        "SELECT position, (SELECT detail FROM leases WHERE name = 'relay' AND expires_at > now()) FROM "
        "log_head");
    const std::int64_t position = rows.integer(0, 0);
    const std::int64_t applied = read_position(*connection_);
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - shown_).count();
    const auto rate =
        last_ < 0 ? 0 : static_cast<std::int64_t>(static_cast<double>(position - last_) / seconds);
    const std::string relay = config_.kafka.brokers.empty() ? "off"
                              : rows.null(0, 1)
                                  ? "starting"
                                  : std::to_string(std::max<std::int64_t>(0, position - rows.integer(0, 1)));
    std::printf("\r\033[K%ld events/s   position %ld   relay lag %s   projection lag %ld", rate, position,
                relay.c_str(), position - applied);
    last_ = position;
    shown_ = now;
  }
  const Config& config_;
  std::unique_ptr<pg::Connection> connection_;
  std::int64_t last_ = -1;  ///< position of the line before
  Clock::time_point shown_{};
};

}  // namespace

int up(const Config& config) {
  StopSignal stop;
  std::vector<Child> children;
  for (const char* role : {"serve", "relay", "project", "react"})
    if (std::string(role) != "relay" || !config.kafka.brokers.empty())
      children.push_back({role, 0, {}, {}, 0});
  LiveView view(config);
  while (!stop.token().stop_requested()) {
    for (auto& child : children) revive(child, config.file);
    pause(stop.token(), 100);
    bury(children);
    view.show();
  }
  if (isatty(1)) std::printf("\n");
  stop_all(children);
  return 0;
}

}  // namespace daybook
