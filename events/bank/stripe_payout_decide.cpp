#include "events/bank/stripe_payout_decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "events/adjustment/adjustment_decide.hpp"

namespace daybook {
namespace {

std::optional<Refusal> check(const StripePayoutReport& r) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (!r.stripe_payout_id.starts_with("po_") || r.stripe_payout_id.size() < 4 ||
      r.stripe_payout_id.size() > 100 ||
      !std::all_of(r.stripe_payout_id.begin(), r.stripe_payout_id.end(), letter))
    return invalid_field("/stripe_payout_id", "must be Stripe's id of a payout, for example \"po_1Nabc\"");
  if (auto bad = check_entry_amount("/amount", r.amount)) return bad;
  if (r.effective_at > r.now) return invalid_field("/arrived_at", "must not be in the future");
  return std::nullopt;
}

/// Two amounts under one id: one of them is wrong, and only a person can tell which.
std::optional<Refusal> contradiction(const StripePaidOut& paid, const StripePayoutReport& r) {
  if (paid.amount == r.amount && paid.currency == r.currency) return std::nullopt;
  return Refusal{RefusalCode::conflict,
                 fmt::format("{} is known as {} {}, not {} {}", r.stripe_payout_id,
                             decimal_text(paid.amount.value, paid.currency), paid.currency.str(),
                             decimal_text(r.amount.value, r.currency), r.currency.str()),
                 {},
                 {}};
}

StripePayoutEffect failed(const StripePayoutReport& r) {
  return {{{StripePayoutFailed{r.stripe_payout_id, r.amount, r.currency,
                               r.failure_code.empty() ? "unknown" : r.failure_code},
            r.effective_at}},
          "came back",
          ""};
}

}  // namespace

void evolve(StripePayoutState& s, const Recorded& recorded) {
  if (const auto* paid = std::get_if<StripePaidOut>(&recorded.event)) s.paid = *paid;
  if (const auto* back = std::get_if<StripePayoutFailed>(&recorded.event)) s.failed = *back;
}

Result<StripePayoutEffect> decide(const StripePayoutState& known, const StripePayoutReport& r) {
  if (auto bad = check(r)) return refuse(*bad);
  if (known.paid)
    if (auto bad = contradiction(*known.paid, r)) return refuse(*bad);
  switch (r.status) {
    case StripePayoutStatus::paid:
      if (known.paid) return StripePayoutEffect{{}, "already paid out", ""};
      return StripePayoutEffect{
          {{StripePaidOut{r.stripe_payout_id, r.amount, r.currency}, r.effective_at}}, "paid out", ""};
    case StripePayoutStatus::failed:
      if (known.failed) return StripePayoutEffect{{}, "already came back", ""};
      if (known.paid) return failed(r);
      return StripePayoutEffect{{}, "not paid out yet", awaited_stripe_payout(r.stripe_payout_id)};
    case StripePayoutStatus::canceled:
      if (known.paid)
        return refuse(RefusalCode::conflict, r.stripe_payout_id + " was paid out: it cannot be canceled");
      return StripePayoutEffect{{}, "canceled before it was paid: no money moved", ""};
  }
  return StripePayoutEffect{};
}

std::string stripe_payout_stream(const std::string& id) { return "stripe_payout-" + id; }
std::string awaited_stripe_payout(const std::string& id) { return "stripe_payout:" + id; }

}  // namespace daybook
