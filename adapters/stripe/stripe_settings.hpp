#pragma once
// How Stripe is reached.

#include <chrono>
#include <string>
#include <string_view>

namespace daybook::stripe {

/// The one API version that requests are written for and answers are read in; stripe-mock checks against it.
inline constexpr std::string_view kApiVersion = "2026-08-26.dahlia";

struct StripeSettings {
  std::string api_key{};  ///< sk_test_…, rk_test_…, sk_live_… or rk_live_…: the prefix says the mode
  std::string base_url = "https://api.stripe.com";
  std::string ca_file{};  ///< "" = the system's authorities
  std::string api_version{kApiVersion};
  std::chrono::milliseconds timeout{60'000};          ///< of a call with all its tries
  std::chrono::milliseconds attempt_timeout{30'000};  ///< of one try
  int requests_per_second = 0;                        ///< 0 = 80 with a live key, 20 with a test key
  std::chrono::milliseconds first_backoff{500};       ///< before the second try, at most; doubles
  /// "test" or "live": whose events are applied where no key says it; "": either's.
  std::string mode{};
};

}  // namespace daybook::stripe
