#include "tests/bench/ledger_story.hpp"

#include <stdexcept>

#include "adapters/postgres/pg.hpp"
#include "events/broker/broker_decide.hpp"
#include "events/catalog/catalog_decide.hpp"
#include "tests/bench/story_chunk.hpp"

namespace daybook::bench {

Story::Story(const SecretKey& master, Instant log_begins, int brokers, int cards)
    : vault_(master), log_begins_(log_begins), admin_(shop_admin(master)), cards_(shop_cards(cards)) {
  for (int i = 0; i < brokers; ++i) brokers_.push_back(shop_broker(master, i));
  open();
}

void Story::open() {
  Recorder recorder(1, log_begins_, 0);
  const std::string by_admin = "admin:" + admin_.id.str();
  const auto record = [&](const Result<NewEvents>& events, const std::string& actor) {
    if (!events) throw std::logic_error("the story's opening was refused: " + events.error().detail);
    recorder.append(*events, actor, [&](const Recorded& r) { ledger_.apply(r); });
  };
  const StoryPerson admin = new_person(vault_, recorder, "root@staff.example");
  record(NewEvents{{AdminCreated{admin_.id, admin.id, Vault::seal(admin.id, admin.key, "email", admin.email),
                                 Role::SUPER_ADMIN, admin_.prefix, admin_.sha256},
                    recorder.now()}},
         "cli");
  record(decide(ledger_, ImportCatalog{"bench", cards_, recorder.now()}), by_admin);
  int number = 0;
  for (const auto& broker : brokers_) {
    const StoryPerson person =
        new_person(vault_, recorder, fmt::format("broker.{}@partners.example", number++));
    BrokerRegistered fact;
    fact.broker_id = broker.id;
    fact.profile.person_id = person.id;
    fact.profile.name = Vault::seal(person.id, person.key, "name", fmt::format("Grace Hopper {}", number));
    fact.profile.email = Vault::seal(person.id, person.key, "email", person.email);
    fact.profile.business_name = fmt::format("Hopper & Daughters {}", number);
    fact.terms.revenue_share = broker.terms.revenue_share;
    fact.publishable_key = broker.publishable.kept;
    fact.secret_key = broker.secret.kept;
    record(decide(ledger_, RegisterBroker{fact, recorder.now()}), by_admin);
    record(decide(ledger_, MoveBroker{broker.id, BrokerStep::approve, admin_.id.str(), "", recorder.now()}),
           by_admin);
    record(decide(ledger_, ChangeBroker{broker.id, broker.terms, {}, recorder.now()}),
           "broker:" + broker.id.str());
  }
  opening_ = std::move(recorder.part());
}

LedgerPart Story::chunk(std::int64_t number, std::int64_t limit) const {
  return ChunkTeller(*this, number).tell(limit);
}

}  // namespace daybook::bench
