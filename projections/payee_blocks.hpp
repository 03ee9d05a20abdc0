#pragma once
// The as-of index of what payees are owed: each payee's moves in blocks of 64 facts, packed, each block
// beside the sums before it. What a payee was owed at a position is one block; "as far as it takes effect by
// a day" is the block before which everything does, and the later ones that hold an entry of that day or
// before. Why in this form: projections/decisions/0001-as-of-index.md.
//
// A payee's facts share one partition key, so they come in order here: its last block is open and rewritten,
// full ones are never touched again.

#include <span>

#include "projections/payee_moves.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// Up to which point: both included.
struct AsOf {
  std::int64_t position = INT64_MAX;  ///< of the log
  std::int64_t day = INT64_MAX;       ///< by which a fact takes effect, numbered as core/civil_day.hpp does
};

struct PartSum {
  std::int64_t part = 0;  ///< payee_part()
  Minor amount;
};
BOOST_DESCRIBE_STRUCT(PartSum, (), (part, amount))

struct BlockState {
  std::int64_t facts = 0;          ///< in `moves`
  std::int64_t last_position = 0;  ///< of the last of them
  std::int64_t last_day = 0;       ///< its day
  std::vector<PartSum> opening;    ///< of every part that was ever moved before the block, by part
  /// A fact after the other: position and day as the differences from the fact before (from first_position
  /// and day 0 for the first), the number of moves, then each one's part and amount; all as packed numbers.
  std::string moves;
};
BOOST_DESCRIBE_STRUCT(BlockState, (), (facts, last_position, last_day, opening, moves))

inline constexpr std::int64_t kBlockFacts = 64;

/// A full block.
struct PayeeBlockRow {
  static constexpr std::string_view table = "payee_blocks";
  static constexpr int key_columns = 3;
  static constexpr Keep keep = Keep::append;
  BrokerId payee;
  Currency currency;
  std::int64_t first_position = 0;  ///< of its first fact
  std::int64_t min_day = 0;         ///< the earliest of the block's own days
  std::int64_t max_day = 0;         ///< the latest day of this block and all before it
  Packed<BlockState> state;
};
BOOST_DESCRIBE_STRUCT(PayeeBlockRow, (), (payee, currency, first_position, min_day, max_day, state))

/// A payee's last block, never empty.
struct PayeeOpenBlockRow {
  static constexpr std::string_view table = "payee_open_blocks";
  static constexpr int key_columns = 2;
  static constexpr Keep keep = Keep::replace;
  BrokerId payee;
  Currency currency;
  std::int64_t first_position = 0;
  std::int64_t min_day = 0;
  std::int64_t max_day = 0;
  Packed<BlockState> state;
};
BOOST_DESCRIBE_STRUCT(PayeeOpenBlockRow, (), (payee, currency, first_position, min_day, max_day, state))

/// Sums by part, and which parts were moved at all: an account may stand at zero.
class PayeeSums {
 public:
  void add(int part, Minor amount) {
    amounts_[static_cast<std::size_t>(part)] += amount;
    moved_ |= 1U << part;
  }
  Minor at(int part) const { return amounts_[static_cast<std::size_t>(part)]; }
  bool moved(int part) const { return (moved_ >> part & 1U) != 0; }
  /// Any of the component's parts.
  bool moved(BalanceComponent component) const {
    return moved(payee_part(PayeeFigure::pending, component)) ||
           moved(payee_part(PayeeFigure::available, component)) ||
           moved(payee_part(PayeeFigure::held, component)) ||
           moved(payee_part(PayeeFigure::in_transit, component)) ||
           moved(payee_part(PayeeFigure::paid, component));
  }
  /// What the payee's accounts hold: all figures but `paid`, which is none of theirs.
  Minor owed() const {
    Minor sum;
    for (int part = 0; part < kPayeeParts; ++part)
      if (figure_of(part) != PayeeFigure::paid) sum += at(part);
    return sum;
  }
  bool none() const { return moved_ == 0; }

 private:
  std::array<Minor, kPayeeParts> amounts_{};
  unsigned moved_ = 0;
};

/// Adds what stood before the block.
void add_opening(PayeeSums& sums, const BlockState& block);
/// Adds the block's own facts at or before both limits. Throws std::runtime_error for broken bytes.
void add_facts(PayeeSums& sums, std::int64_t first_position, const BlockState& block, const AsOf& limit);
/// What stood after the block's last fact: of an open block, the payee's balance. Throws as add_facts.
PayeeSums sums_of(std::int64_t first_position, const BlockState& block);

/// What one of a block's facts moved in the available account.
struct AvailableMove {
  std::int64_t position = 0;
  std::int64_t day = 0;
  AvailableGain gain;
};
/// Those of the block's facts that moved anything there, in order. Throws std::runtime_error for broken
/// bytes.
std::vector<AvailableMove> available_moves(std::int64_t first_position, const BlockState& block);

void fold_payee_blocks(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models);

}  // namespace daybook
