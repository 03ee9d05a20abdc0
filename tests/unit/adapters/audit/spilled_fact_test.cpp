// What `audit verify` puts aside between its two halves comes back as it was, for every event there is.

#include "adapters/audit/spilled_fact.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "tests/support/source_dir.hpp"

namespace daybook {
namespace {

const EventId kId = *EventId::parse("01a1c70c-3062-7484-922c-7f58a854f03e");

EventView view_of(std::int64_t position) {
  EventView view;
  view.position = position;
  view.event_id = kId;
  view.stream = "order-1";
  view.version = 3;
  view.recorded_at = {1'800'000'000'000'001};
  view.effective_at = {-5};
  view.actor = "cli";
  view.correlation_id = "c";
  view.partition_key = "key";
  return view;
}

/// Spills and reads back into `recorded`, whatever that holds.
void check_same(const Event& event, Recorded& recorded) {
  std::string record;
  audit::spill_fact(record, view_of(7), event, "");
  const audit::SpilledFact fact = audit::read_spilled(record, recorded);
  CHECK(fact.fault.empty());
  CHECK(fact.stream == "order-1");
  const Envelope& e = recorded.envelope;
  CHECK(e.position.value == 7);
  CHECK(e.event_id == kId);
  CHECK(e.stream == "order-1");
  CHECK(e.version.value == 3);
  CHECK(e.type == type_of(event).name);
  CHECK(e.recorded_at.micros == 1'800'000'000'000'001);
  CHECK(e.effective_at.micros == -5);
  CHECK(e.actor == "cli");
  CHECK(e.partition_key == "key");
  CHECK(recorded.event.index() == event.index());
  CHECK(encode_payload(recorded.event) == encode_payload(event));
}

template <class E>
void check_type(Recorded& recorded) {
  const std::string name = fmt::format("{}.v{}.json", event_type<E>.name, event_type<E>.schema_version);
  CAPTURE(name);
  std::ifstream file(test::source_dir() / "tests/golden/events" / name, std::ios::binary);
  std::string full{std::istreambuf_iterator<char>(file), {}};
  if (full.ends_with('\n')) full.pop_back();
  const Event filled = decode_event(event_type<E>.name, event_type<E>.schema_version, full);
  CHECK(encode_payload(filled) == full);
  check_same(filled, recorded);
  check_same(E{}, recorded);  // into room that a fuller one left
  check_same(filled, recorded);
}

template <class... E>
void check_all(const std::variant<E...>*) {
  Recorded recorded{};
  (check_type<E>(recorded), ...);
}

TEST_CASE("a spilled fact comes back as it was, whatever stood in its place before") {
  check_all(static_cast<const Event*>(nullptr));
}

TEST_CASE("a fact that cannot be folded is spilled with the reason") {
  std::string record;
  audit::spill_fact(record, view_of(9), OrderExpired{}, "it does not decode");
  Recorded recorded{};
  const audit::SpilledFact fact = audit::read_spilled(record, recorded);
  CHECK(fact.fault == "it does not decode");
  CHECK(fact.stream == "order-1");
  CHECK(recorded.envelope.position.value == 9);
  CHECK(recorded.envelope.version.value == 3);
}

}  // namespace
}  // namespace daybook
