#pragma once
// Page views must not flood the ledger: they are gathered for up to a second into one event per broker. A
// crash may lose that second of page views, and never anything else. Source: domain rules, "Analytics".

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "adapters/postgres/writer.hpp"
#include "events/widget/widget_events.hpp"

namespace daybook::http {

class WidgetGatherer {
 public:
  explicit WidgetGatherer(Writer& writer);
  ~WidgetGatherer();
  /// Adds what one visitor did on one day; false when too much waits already (answer 429).
  bool add(const BrokerId& broker, const VisitorDay& seen);

 private:
  using Key = std::pair<std::string, std::string>;  // day, visitor hash
  void loop(std::stop_token stop);
  void flush();

  Writer& writer_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<BrokerId, std::map<Key, VisitorDay>> waiting_;
  std::size_t waiting_count_ = 0;
  std::jthread thread_;
};

}  // namespace daybook::http
