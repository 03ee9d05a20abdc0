#include "projections/payee_blocks.hpp"

#include <algorithm>

#include "events/codec/packed.hpp"
#include "projections/read_models.hpp"

namespace daybook {
namespace {

/// The full block becomes a row of its own; its sums are what the next one opens with.
void close(PayeeOpenBlockRow& open, ReadModels& models) {
  const PayeeSums sums = sums_of(open.first_position, open.state.value);
  models.payee_blocks.put(
      {open.payee, open.currency, open.first_position, open.min_day, open.max_day, std::move(open.state)});
  open.state.value = {};
  for (int part = 0; part < kPayeeParts; ++part)
    if (sums.moved(part)) open.state.value.opening.push_back({part, sums.at(part)});
}

void begin_fact(PayeeOpenBlockRow& open, std::int64_t position, std::int64_t day, std::int64_t moves) {
  BlockState& state = open.state.value;
  if (state.facts == 0) {
    open.first_position = position;
    open.min_day = day;
    state.last_position = position;
    state.last_day = 0;
  }
  packed::write(state.moves, static_cast<std::uint64_t>(position - state.last_position));
  packed::write(state.moves, day - state.last_day);
  packed::write(state.moves, static_cast<std::uint64_t>(moves));
  ++state.facts;
  state.last_position = position;
  state.last_day = day;
  open.min_day = std::min(open.min_day, day);
  open.max_day = std::max(open.max_day, day);
}

/// packed.hpp's numbers, quickly: a past balance reads some thousands.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
  bool finished() const { return at_ == end_; }
  std::uint64_t next() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    throw std::runtime_error("a block of a payee's facts holds a broken number");
  }
  std::int64_t next_signed() {
    const std::uint64_t v = next();
    return static_cast<std::int64_t>(v >> 1 ^ (~(v & 1) + 1));
  }

 private:
  const char* at_;
  const char* end_;
};

/// Calls f(position, day, part, amount) for each move, as long as it returns true.
template <class F>
void each_move(std::int64_t first_position, const BlockState& block, F&& f) {
  Numbers in(block.moves);
  std::int64_t position = first_position;
  std::int64_t day = 0;
  while (!in.finished()) {
    position += static_cast<std::int64_t>(in.next());
    day += in.next_signed();
    for (std::uint64_t moves = in.next(); moves > 0; --moves) {
      const std::uint64_t part = in.next();
      if (part >= kPayeeParts) throw std::runtime_error("a packed move is of no part of a balance");
      if (!f(position, day, static_cast<int>(part), Minor(in.next_signed()))) return;
    }
  }
}

}  // namespace

void add_opening(PayeeSums& sums, const BlockState& block) {
  for (const PartSum& sum : block.opening) sums.add(static_cast<int>(sum.part), sum.amount);
}

void add_facts(PayeeSums& sums, std::int64_t first_position, const BlockState& block, const AsOf& limit) {
  each_move(first_position, block, [&](std::int64_t position, std::int64_t day, int part, Minor amount) {
    if (position > limit.position) return false;
    if (day <= limit.day) sums.add(part, amount);
    return true;
  });
}

PayeeSums sums_of(std::int64_t first_position, const BlockState& block) {
  PayeeSums sums;
  add_opening(sums, block);
  add_facts(sums, first_position, block, {});
  return sums;
}

std::vector<AvailableMove> available_moves(std::int64_t first_position, const BlockState& block) {
  std::vector<AvailableMove> found;
  each_move(first_position, block, [&](std::int64_t position, std::int64_t day, int part, Minor amount) {
    if (figure_of(part) != PayeeFigure::available) return true;
    if (found.empty() || found.back().position != position) found.push_back({position, day, {}});
    found.back().gain.add(component_of(part), amount);
    return true;
  });
  std::erase_if(found, [](const AvailableMove& move) { return move.gain == AvailableGain{}; });
  return found;
}

void fold_payee_blocks(const Recorded& recorded, const std::vector<Posting>& entry, ReadModels& models) {
  std::int64_t moves = 0;
  each_payee_move(recorded, entry, [&](const BrokerId&, Currency, int, Minor) { ++moves; });
  if (moves == 0) return;
  PayeeOpenBlockRow* open = nullptr;
  each_payee_move(recorded, entry, [&](const BrokerId& payee, Currency currency, int part, Minor amount) {
    if (!open) {
      const Envelope& at = recorded.envelope;
      const std::int64_t day = models.days.of(at.effective_at);
      open = models.payee_open_blocks.edit({payee, currency});
      if (!open) {
        PayeeOpenBlockRow fresh;
        fresh.payee = payee;
        fresh.currency = currency;
        fresh.max_day = day;
        open = &models.payee_open_blocks.put(std::move(fresh));
      } else if (open->state.value.facts == kBlockFacts) {
        close(*open, models);
      }
      begin_fact(*open, at.position.value, day, moves);
    }
    packed::write(open->state.value.moves, static_cast<std::uint64_t>(part));
    packed::write(open->state.value.moves, amount);
  });
}

}  // namespace daybook
