#pragma once
// Stripe for a server that must not wait: calls run on a few threads of their own.

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "adapters/stripe/stripe_client.hpp"

namespace daybook::stripe {

class StripeCalls {
 public:
  explicit StripeCalls(StripeSettings settings, std::size_t threads = 8)
      : client_(std::move(settings)), pool_(threads), most_(threads * 16) {}
  ~StripeCalls() { stop(); }

  /// False when too many calls are waiting already. `job` must not throw.
  bool submit(std::function<void(StripeClient&)> job) {
    if (waiting_.fetch_add(1) >= most_) {
      --waiting_;
      return false;
    }
    boost::asio::post(pool_, [this, job = std::move(job)] {
      job(client_);
      --waiting_;
    });
    return true;
  }
  StripeClient& client() { return client_; }
  /// Calls under way are finished, the rest is forgotten.
  void stop() {
    pool_.stop();
    pool_.join();
  }

 private:
  StripeClient client_;
  boost::asio::thread_pool pool_;
  const std::size_t most_;
  std::atomic<std::size_t> waiting_{0};
};

}  // namespace daybook::stripe
