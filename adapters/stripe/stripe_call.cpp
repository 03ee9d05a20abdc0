#include "adapters/stripe/stripe_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "adapters/outbound/backoff.hpp"
#include "adapters/system/clock.hpp"
#include "events/codec/json_read.hpp"

namespace daybook::stripe {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int kMostTries = 3;
constexpr std::size_t kLongestKey = 255;          // of an idempotency key, by Stripe's rule
constexpr std::int64_t kMostRetryAfter = 86'400;  // seconds; more is no wish that anybody can keep
constexpr milliseconds kLeastAttempt{250};        // a try with less time left could only end unknown

bool mode_of(const std::string& key) {
  const auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool live = key.starts_with("sk_live_") || key.starts_with("rk_live_");
  const bool test = key.starts_with("sk_test_") || key.starts_with("rk_test_");
  if ((!live && !test) || key.size() < 9 || key.size() > 255 || !std::all_of(key.begin(), key.end(), word))
    throw std::invalid_argument(
        "the Stripe API key must be a secret or restricted key: sk_test_…, rk_test_…, sk_live_… or "
        "rk_live_…");
  return live;
}

/// The settings, if they may be used together.
StripeSettings checked(StripeSettings settings) {
  if (mode_of(settings.api_key) && !settings.base_url.starts_with("https://"))
    throw std::invalid_argument("a live Stripe key is sent over https:// only: correct the base URL");
  return settings;
}

int rate_of(const StripeSettings& settings, bool live) {
  if (settings.requests_per_second > 0) return settings.requests_per_second;
  return live ? 80 : 20;  // of the 100 and 25 that Stripe allows
}

outbound::Settings http_settings(const StripeSettings& settings) {
  outbound::Settings http;
  http.base_url = settings.base_url;
  http.ca_file = settings.ca_file;
  http.timeout = settings.attempt_timeout;
  return http;
}

std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  const std::string bytes = random_bytes(sizeof bits);
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return bits;
}

/// A short word of Stripe's that is safe to show: codes, types, parameters, request ids.
std::string word_of(const json::Element& object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS || text.size() > 100) return {};
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '[' || c == ']' || c == '.' || c == '-';
  });
  return plain ? std::string(text) : std::string();
}

std::optional<std::chrono::seconds> retry_after(const outbound::Response& response) {
  const auto text = response.header("Retry-After");
  std::int64_t seconds = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), seconds).ec != std::errc{} ||
      seconds < 0)
    return std::nullopt;
  return std::chrono::seconds(std::min(seconds, kMostRetryAfter));
}

/// Which of the three a status is. 409: another call with this key is still at work, so the effect may come.
/// 401 and 403: our key is wrong or lacks a right, which an operator mends; it says nothing of what was
/// asked.
FailureKind kind_of(int status, bool reads) {
  if (status == 429 || status == 401 || status == 403) return FailureKind::unavailable;
  if (status == 409 || status >= 500) return reads ? FailureKind::unavailable : FailureKind::unknown_outcome;
  return FailureKind::refused;
}

/// Whether this answer also speaks for an earlier try with the same key, of which nobody knows how it went.
bool settles(int status) {
  return status >= 400 && status < 500 && status != 401 && status != 403 && status != 409 && status != 429;
}

StripeFailure failure_of(const StripeCall& call, const outbound::Response& response) {
  StripeFailure failure;
  failure.http_status = response.status;
  failure.kind = kind_of(response.status, call.method == "GET");
  failure.retry_after = retry_after(response);
  std::string parameter;
  if (const auto body = json::parse(response.body)) {
    json::Element error;
    if ((*body)["error"].get(error) == simdjson::SUCCESS) {
      failure.code = word_of(error, "code");
      failure.type = word_of(error, "type");
      parameter = word_of(error, "param");
      if (failure.code == "card_declined") failure.code = word_of(error, "decline_code");
    }
  }
  if (const auto id = response.header("Request-Id"); id && id->starts_with("req_") && id->size() <= 64)
    failure.request_id = std::string(*id);
  failure.message = fmt::format("{} {}: Stripe answered {}", call.method, call.path, response.status);
  if (!failure.type.empty()) failure.message += " " + failure.type;
  if (!failure.code.empty()) failure.message += ", " + failure.code;
  if (!parameter.empty()) failure.message += ", parameter " + parameter;
  if (!failure.request_id.empty()) failure.message += " (" + failure.request_id + ")";
  if (response.status == 401) failure.message += ": the API key is not valid; set a valid one";
  if (response.status == 403) failure.message += ": the API key lacks a permission that this needs";
  return failure;
}

StripeFailure refused(std::string why) {
  StripeFailure failure;
  failure.kind = FailureKind::refused;
  failure.message = std::move(why);
  return failure;
}

}  // namespace

/// How one try ended.
struct StripeCaller::Attempt {
  std::optional<std::string> body;
  StripeFailure failure{};
  bool again = false;  ///< another try may help
};

