#pragma once
// Names for threads, as `top -H` and profilers show them.

#include <pthread.h>

namespace daybook {

/// At most 15 characters.
inline void name_this_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

}  // namespace daybook
