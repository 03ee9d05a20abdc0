#pragma once
// Answers kept under their idempotency keys (architecture: "Same key and body -> same answer"): looked up in
// bulk for a batch, and remembered for as long as the batch that gave them may be on its way.

#include <array>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>

#include "adapters/postgres/append_batch.hpp"
#include "adapters/postgres/person_keys.hpp"

namespace daybook {

struct OrderState;

/// How an order's answer is told again.
using TellOrder = std::function<std::string(const OrderState& order, const KeyLookup& keys)>;

class KeptAnswers {
 public:
  struct Kept {
    log::Hash digest;
    Answer answer;
    std::string sealed;  ///< the stored text, until somebody who knows the whole scope asks for it
  };

  KeptAnswers(const Vault& vault, TellOrder tell_order) : vault_(vault), tell_order_(std::move(tell_order)) {}

  /// Begins a batch; those of the two before stay findable when they may still be on their way.
  void begin_batch(bool others_in_flight);
  /// The look-up of these scopes' digest_keys, for Workspace::prefetch.
  static pg::Query query(std::span<const Uuid> keys);
  void load(const pg::Rows& rows);

  /// The answer under this scope, told again where the log holds it; nothing when the key is new. Throws
  /// std::runtime_error when what is kept cannot be read.
  const Kept* find(const log::Hash& scope, pg::Connection& connection);
  void keep(KeptAnswer answer);

 private:
  void tell(Kept& kept, pg::Connection& connection);

  const Vault& vault_;
  TellOrder tell_order_;
  std::array<std::unordered_map<Uuid, Kept>, 3> latest_first_;  ///< of batches, by digest_key
};

}  // namespace daybook