StripeCaller::StripeCaller(StripeSettings settings)
    : settings_(checked(std::move(settings))),
      livemode_(mode_of(settings_.api_key)),
      http_(http_settings(settings_)),
      limit_(rate_of(settings_, livemode_), std::max(1, rate_of(settings_, livemode_) / 4)) {}

StripeFailure StripeCaller::unreadable(const StripeCall& call) {
  StripeFailure failure;
  failure.kind = call.method == "GET" ? FailureKind::unavailable : FailureKind::unknown_outcome;
  failure.http_status = 200;
  failure.message = fmt::format("{} {}: Stripe's answer cannot be read", call.method, call.path);
  return failure;
}

outbound::Request StripeCaller::request_of(const StripeCall& call) const {
  outbound::Request request{call.method, call.path, {}, ""};
  request.headers = {{"Authorization", "Bearer " + settings_.api_key},
                     {"Stripe-Version", settings_.api_version},
                     {"Accept", "application/json"}};
  if (!call.account.empty()) request.headers.emplace_back("Stripe-Account", call.account);
  if (call.method == "POST") {
    request.headers.emplace_back("Idempotency-Key", call.idempotency_key);
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = call.form.text();
  } else if (!call.form.empty()) {
    request.target += "?" + call.form.text();
  }
  return request;
}

/// Waits until the rate limit lets one call through.
std::optional<StripeFailure> StripeCaller::wait_for_turn(Time deadline) {
  while (true) {
    const Time now = SteadyClock::now();
    std::chrono::nanoseconds pause{};
    {
      const std::lock_guard lock(mutex_);
      pause = limit_.take(now);
    }
    if (pause.count() == 0) return std::nullopt;
    if (now + pause > deadline) {
      StripeFailure failure;
      failure.message = "more calls to Stripe wait than its rate limit lets through in time";
      failure.retry_after = std::chrono::seconds(1);
      return failure;
    }
    std::this_thread::sleep_for(pause);
  }
}

StripeCaller::Attempt StripeCaller::attempt(const StripeCall& call, const outbound::Request& request) {
  Attempt made;
  auto answer = http_.send(request);
  if (!answer) {
    const bool reads = call.method == "GET";
    made.failure.message = answer.error().detail;
    switch (answer.error().trouble) {
      case outbound::Trouble::refused:  // a certificate that is not trusted: an operator's work, too
        return made;
      case outbound::Trouble::not_sent:
        break;
      case outbound::Trouble::unknown_outcome:
        if (!reads) made.failure.kind = FailureKind::unknown_outcome;
        break;
    }
    made.again = true;
    return made;
  }
  if (answer->status >= 200 && answer->status < 300) {
    made.body = std::move(answer->body);
    return made;
  }
  made.failure = failure_of(call, *answer);
  const bool our_key = answer->status == 401 || answer->status == 403;
  made.again = made.failure.kind != FailureKind::refused && !our_key;
  if (const auto word = answer->header("Stripe-Should-Retry")) {
    if (*word == "true") made.again = true;
    if (*word == "false") made.again = false;
  }
  return made;
}

tl::expected<std::string, StripeFailure> StripeCaller::call(const StripeCall& call) {
  const auto& key = call.idempotency_key;
  if (call.method == "POST" &&
      (key.empty() || key.size() > kLongestKey ||
       std::any_of(key.begin(), key.end(), [](unsigned char c) { return c < 0x21 || c > 0x7e; })))
    return tl::unexpected(
        refused(call.method + " " + call.path + ": needs an idempotency key of 1 to 255 characters"));
  outbound::Request request = request_of(call);
  const Time deadline = SteadyClock::now() + settings_.timeout;
  const outbound::Backoff backoff{settings_.first_backoff, milliseconds(10'000)};
  bool may_be_done = false;  // one unknown try makes the whole call unknown, whatever a later one says
  for (int tries = 1;; ++tries) {
    std::optional<StripeFailure> failure = wait_for_turn(deadline);
    bool again = false;
    if (!failure) {
      request.timeout =
          std::max(kLeastAttempt, std::chrono::duration_cast<milliseconds>(deadline - SteadyClock::now()));
      Attempt made = attempt(call, request);
      if (made.body) return *std::move(made.body);
      failure = std::move(made.failure);
      again = made.again && tries < kMostTries;
    }
    may_be_done = may_be_done || failure->kind == FailureKind::unknown_outcome;
    if (may_be_done && !settles(failure->http_status)) failure->kind = FailureKind::unknown_outcome;
    const milliseconds pause = std::max<milliseconds>(backoff.wait(tries, random_bits()),
                                                      failure->retry_after.value_or(std::chrono::seconds(0)));
    if (!again || SteadyClock::now() + pause + kLeastAttempt > deadline)
      return tl::unexpected(*std::move(failure));
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace daybook::stripe
