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

TEST_CASE("the event's second and its mode") {
  const auto read = read_event(
      R"({"id":"evt_1","object":"event","type":"x","created":1795219200,"livemode":true,"data":{"object":{}}})");
  REQUIRE(read.has_value());
  CHECK(read->fact.created == hour(0));
  CHECK(read->fact.livemode == true);
  for (const char* created : {"-1", "1.5", "\"1795219200\"", "253402300800"}) {
    CAPTURE(created);
    const auto odd =
        read_event(R"({"id":"evt_1","object":"event","type":"x","data":{"object":{}},"created":)" +
                   std::string(created) + "}");
    REQUIRE(odd.has_value());
    CHECK(!odd->fact.created);
    CHECK(!odd->fact.livemode);
  }
}

TEST_CASE("a refund and a dispute carry their status, a dispute its reason") {
  const StripeFact refund =
      fact("refund.failed", R"({"id":"re_1","object":"refund","amount":500,"currency":"usd",
      "payment_intent":"pi_1","status":"failed","failure_reason":"expired_or_canceled_card"})");
  CHECK(refund.object_id == "re_1");
  CHECK(refund.amount == Minor(500));
  CHECK(refund.status == "failed");
  const StripeFact dispute = fact("charge.dispute.created", R"({"id":"dp_1","amount":500,"currency":"usd",
      "payment_intent":"pi_1","status":"warning_needs_response","reason":"fraudulent"})");
  CHECK(dispute.status == "warning_needs_response");
  CHECK(dispute.reason == "fraudulent");
  CHECK(!dispute.balance_transaction);
}

TEST_CASE("a charge's balance transaction: its id alone, or its fee when it is expanded") {
  const StripeFact id = fact("charge.updated", R"({"id":"ch_1","balance_transaction":"txn_1"})");
  CHECK(id.balance_transaction == "txn_1");
  CHECK(!id.fee);
  const StripeFact whole = fact("charge.updated", R"({"id":"ch_1","balance_transaction":
      {"id":"txn_1","amount":10500,"fee":334,"currency":"eur"}})");
  CHECK(whole.balance_transaction == "txn_1");
  CHECK(whole.transaction_amount == Minor(10'500));
  CHECK(whole.fee == Minor(334));
  CHECK(whole.transaction_currency == "EUR");
}

TEST_CASE("a dispute's two balance transactions: each event is about its own, as positive amounts") {
  const std::string object = R"({"id":"dp_1","amount":10500,"currency":"usd","balance_transactions":[
      {"id":"txn_out","amount":-10500,"fee":1500,"currency":"usd"},
      {"id":"txn_in","amount":10500,"fee":-1500,"currency":"usd"}]})";
  const StripeFact out = fact("charge.dispute.funds_withdrawn", object);
  CHECK(out.balance_transaction == "txn_out");
  CHECK(out.transaction_amount == Minor(10'500));
  CHECK(out.fee == Minor(1'500));
  const StripeFact in = fact("charge.dispute.funds_reinstated", object);
  CHECK(in.balance_transaction == "txn_in");
  CHECK(in.transaction_amount == Minor(10'500));
  CHECK(in.fee == Minor(1'500));
}
