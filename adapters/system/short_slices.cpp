#include "adapters/system/short_slices.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace daybook {
namespace {

/// sched_setattr's argument in its first version; glibc 2.36 has neither it nor the call.
struct SchedAttr {
  std::uint32_t size = sizeof(SchedAttr);
  std::uint32_t policy = 0;  ///< SCHED_OTHER
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  ///< ns: the slice; the kernel takes 0.1 to 100 ms
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};
constexpr std::uint64_t kShort_ns = 100'000;

}  // namespace

void take_short_slices() {
  SchedAttr attributes;
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof(attributes), 0) != 0 || attributes.policy != 0)
    return;
  attributes.flags = 0;
  attributes.runtime = kShort_ns;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);  // an older kernel refuses or ignores it
}

}  // namespace daybook
