#pragma once
// Processor time of processes, from /proc.

#include <sys/types.h>

#include <vector>

namespace daybook::bench {

struct CpuTime {
  double daybook = 0;   ///< seconds, of the given processes
  double postgres = 0;  ///< of the server with all its processes, those that ended too
};

class CpuMeter {
 public:
  /// `postmaster`: PostgreSQL's first process.
  CpuMeter(std::vector<pid_t> daybook, pid_t postmaster);
  /// Since the last call, or since it was made.
  CpuTime lap();

 private:
  CpuTime now() const;
  std::vector<pid_t> daybook_;
  pid_t postmaster_;
  CpuTime last_;
};

/// The parent of that process; 0 when it is gone.
pid_t parent_of(pid_t process);
/// MiB in memory now, and the most there ever was; 0 when it is gone.
struct Resident {
  double now = 0;
  double most = 0;
};
Resident resident_of(pid_t process);

}  // namespace daybook::bench
