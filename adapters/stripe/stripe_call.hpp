#pragma once
// One call to Stripe with its tries: headers, rate limit, backoff, and the judgement of what came back.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "adapters/outbound/http_client.hpp"
#include "adapters/outbound/rate_limit.hpp"
#include "adapters/stripe/stripe_failure.hpp"
#include "adapters/stripe/stripe_form.hpp"
#include "adapters/stripe/stripe_settings.hpp"

namespace daybook::stripe {

struct StripeCall {
  std::string method;             ///< "GET" or "POST"
  std::string path;               ///< "/v1/refunds"
  Form form{};                    ///< the query of a GET, the body of a POST
  std::string idempotency_key{};  ///< required for a POST: 1 to 255 printable characters
  std::string account{};          ///< a connected account in whose name the call is made
};

class StripeCaller {
 public:
  /// Throws std::invalid_argument (never showing the key) or std::runtime_error, as HttpClient does.
  explicit StripeCaller(StripeSettings settings);

  /// The body of a 2xx answer.
  tl::expected<std::string, StripeFailure> call(const StripeCall& call);
  bool livemode() const { return livemode_; }
  /// Failures of calls that were answered in a way that nobody can read.
  static StripeFailure unreadable(const StripeCall& call);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Attempt;

  std::optional<StripeFailure> wait_for_turn(Time deadline);
  Attempt attempt(const StripeCall& call, const outbound::Request& request);
  outbound::Request request_of(const StripeCall& call) const;

  const StripeSettings settings_;
  const bool livemode_;
  outbound::HttpClient http_;
  std::mutex mutex_;
  outbound::RateLimit limit_;
};

}  // namespace daybook::stripe
