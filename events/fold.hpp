#pragma once
// Applies an event to a state if the state's fold knows such events; false otherwise.

#include "events/envelope.hpp"

namespace daybook {

template <class State>
bool fold(State& state, const Recorded& recorded) {
  return std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { evolve(state, e, recorded.envelope); }) {
          evolve(state, e, recorded.envelope);
          return true;
        } else {
          return false;
        }
      },
      recorded.event);
}

}  // namespace daybook
