#pragma once

namespace daybook {

/// Asks the kernel to let this thread, once it has something to do, go before one that has been on the core
/// for a while: for a thread that does little and has others wait for it. Linux 6.12 and later, without any
/// right (sched_setattr(2): the slice of an ordinary thread, its priority unchanged); elsewhere nothing
/// happens.
void take_short_slices();

}  // namespace daybook
