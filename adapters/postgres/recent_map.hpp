#pragma once
// A cache of bounded size for the write path. What the batch being decided or the one in flight has touched
// is never evicted: until it is committed, nobody else knows it.

#include <cstdint>
#include <deque>
#include <unordered_map>

namespace daybook {

template <class Key, class Value>
class RecentMap {
 public:
  explicit RecentMap(std::size_t limit) : limit_(limit) {}

  /// Null when it is not cached.
  Value* find(const Key& key) {
    const auto it = entries_.find(key);
    if (it == entries_.end()) return nullptr;
    it->second.touched = batch_;
    return &it->second.value;
  }
  bool contains(const Key& key) { return find(key) != nullptr; }
  /// The value, made if need be.
  Value& operator[](const Key& key) {
    const auto [it, fresh] = entries_.try_emplace(key);
    if (fresh) oldest_first_.push_back(key);
    it->second.touched = batch_;
    return it->second.value;
  }
  void erase(const Key& key) { entries_.erase(key); }
  template <class Condition>
  void erase_if(Condition&& condition) {
    std::erase_if(entries_, [&](const auto& entry) { return condition(entry.second.value); });
  }
  void clear() {
    entries_.clear();
    oldest_first_.clear();
  }
  std::size_t size() const { return entries_.size(); }

  /// A new batch begins; the oldest entries beyond the limit go, a few at a time, so that no batch waits for
  /// many.
  void begin_batch() {
    ++batch_;
    for (int i = 0; i < kEvictedAtOnce && oldest_first_.size() > limit_; ++i) {
      const Key key = std::move(oldest_first_.front());
      oldest_first_.pop_front();
      const auto it = entries_.find(key);
      if (it == entries_.end()) continue;
      if (it->second.touched + 2 >= batch_) {
        oldest_first_.push_back(key);
      } else {
        entries_.erase(it);
      }
    }
  }

 private:
  static constexpr int kEvictedAtOnce = 1'000;
  struct Entry {
    Value value{};
    std::int64_t touched = 0;
  };
  std::size_t limit_;
  std::int64_t batch_ = 0;
  std::unordered_map<Key, Entry> entries_;
  std::deque<Key> oldest_first_;  // may name what was erased
};

}  // namespace daybook
