#include "adapters/audit/spilled_fact.hpp"

#include <array>
#include <stdexcept>

#include "events/codec/packed.hpp"

namespace daybook::audit {
namespace {

constexpr std::uint64_t kFault = std::variant_size_v<Event>;  // in place of the event's index

using Reader = void (*)(packed::Cursor&, Recorded&);

template <class E>
void read_event(packed::Cursor& in, Recorded& recorded) {
  recorded.envelope.type = event_type<E>.name;
  recorded.envelope.schema_version = event_type<E>.schema_version;
  E* event = std::get_if<E>(&recorded.event);
  packed::read(in, event ? *event : recorded.event.emplace<E>());
}

template <class... E>
constexpr std::array<Reader, sizeof...(E)> readers(const std::variant<E...>*) {
  return {read_event<E>...};
}

}  // namespace

void spill_fact(std::string& out, const EventView& view, const Event& event, std::string_view fault) {
  packed::write(out, view.position);
  packed::write(out, view.event_id);
  packed::write(out, view.stream);
  packed::write(out, view.version);
  packed::write(out, view.recorded_at);
  packed::write(out, view.effective_at);
  packed::write(out, view.actor);
  packed::write(out, view.partition_key);
  packed::write(out, fault.empty() ? std::uint64_t{event.index()} : kFault);
  if (fault.empty()) {
    std::visit([&](const auto& e) { packed::write(out, e); }, event);
  } else {
    packed::write(out, fault);
  }
}

SpilledFact read_spilled(std::string_view record, Recorded& recorded) {
  static constexpr auto kReaders = readers(static_cast<const Event*>(nullptr));
  packed::Cursor in(record);
  Envelope& e = recorded.envelope;
  SpilledFact fact;
  packed::read(in, e.position.value);
  packed::read(in, e.event_id);
  fact.stream = in.take(in.number());
  packed::read(in, e.version.value);
  packed::read(in, e.recorded_at);
  packed::read(in, e.effective_at);
  packed::read(in, e.actor);
  packed::read(in, e.partition_key);
  e.stream = fact.stream;
  const std::uint64_t index = in.number();
  if (index == kFault) {
    fact.fault = in.take(in.number());
  } else {
    kReaders.at(index)(in, recorded);
  }
  if (!in.finished()) throw std::logic_error("a spilled fact has bytes left over");
  return fact;
}

}  // namespace daybook::audit
