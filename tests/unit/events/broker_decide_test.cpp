#include "events/broker/broker_decide.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace daybook;
using namespace daybook::given;

namespace {

const BrokerId kNew = id<BrokerId>(2);

std::string move(World& world, BrokerStep step, const BrokerId& who = kBroker) {
  const auto decided =
      decide(world.ledger, MoveBroker{who, step, "admin-2", std::string("because"), hour(2)});
  if (decided) world.happened(*decided);
  return outcome(decided);
}

}  // namespace

TEST_CASE("a broker registers with the terms as sent and waits for approval") {
  World world;
  const auto fact = registration(kNew, 102);
  const auto event = only<BrokerRegistered>(decide(world.ledger, RegisterBroker{fact, hour(1)}));
  CHECK(event.broker_id == kNew);
  CHECK(event.terms == fact.terms);
  world.happened(event);
  CHECK(world.ledger.broker(kNew)->status == BrokerStatus::PENDING);
  CHECK(world.ledger.broker(kNew)->terms_version == 1);
}

TEST_CASE("a second broker with the same person is refused, before and after a suspension") {
  Shop shop;
  const RegisterBroker again{registration(kNew, 101), hour(1)};
  CHECK(outcome(decide(shop.ledger, again)) == "refused duplicate_email");
  move(shop, BrokerStep::suspend);
  CHECK(outcome(decide(shop.ledger, again)) == "refused duplicate_email");
}

