#pragma once
// Carries out what is due: claims it, so that several processes share the work, reads its stream again, lets
// the performer act, and records the end in the log.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "adapters/effects/performer.hpp"
#include "adapters/postgres/writer.hpp"

namespace daybook {

class EffectRunner {
 public:
  struct Options {
    std::size_t workers = 8;  ///< a call that hangs keeps one busy; none has a connection of its own
    std::chrono::milliseconds poll{200};
    /// Longer than an attempt can take: who holds a claim is alone with the effect.
    std::chrono::seconds claim{120};
  };
  EffectRunner(std::string url, Writer& writer, Performers performers, Options options);
  EffectRunner(std::string url, Writer& writer, Performers performers)
      : EffectRunner(std::move(url), writer, std::move(performers), Options{}) {}

  /// Works until the token stops; attempts under way are finished and recorded first.
  void run(std::stop_token stop);

 private:
  void work(std::stop_token stop);
  /// Runs it on the one connection that all share, for a moment each.
  template <class F>
  auto on_connection(F&& f);
  std::size_t idle();
  void hand_out(const std::vector<std::string>& ids);
  std::optional<std::string> next(std::stop_token stop);
  /// How long to leave it alone then.
  std::chrono::seconds attempt(const std::string& id);
  AttemptEnd perform(const Attempt& attempt) const;
  bool record(const Attempt& attempt, const AttemptEnd& end);

  std::string url_;
  Writer& writer_;
  Performers performers_;
  Options options_;
  std::string owner_;  ///< of claims: this process

  std::mutex connection_mutex_;
  std::unique_ptr<pg::Connection> connection_;

  std::mutex mutex_;
  std::condition_variable_any handed_out_;
  std::deque<std::string> queue_;
  std::size_t busy_ = 0;  ///< queued or being worked on
};

}  // namespace daybook
