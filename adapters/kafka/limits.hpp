#pragma once
// One size limit for topics, relay and consumers: a larger event would stop the relay for good. The largest
// is a catalogue import, which lists every card; 16 MiB hold about 100,000 of them.

namespace daybook::kafka {

inline constexpr int kMaxMessageBytes = 16 * 1024 * 1024;

}  // namespace daybook::kafka
