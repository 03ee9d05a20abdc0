// Which facts call for a mail, to whom, and that nobody gets one who is gone or does not want it.

#include "adapters/mail/notices.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;
using mail::Mail;
using mail::Notice;
using mail::NoticeKind;

namespace {

const SecretKey kKey(32, 'k');

struct Desk : Shop {
  NotificationPreferences wants;
  bool erased = false;
  std::string operator_to = "desk@shop.example";

  mail::NoticeSource source() {
    mail::NoticeSource out;
    out.payee = [this](const BrokerId& payee) -> std::optional<mail::Recipient> {
      if (erased || payee != kBroker) return std::nullopt;
      return mail::Recipient{"grace@example.org", "Grace", wants};
    };
    out.order_number = [](const OrderId&) { return std::string("TLM0000000042"); };
    out.operator_to = operator_to;
    out.preferences_url = "https://shop.example/mails";
    out.domain = "shop.example";
    return out;
  }
  /// The mail that the last fact calls for.
  std::optional<Mail> mail() {
    Recorded last = log().back();
    last.envelope.event_id = id<EventId>(7);
    const auto notice = mail::notice_of(last);
    return notice ? mail::mail_of(*notice, last, source(), mail::Templates()) : std::nullopt;
  }
  std::string subject() {
    const auto written = mail();
    return written ? written->to + ": " + written->subject : "none";
  }
};

PayoutCreated payout() {
  PayoutCreated e;
  e.payout_id = id<PayoutId>(3);
  e.payee = kBroker;
  e.period_start = hour(0);
  e.period_end = day(30);
  e.amounts = {Minor(1'000), Minor(500), Minor{}};
  return e;
}
template <class E>
E about_payout() {
  E e;
  e.payout_id = id<PayoutId>(3);
  e.payee = kBroker;
  e.amounts = payout().amounts;
  return e;
}
template <class E>
E about_hold() {
  E e;
  e.order_id = id<OrderId>(1);
  e.broker_id = kBroker;
  e.share = Minor(1'000);
  e.markup = Minor(500);
  return e;
}

}  // namespace

TEST_CASE("notices: a new order, with its cards and the broker's part") {
  Desk desk;
  desk.placed();
  const auto written = desk.mail();
  REQUIRE(written);
  CHECK(written->to == "grace@example.org");
  CHECK(written->subject.starts_with("New order TLM"));
  CHECK(written->message_id == "00000000-0000-0000-0000-000000000007.new_order@shop.example");
  CHECK(written->unsubscribe_url == "https://shop.example/mails");
  CHECK(written->text.find("Hello Grace,") != std::string::npos);
  CHECK(written->text.find("- 1 x First Bank, 2019-05-01, limit 5000.00 USD: 105.00 USD\n") !=
        std::string::npos);
  CHECK(written->text.find("Your commission once it is paid: 15.00 USD") != std::string::npos);
  CHECK(desk.mail()->text == written->text);
  desk.placed({{"amex", 1}}, std::nullopt);
  CHECK(desk.subject() == "none");
}

TEST_CASE("notices: payouts and holds") {
  Desk desk;
  const auto after = [&](const Event& event) {
    desk.happened(event);
    return desk.subject();
  };
  desk.placed();
  CHECK(after(payout()) == "grace@example.org: Your payout of 15.00 USD is being prepared");
  CHECK(desk.mail()->text.find("for 2026-11-21 to 2026-12-20") != std::string::npos);
  CHECK(after(about_payout<PayoutCompleted>()) == "grace@example.org: Your payout of 15.00 USD was paid");
  CHECK(after(about_payout<PayoutReturned>()) == "grace@example.org: Your payout of 15.00 USD came back");
  CHECK(after(about_payout<PayoutFailed>()) ==
        "grace@example.org: Your payout of 15.00 USD could not be paid");
}

TEST_CASE("notices: a hold that moves something") {
  Desk desk;
  const auto subject = [&](const Event& event) {
    Recorded fact;
    fact.event = event;
    fact.envelope.type = type_of(event).name;
    const auto notice = mail::notice_of(fact);
    if (!notice) return std::string("none");
    return mail::mail_of(*notice, fact, desk.source(), mail::Templates())->subject;
  };
  auto held = about_hold<CommissionHeld>();
  CHECK(subject(held) == "Commission on hold: order TLM0000000042");
  held.from = CommissionState::held;
  CHECK(subject(held) == "none");
  auto released = about_hold<CommissionUnheld>();
  CHECK(subject(released) == "Commission released: order TLM0000000042");
  released.to = CommissionState::held;
  CHECK(subject(released) == "none");
}

TEST_CASE("notices: not to a payee who said no, who was erased, or who is none") {
  Desk desk;
  desk.placed();
  desk.wants.new_order = false;
  CHECK(desk.subject() == "none");
  desk.wants = {true, false, false};
  CHECK(desk.subject() != "none");
  desk.erased = true;
  CHECK(desk.subject() == "none");
}

TEST_CASE("notices: the operator hears of what waits for a person") {
  Desk desk;
  const auto task = [&](const Event& event) {
    Recorded fact;
    fact.event = event;
    fact.envelope.type = type_of(event).name;
    fact.envelope.recorded_at = hour(0);
    const auto notice = mail::notice_of(fact);
    if (!notice) return std::string("none");
    const auto written = mail::mail_of(*notice, fact, desk.source(), mail::Templates());
    if (!written) return std::string("nobody");
    CHECK(written->unsubscribe_url.empty());
    CHECK(written->text.find("2026-11-21 00:00 UTC") != std::string::npos);
    return written->to + ": " + written->subject;
  };
  OrderRejected rejected;
  rejected.order_id = id<OrderId>(1);
  rejected.broker_id = kBroker;
  rejected.reason = "sold out";
  CHECK(task(rejected) == "none");
  rejected.refundable = Minor(10'500);
  CHECK(task(rejected) == "desk@shop.example: Refund task: order TLM0000000042");
  CHECK(task(PaymentUnexpected{}) == "desk@shop.example: Unexpected money: order TLM0000000042");
  WebhookFailed failed;
  failed.external_id = "evt_7";
  CHECK(task(failed) == "desk@shop.example: Webhook not understood: evt_7");
  EffectGivenUp given_up;
  given_up.effect_id = "stripe_refund-7";
  CHECK(task(given_up) == "desk@shop.example: Given up: stripe_refund-7");
  for (const char* id :
       {"mail-new_order-7", "webhook-7-1"}) {  // a mail about mails that nobody takes helps nobody
    given_up.effect_id = id;
    CHECK(task(given_up) == "none");
  }
  desk.operator_to.clear();
  CHECK(task(rejected) == "nobody");
}

TEST_CASE("notices: address and name are opened under the payee's own key") {
  BrokerState broker;
  broker.profile.person_id = id<PersonId>(101);
  broker.profile.email = Vault::seal(broker.profile.person_id, kKey, "email", "grace@example.org");
  broker.profile.name = Vault::seal(broker.profile.person_id, kKey, "name", "Grace Hopper");
  PayeeState payee;
  payee.notifications.hold = false;
  const KeyLookup keys = [](const PersonId&) { return std::optional(kKey); };
  const auto found = mail::recipient_of(&broker, &payee, keys);
  REQUIRE(found);
  CHECK(found->address == "grace@example.org");
  CHECK(found->name == "Grace Hopper");
  CHECK(!found->wants.hold);
  CHECK(mail::recipient_of(&broker, nullptr, keys)->wants == NotificationPreferences{});
  CHECK(!mail::recipient_of(&broker, &payee, [](const PersonId&) { return std::nullopt; }));
  CHECK(!mail::recipient_of(nullptr, nullptr, keys));
}
