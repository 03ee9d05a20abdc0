#pragma once
// Fresh ids, handed in: randomness and clocks live in adapters; tests hand in a counter.

#include "core/uuid.hpp"

namespace daybook {

class IdSource {
 public:
  virtual ~IdSource() = default;
  /// A UUID never given before, version 7: later ones sort after earlier ones.
  virtual Uuid next() = 0;
};

}  // namespace daybook