TEST_CASE("terms stay within their limits, at registration and afterwards") {
  struct Row {
    const char* name;
    std::int64_t share, percent, fixed;
    const char* refusal;  ///< "" = fine
  };
  const Row rows[] = {
      {"least share", 100'000, 0, 0, ""},
      {"most share", 250'000, 1'000'000, 1'000'000, ""},
      {"share just below 10%", 99'999, 0, 0, "refused rate_out_of_range /revenue_share_percent"},
      {"share just above 25%", 250'001, 0, 0, "refused rate_out_of_range /revenue_share_percent"},
      {"no share", 0, 0, 0, "refused rate_out_of_range /revenue_share_percent"},
      {"markup above 100%", 100'000, 1'000'001, 0, "refused rate_out_of_range /markup_percent"},
      {"negative markup", 100'000, -1, 0, "refused rate_out_of_range /markup_percent"},
      {"fixed markup too large", 100'000, 0, 1'000'001, "refused validation_failed /markup_fixed"},
      {"negative fixed markup", 100'000, 0, -1, "refused validation_failed /markup_fixed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string wanted = row.refusal;
    Shop shop;
    Terms terms{{row.share}, MarkupType::FIXED, {row.percent}, Minor(row.fixed)};
    RegisterBroker command{registration(kNew, 102), hour(1)};
    command.fact.terms = terms;
    CHECK(outcome(decide(shop.ledger, command)) == (wanted.empty() ? "broker.registered" : wanted));
    CHECK(outcome(decide(shop.ledger, ChangeBroker{kBroker, terms, std::nullopt, hour(1)})) ==
          (wanted.empty() ? "broker.terms_changed" : wanted));
  }
}

TEST_CASE("a broker's status table") {
  const BrokerStep steps[] = {BrokerStep::approve, BrokerStep::suspend, BrokerStep::reactivate,
                              BrokerStep::deactivate};
  struct Row {
    const char* name;
    std::vector<BrokerStep> before;
    const char* wanted[4];  ///< approve, suspend, reactivate, deactivate; "" = conflict
  };
  const Row rows[] = {
      {"PENDING", {}, {"broker.approved", "", "", "broker.deactivated"}},
      {"ACTIVE", {BrokerStep::approve}, {"", "broker.suspended", "", "broker.deactivated"}},
      {"SUSPENDED",
       {BrokerStep::approve, BrokerStep::suspend},
       {"", "", "broker.reactivated", "broker.deactivated"}},
      {"INACTIVE", {BrokerStep::deactivate}, {"", "", "", ""}},
  };
  for (const Row& row : rows)
    for (std::size_t i = 0; i < 4; ++i) {
      CAPTURE(row.name);
      CAPTURE(i);
      World world;
      world.happened(registration(kNew, 102));
      for (const BrokerStep step : row.before) move(world, step, kNew);
      CHECK(boost::describe::enum_to_string(world.ledger.broker(kNew)->status, "?") == std::string(row.name));
      const std::string wanted = row.wanted[i];
      CHECK(move(world, steps[i], kNew) == (wanted.empty() ? "refused conflict" : wanted));
    }
}

TEST_CASE("an approval tells who approved, when and why") {
  World world;
  world.happened(registration(kNew, 102));
  const auto event = only<BrokerApproved>(decide(
      world.ledger, MoveBroker{kNew, BrokerStep::approve, "admin-2", std::string("checked"), hour(5)}));
  CHECK(event.approved_by == "admin-2");
  CHECK(event.reason == "checked");
  world.happened(event, hour(5));
  CHECK(world.ledger.broker(kNew)->approved_by == "admin-2");
  CHECK(world.ledger.broker(kNew)->approved_at == hour(5));
}

TEST_CASE("new terms are versioned, and unchanged ones append nothing") {
  Shop shop;
  Terms terms = shop.ledger.broker(kBroker)->terms;
  const auto profile = shop.ledger.broker(kBroker)->profile;
  CHECK(outcome(decide(shop.ledger, ChangeBroker{kBroker, terms, profile, hour(2)})) == "nothing");
  terms.markup_percent = {70'000};
  const auto changed =
      only<BrokerTermsChanged>(decide(shop.ledger, ChangeBroker{kBroker, terms, profile, hour(2)}));
  CHECK(changed.terms_version == 2);
  CHECK(changed.terms == terms);
  shop.happened(changed);
  terms.markup_percent = {80'000};
  CHECK(only<BrokerTermsChanged>(decide(shop.ledger, ChangeBroker{kBroker, terms, std::nullopt, hour(2)}))
            .terms_version == 3);
}

TEST_CASE("a profile may take a free e-mail address, never another broker's") {
  Shop shop;
  shop.happened(registration(kNew, 102));
  BrokerProfile profile = shop.ledger.broker(kBroker)->profile;
  profile.website = "https://example.test";
  CHECK(outcome(decide(shop.ledger, ChangeBroker{kBroker, {}, profile, hour(2)})) ==
        "broker.profile_changed");
  profile.person_id = id<PersonId>(102);
  CHECK(outcome(decide(shop.ledger, ChangeBroker{kBroker, {}, profile, hour(2)})) ==
        "refused duplicate_email");
  profile.person_id = id<PersonId>(103);
  shop.happened(decide(shop.ledger, ChangeBroker{kBroker, {}, profile, hour(2)}));
  CHECK(shop.ledger.broker_of_person(id<PersonId>(103))->id == kBroker);
  CHECK(shop.ledger.broker_of_person(id<PersonId>(101)) == nullptr);
}

TEST_CASE("keys: a rotation replaces one, a revocation works once, an INACTIVE broker gets none") {
  Shop shop;
  const RotateKey rotation{kBroker, {KeyKind::secret, "tlm_sk_new", "cc"}, hour(2)};
  shop.happened(decide(shop.ledger, rotation));
  CHECK(shop.ledger.broker(kBroker)->secret_key->prefix == "tlm_sk_new");
  CHECK(shop.ledger.broker(kBroker)->publishable_key->kind == KeyKind::publishable);
  const RevokeKey revocation{kBroker, KeyKind::secret, hour(2)};
  shop.happened(decide(shop.ledger, revocation));
  CHECK(outcome(decide(shop.ledger, revocation)) == "refused conflict");
  CHECK(outcome(decide(shop.ledger, RevokeKey{kBroker, KeyKind::publishable, hour(2)})) ==
        "broker.key_revoked");
  CHECK(outcome(decide(shop.ledger, rotation)) == "broker.key_rotated");
  move(shop, BrokerStep::deactivate);
  CHECK(outcome(decide(shop.ledger, rotation)) == "refused broker_not_active");
}

TEST_CASE("nothing can be done to a broker that does not exist") {
  Shop shop;
  CHECK(move(shop, BrokerStep::approve, kNew) == "refused not_found");
  CHECK(outcome(decide(shop.ledger, ChangeBroker{kNew, {}, {}, hour(1)})) == "refused not_found");
  CHECK(outcome(decide(shop.ledger, RotateKey{kNew, {}, hour(1)})) == "refused not_found");
  CHECK(outcome(decide(shop.ledger, RevokeKey{kNew, KeyKind::secret, hour(1)})) == "refused not_found");
}
