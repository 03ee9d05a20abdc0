#include "adapters/http/api/widget_gatherer.hpp"

#include "adapters/log.hpp"

namespace daybook::http {

namespace {
constexpr std::size_t kWaitingLimit = 100'000;
constexpr std::size_t kVisitorsPerEvent = 500;
}  // namespace

WidgetGatherer::WidgetGatherer(Writer& writer)
    : writer_(writer), thread_([this](std::stop_token stop) { loop(stop); }) {}

WidgetGatherer::~WidgetGatherer() {
  thread_.request_stop();
  wake_.notify_all();
  thread_.join();
  flush();
}

bool WidgetGatherer::add(const BrokerId& broker, const VisitorDay& seen) {
  std::lock_guard lock(mutex_);
  if (waiting_count_ >= kWaitingLimit) return false;
  auto [it, fresh] = waiting_[broker].try_emplace({seen.day, seen.visitor_hash}, seen);
  if (fresh) {
    ++waiting_count_;
  } else {
    it->second.loads += seen.loads;
    it->second.cart_additions += seen.cart_additions;
    it->second.checkouts_started += seen.checkouts_started;
  }
  return true;
}

void WidgetGatherer::loop(std::stop_token stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, std::chrono::milliseconds(800), [] { return false; });
    }
    flush();
  }
}

void WidgetGatherer::flush() {
  std::map<BrokerId, std::map<Key, VisitorDay>> gathered;
  {
    std::lock_guard lock(mutex_);
    gathered.swap(waiting_);
    waiting_count_ = 0;
  }
  for (const auto& [broker, visitors] : gathered) {
    std::vector<WidgetEventsGathered> facts;
    for (const auto& [key, visitor] : visitors) {
      if (facts.empty() || facts.back().visitors.size() >= kVisitorsPerEvent) facts.push_back({broker, {}});
      facts.back().visitors.push_back(visitor);
    }
    Command command;
    command.origin = {"broker:" + broker.str(), "", ""};
    command.run = [facts](Workspace& ws) -> Result<Answer> {
      NewEvents events;
      for (const auto& fact : facts) events.push_back({fact, ws.now()});
      ws.append(events);
      return Answer{};
    };
    command.done = [](Result<Answer> result) {
      if (!result) logging::warn("a second of page views was lost: {}", result.error().detail);
    };
    writer_.submit(std::move(command));
  }
}

}  // namespace daybook::http
