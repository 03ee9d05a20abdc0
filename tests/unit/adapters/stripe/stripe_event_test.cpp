#include "adapters/stripe/stripe_event.hpp"

#include <doctest/doctest.h>

#include "tests/support/given.hpp"

using namespace daybook;
using namespace daybook::given;
using stripe::from_stripe_amount;
using stripe::read_event;

namespace {

std::string event(const std::string& type, const std::string& object) {
  return R"({"id":"evt_1","object":"event","type":")" + type + R"(","data":{"object":)" + object + "}}";
}
StripeFact fact(const std::string& type, const std::string& object) {
  const auto read = read_event(event(type, object));
  REQUIRE_MESSAGE(read.has_value(), refused(read));
  CHECK(read->id == "evt_1");
  CHECK(read->type == type);
  return read->fact;
}

}  // namespace

TEST_CASE("a checkout session") {
  const StripeFact f = fact("checkout.session.completed", R"({"id":"cs_1","object":"checkout.session",
      "amount_total":10500,"currency":"usd","payment_status":"paid","payment_intent":"pi_1",
      "metadata":{"order_id":"the-order","other":"x"},"unknown":{"deep":[1,2]}})");
  CHECK(f.object_id == "cs_1");
  CHECK(f.session_id == "cs_1");
  CHECK(f.payment_intent == "pi_1");
  CHECK(f.order_id == "the-order");
  CHECK(f.amount == Minor(10'500));
  CHECK(f.currency == "USD");
  CHECK(f.payment_status == "paid");
  CHECK(!f.amount_refunded);
}

TEST_CASE("a session without an intent, or with an expanded one") {
  CHECK(!fact("checkout.session.completed", R"({"id":"cs_1","payment_intent":null})").payment_intent);
  CHECK(fact("checkout.session.completed", R"({"id":"cs_1","payment_intent":{"id":"pi_2","amount":1}})")
            .payment_intent == "pi_2");
}

TEST_CASE("an intent counts what was received, and is itself the intent") {
  const StripeFact f =
      fact("payment_intent.succeeded", R"({"id":"pi_1","amount":9,"amount_received":8,"currency":"eur"})");
  CHECK(f.payment_intent == "pi_1");
  CHECK(!f.session_id);
  CHECK(f.amount == Minor(8));
  CHECK(f.currency == "EUR");
}

TEST_CASE("a failed attempt keeps the code, never the text") {
  const StripeFact f =
      fact("payment_intent.payment_failed",
           R"({"id":"pi_1","last_payment_error":{"code":"card_declined","message":"Your card …"}})");
  CHECK(f.failure_code == "card_declined");
  CHECK(!fact("payment_intent.payment_failed", R"({"id":"pi_1","last_payment_error":null})").failure_code);
}

TEST_CASE("a refunded charge carries the cumulative figure and its intent") {
  const StripeFact f = fact("charge.refunded", R"({"id":"ch_1","payment_intent":"pi_1","amount":500,
      "amount_refunded":200,"currency":"usd"})");
  CHECK(f.object_id == "ch_1");
  CHECK(f.payment_intent == "pi_1");
  CHECK(f.amount_refunded == Minor(200));
}

TEST_CASE("members of a wrong type, too long or in an unknown currency are as good as absent") {
  const StripeFact f =
      fact("payment_intent.succeeded", R"({"id":7,"amount_received":"8","currency":"usd","metadata":[]})");
  CHECK(f.object_id.empty());
  CHECK((!f.amount && !f.order_id));
  const StripeFact unknown = fact("payment_intent.succeeded", R"({"amount_received":8,"currency":"xxq"})");
  CHECK(unknown.currency == "XXQ");
  CHECK(!unknown.amount);
  CHECK(fact("charge.refunded", "{\"payment_intent\":\"" + std::string(255, 'p') + "\"}").payment_intent);
  CHECK(!fact("charge.refunded", "{\"payment_intent\":\"" + std::string(256, 'p') + "\"}").payment_intent);
}

TEST_CASE("bodies that are no snapshot event are refused") {
  struct Row {
    const char* body;
    const char* wanted;
  };
  const Row rows[] = {
      {"", "refused malformed_json"},
      {"{", "refused malformed_json"},
      {"[]", "refused validation_failed "},
      {"7", "refused validation_failed "},
      {"{}", "refused validation_failed "},
      {R"({"object":"v2.core.event","id":"evt_1","type":"x"})", "refused validation_failed /object"},
      {R"({"object":"charge","id":"evt_1","type":"x","data":{"object":{}}})", "refused validation_failed "},
      {R"({"object":"event","type":"x","data":{"object":{}}})", "refused validation_failed "},
      {R"({"object":"event","id":"evt_1","data":{"object":{}}})", "refused validation_failed "},
      {R"({"object":"event","id":"evt_1","type":"x"})", "refused validation_failed /data/object"},
      {R"({"object":"event","id":"evt_1","type":"x","data":{"object":[]}})",
       "refused validation_failed /data/object"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.body);
    CHECK(refused(read_event(row.body)) == row.wanted);
  }
}

TEST_CASE("Stripe's exponents differ from ours in three currencies") {
  CHECK(from_stripe_amount(1'234, currency("USD")) == Minor(1'234));
  CHECK(from_stripe_amount(1'234, currency("JPY")) == Minor(1'234));
  CHECK(from_stripe_amount(1'230, currency("BHD")) == Minor(1'230));
  CHECK(from_stripe_amount(12, currency("MGA")) == Minor(1'200));
  CHECK(from_stripe_amount(1'200, currency("ISK")) == Minor(12));
  CHECK(from_stripe_amount(1'200, currency("UGX")) == Minor(12));
  CHECK(!from_stripe_amount(1'234, currency("ISK")));
}
