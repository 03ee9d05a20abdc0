#pragma once
// A call of ours that calls Stripe on its way: steps that a crash may interrupt anywhere. What is asked of
// Stripe is recorded or fixed first, Stripe is asked with an idempotency key that is the same for each
// repetition, and the last step keeps the answer under the call's own Idempotency-Key.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http/api/api.hpp"
#include "adapters/stripe/stripe_calls.hpp"

namespace daybook::http {

/// Held by a shared_ptr; each step keeps it alive (`self()`).
class StripeSteps : public std::enable_shared_from_this<StripeSteps> {
 public:
  virtual ~StripeSteps() = default;
  /// Answers what the call's key was answered before, or begins.
  void start();

 protected:
  using Run = std::function<Result<Answer>(Workspace&)>;
  using Next = std::function<void(const Answer&)>;

  StripeSteps(const Api& api, Call call, Reply reply, Hints hints = {})
      : api_(api), call_(std::move(call)), reply_(std::move(reply)), hints_(std::move(hints)) {}

  virtual void begin() = 0;
  std::shared_ptr<StripeSteps> self() { return shared_from_this(); }

  /// One command without a key, and what comes behind it. A refusal is the call's.
  void step(Run run, Next next);
  /// The same, its answer kept under the call's key and this name.
  void kept_step(std::string_view name, Run run, Next next);
  /// The last one: its answer is the call's, and kept.
  void last_step(Run run);
  /// On a thread of Stripe's callers.
  void at_stripe(std::function<void(stripe::StripeClient&)> job);

  /// Whether the call can be repeated under its Idempotency-Key, and go on where it stopped.
  bool repeatable() const;
  /// stripe_unavailable or stripe_refused, and why; also a line in the log. `what`: "opened no account".
  Refusal refusal_of(const char* what, const stripe::StripeFailure& failure) const;
  /// Stripe did not do it: ends the call with this refusal.
  virtual void give_up(const Refusal& refusal) { refuse_it(refusal); }
  void refuse_it(const Refusal& refusal) { refuse_call(call_, reply_, refusal); }

  const Api& api_;
  Call call_;
  Reply reply_;
  Hints hints_;

 private:
  void submit(std::optional<std::string_view> key_name, Run run, std::function<void(Result<Answer>)> done);
  void answer_it(Result<Answer> answer);
};

}  // namespace daybook::http
