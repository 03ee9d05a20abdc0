#include "tests/bench/cpu_time.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/bench/child_process.hpp"

namespace daybook::bench {
namespace {

struct Stat {
  pid_t parent = 0;
  double own = 0;       ///< seconds
  double children = 0;  ///< that have ended and were waited for
};

Stat stat_of(pid_t process) {
  const std::string text = file_text(fmt::format("/proc/{}/stat", process));
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 2));
  std::string state, skipped;
  Stat stat;
  double utime = 0, stime = 0, cutime = 0, cstime = 0;
  fields >> state >> stat.parent;
  for (int i = 5; i <= 13; ++i) fields >> skipped;  // field numbers as in proc(5)
  fields >> utime >> stime >> cutime >> cstime;
  const auto tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
  stat.own = (utime + stime) / tick;
  stat.children = (cutime + cstime) / tick;
  return stat;
}

}  // namespace

CpuMeter::CpuMeter(std::vector<pid_t> daybook, pid_t postmaster)
    : daybook_(std::move(daybook)), postmaster_(postmaster), last_(now()) {}

CpuTime CpuMeter::now() const {
  CpuTime sum;
  for (const pid_t process : daybook_) sum.daybook += stat_of(process).own;
  const Stat first = stat_of(postmaster_);
  sum.postgres = first.own + first.children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t process = std::atoi(entry.path().filename().c_str());
    if (process <= 0) continue;
    const Stat stat = stat_of(process);
    if (stat.parent == postmaster_) sum.postgres += stat.own;
  }
  return sum;
}

CpuTime CpuMeter::lap() {
  const CpuTime at = now();
  const CpuTime since{at.daybook - last_.daybook, at.postgres - last_.postgres};
  last_ = at;
  return since;
}

pid_t parent_of(pid_t process) { return stat_of(process).parent; }

Resident resident_of(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/status", process));
  Resident resident;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmRSS:")) resident.now = std::stod(line.substr(6)) / 1024;
    if (line.starts_with("VmHWM:")) resident.most = std::stod(line.substr(6)) / 1024;
  }
  return resident;
}

}  // namespace daybook::bench
