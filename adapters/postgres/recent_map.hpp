#pragma once
// A cache of bounded size for the write path. What the batch being decided or the two in flight have touched
// is never evicted: until it is committed, nobody else knows it.
//
// Entries stand in a queue, oldest first, and an open-addressed table tells where: to put one in and the
// oldest out touches little memory, which has left the cores' caches by then (tests/bench/decisions/0085).

#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace daybook {

template <class Key, class Value>
class RecentMap {
 public:
  explicit RecentMap(std::size_t limit) : limit_(limit) {}

  /// Null when it is not cached. Stays where it is until a batch begins.
  Value* find(const Key& key) {
    const std::size_t place = place_of(key, hash_of(key));
    if (slots_.empty() || slots_[place].empty()) return nullptr;
    Entry& entry = entry_at(slots_[place]);
    entry.touched = batch_;
    return &entry.value;
  }
  bool contains(const Key& key) { return find(key) != nullptr; }
  /// The value, made if need be.
  Value& operator[](const Key& key) {
    if (Value* known = find(key)) return *known;
    return put({key, Value{}, batch_, true});
  }
  void erase(const Key& key) {
    const std::size_t place = place_of(key, hash_of(key));
    if (!slots_.empty() && !slots_[place].empty()) erase_at(place);
  }
  template <class Condition>
  void erase_if(Condition&& condition) {
    for (Entry& entry : entries_)
      if (entry.live && condition(entry.value)) erase_at(place_of(entry.key, hash_of(entry.key)));
  }
  void clear() {
    entries_.clear();
    slots_.clear();
    size_ = 0;
  }
  std::size_t size() const { return size_; }

  /// A new batch begins; the oldest entries beyond the limit go, a few at a time, so that no batch waits for
  /// many.
  void begin_batch() {
    ++batch_;
    for (int i = 0; i < kEvictedAtOnce && entries_.size() > limit_; ++i) {
      Entry& oldest = entries_.front();
      const bool keep = oldest.live && oldest.touched + 2 >= batch_;
      if (oldest.live) {
        const std::size_t place = place_of(oldest.key, hash_of(oldest.key));
        Entry kept = std::move(oldest);
        vacate(place);
        --size_;
        entries_.pop_front();
        ++first_;
        if (keep) put(std::move(kept));
      } else {
        entries_.pop_front();
        ++first_;
      }
    }
  }

 private:
  static constexpr int kEvictedAtOnce = 1'000;
  static constexpr std::size_t kLeastSlots = 16;

  struct Entry {
    Key key;
    Value value{};
    std::int64_t touched = 0;
    bool live = true;  ///< not erased
  };
  struct Slot {
    std::uint32_t hash = 0;    ///< odd; 0: nothing here
    std::uint32_t number = 0;  ///< of the entry, modulo 2^32: the first that there ever was is 0
    bool empty() const { return hash == 0; }
  };

  static std::uint32_t hash_of(const Key& key) {
    const std::uint64_t mixed = std::uint64_t{std::hash<Key>{}(key)} * 0x9E37'79B9'7F4A'7C15U;
    return static_cast<std::uint32_t>(mixed >> 32U) | 1U;
  }
  Entry& entry_at(const Slot& slot) { return entries_[static_cast<std::uint32_t>(slot.number - first_)]; }
  std::size_t home(std::uint32_t hash) const { return (hash >> 1U) & (slots_.size() - 1); }
  std::size_t next(std::size_t place) const { return (place + 1) & (slots_.size() - 1); }

  /// The key's slot, or the empty one where it would go; any number while there are no slots.
  std::size_t place_of(const Key& key, std::uint32_t hash) {
    if (slots_.empty()) return 0;
    std::size_t place = home(hash);
    while (!slots_[place].empty() && !(slots_[place].hash == hash && entry_at(slots_[place]).key == key))
      place = next(place);
    return place;
  }
  /// Behind the others; its key is not among them.
  Value& put(Entry entry) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    const std::uint32_t hash = hash_of(entry.key);
    const std::size_t place = place_of(entry.key, hash);
    slots_[place] = {hash, static_cast<std::uint32_t>(first_ + entries_.size())};
    ++size_;
    return entries_.emplace_back(std::move(entry)).value;
  }
  void erase_at(std::size_t place) {
    Entry& entry = entry_at(slots_[place]);
    entry.live = false;
    entry.value = Value{};
    vacate(place);
    --size_;
  }
  /// Empties a slot; those behind it that it was in the way of move up.
  void vacate(std::size_t hole) {
    for (std::size_t place = next(hole); !slots_[place].empty(); place = next(place)) {
      const std::size_t from_home = (place - home(slots_[place].hash)) & (slots_.size() - 1);
      const std::size_t from_hole = (place - hole) & (slots_.size() - 1);
      if (from_home < from_hole) continue;
      slots_[hole] = slots_[place];
      hole = place;
    }
    slots_[hole] = {};
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? kLeastSlots : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.empty()) continue;
      std::size_t place = home(slot.hash);
      while (!slots_[place].empty()) place = next(place);
      slots_[place] = slot;
    }
  }

  std::size_t limit_;
  std::int64_t batch_ = 0;
  std::deque<Entry> entries_;  ///< oldest first
  std::uint32_t first_ = 0;    ///< number of the oldest
  std::vector<Slot> slots_;    ///< a power of two, at most half of them taken
  std::size_t size_ = 0;
};

}  // namespace daybook
