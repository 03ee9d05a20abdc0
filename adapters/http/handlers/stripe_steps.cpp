#include "adapters/http/handlers/stripe_steps.hpp"

#include "adapters/log.hpp"

namespace daybook::http {
namespace {

constexpr const char* kUnanswered = "this key has no answer yet";
constexpr std::string_view kWholeCall;  // the call's own key

bool is_unanswered(const Result<Answer>& answer) {
  return !answer && answer.error().code == RefusalCode::not_found && answer.error().detail == kUnanswered;
}

}  // namespace

void StripeSteps::start() {
  const auto key = request_key(call_);
  if (!key) return refuse_it(key.error());
  if (!*key) return begin();
  // Answered before? A refusal is not kept, so that asking leaves no trace.
  submit(
      kWholeCall, [](Workspace&) -> Result<Answer> { return refuse(RefusalCode::not_found, kUnanswered); },
      [this, keep = self()](Result<Answer> answer) {
        if (is_unanswered(answer)) return begin();
        answer_it(std::move(answer));
      });
}

void StripeSteps::step(Run run, Next next) {
  submit(std::nullopt, std::move(run), [this, keep = self(), next = std::move(next)](Result<Answer> answer) {
    if (!answer) return refuse_it(answer.error());
    next(*answer);
  });
}

void StripeSteps::kept_step(std::string_view name, Run run, Next next) {
  submit(name, std::move(run), [this, keep = self(), next = std::move(next)](Result<Answer> answer) {
    if (!answer) return refuse_it(answer.error());
    next(*answer);
  });
}

void StripeSteps::last_step(Run run) {
  submit(kWholeCall, std::move(run),
         [this, keep = self()](Result<Answer> answer) { answer_it(std::move(answer)); });
}

void StripeSteps::at_stripe(std::function<void(stripe::StripeClient&)> job) {
  if (!api_.stripe->submit(std::move(job)))
    give_up({RefusalCode::stripe_unavailable, "too many calls to Stripe are waiting: try again", {}, {}});
}

bool StripeSteps::repeatable() const {
  const auto key = request_key(call_);
  return key && *key;
}

Refusal StripeSteps::refusal_of(const char* what, const stripe::StripeFailure& failure) const {
  logging::warn("request {}: Stripe {}: {}", call_.request.request_id, what, failure.message);
  if (failure.kind != stripe::FailureKind::refused)
    return {RefusalCode::stripe_unavailable,
            repeatable() ? "Stripe does not answer now: try again with the same Idempotency-Key"
                         : "Stripe does not answer now: try again",
            {},
            {}};
  const std::string& code = failure.code.empty() ? failure.type : failure.code;
  return {
      RefusalCode::stripe_refused, std::string("Stripe ") + what + (code.empty() ? "" : ": " + code), {}, {}};
}

void StripeSteps::submit(std::optional<std::string_view> key_name, Run run,
                         std::function<void(Result<Answer>)> done) {
  Command command;
  command.origin = origin_of(call_);
  if (key_name) command.key = *request_key(call_, *key_name);
  command.run = std::move(run);
  command.done = std::move(done);
  command.hints = hints_;
  api_.writer.submit(std::move(command));
}

void StripeSteps::answer_it(Result<Answer> answer) {
  send_answer(call_.request.request_id, reply_, std::move(answer));
}

}  // namespace daybook::http
