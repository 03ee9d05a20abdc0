#pragma once
// Keyed sets of rows that folds write to and that an adapter flushes. A fold knows no SQL: on a miss the
// table asks its loader, if it has one (none in memory: audits and tests, where every row ever written is at
// hand).
//
// A row is a described struct with `table` (its SQL name), `key_columns` (its first N members are the key)
// and `keep` (how it is written).

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

enum class Keep {
  replace,  ///< a row per key, loaded, changed and written whole; all its events share one partition key
  append,   ///< written once, never read by a fold
  add,  ///< Minor and integer columns behind the key are sums: only additions are written, by any projector
};

/// A value kept as JSON text in one column: read when its row is loaded, written when its row is flushed.
template <class T>
struct Stored {
  T value{};
};

template <class Row>
using RowMembers = boost::describe::describe_members<Row, boost::describe::mod_public>;

template <class D, class Row>
using MemberType = std::remove_cvref_t<decltype(std::declval<Row&>().*D::pointer)>;

namespace detail {
template <class Row, std::size_t... I>
auto key_of(const Row& row, std::index_sequence<I...>) {
  return std::make_tuple(row.*boost::mp11::mp_at_c<RowMembers<Row>, I>::pointer...);
}
}  // namespace detail

/// The key columns' values, as a tuple.
template <class Row>
auto key_of(const Row& row) {
  return detail::key_of(row, std::make_index_sequence<Row::key_columns>{});
}
template <class Row>
using KeyOf = decltype(key_of(std::declval<const Row&>()));

struct RowKeyHash {
  static std::size_t one(const Currency& c) { return std::hash<std::string_view>{}({c.code.data(), 3}); }
  template <class T>
  requires std::is_enum_v<T>
  static std::size_t one(T v) { return static_cast<std::size_t>(v); }
  template <class T>
  requires(!std::is_enum_v<T>) static std::size_t one(const T& v) { return std::hash<T>{}(v); }
  template <class... T>
  std::size_t operator()(const std::tuple<T...>& key) const {
    std::size_t h = 0;
    std::apply([&](const auto&... v) { ((h = h * 1099511628211ULL + one(v)), ...); }, key);
    return h;
  }
};

/// Keep::replace. `find` to read, `edit` to change, `put` to set.
template <class Row>
class ReplaceTable {
 public:
  using RowType = Row;
  using Key = KeyOf<Row>;
  /// Fetches the rows that exist among the keys.
  using Loader = std::function<std::vector<Row>(std::span<const Key>)>;

  void set_loader(Loader loader) { loader_ = std::move(loader); }
  /// The table is known to be empty outside: until rows are dropped from memory, a miss needs no loader.
  void assume_empty() { complete_ = true; }

  const Row* find(const Key& key) {
    Slot* slot = fetch(key);
    return slot && slot->row ? &*slot->row : nullptr;
  }
  Row* edit(const Key& key) {
    Slot* slot = fetch(key);
    if (!slot || !slot->row) return nullptr;
    mark(*slot);
    return &*slot->row;
  }
  /// Inserts the row or replaces the one of its key, without loading that.
  Row& put(Row row) {
    Slot& slot = slots_[key_of(row)];
    slot.row = std::move(row);
    mark(slot);
    return *slot.row;
  }
  /// Loads, in one go, those of the keys that are not in memory.
  void prefetch(std::span<const Key> keys) {
    if (!loader_ || complete_) return;
    std::vector<Key> missing;
    for (const Key& key : keys)
      if (slots_.try_emplace(key).second) missing.push_back(key);
    if (missing.empty()) return;
    try {
      for (Row& row : loader_(missing)) slots_[key_of(row)].row = std::move(row);
    } catch (...) {
      for (const Key& key : missing) slots_.erase(key);  // not known to be absent
      throw;
    }
  }

  /// Changed rows, in the order of their first change.
  template <class F>
  void each_dirty(F&& f) const {
    for (const Slot* slot : dirty_) f(*slot->row);
  }
  template <class F>
  void each(F&& f) const {
    for (const auto& [key, slot] : slots_)
      if (slot.row) f(*slot.row);
  }
  std::size_t dirty_count() const { return dirty_.size(); }
  std::size_t size() const { return slots_.size(); }
  /// The changed rows are stored; forgets all rows when there are more than `max_rows`.
  void flushed(std::size_t max_rows) {
    for (Slot* slot : dirty_) slot->dirty = false;
    dirty_.clear();
    if (slots_.size() > max_rows) clear_cache();
  }
  void clear_cache() {
    dirty_.clear();
    slots_.clear();
    complete_ = false;
  }

 private:
  struct Slot {
    std::optional<Row> row;  ///< nothing: known to be absent
    bool dirty = false;
  };
  Slot* fetch(const Key& key) {
    if (auto found = slots_.find(key); found != slots_.end()) return &found->second;
    if (!loader_ || complete_) return nullptr;
    prefetch(std::span<const Key>(&key, 1));
    return &slots_[key];
  }
  void mark(Slot& slot) {
    if (slot.dirty) return;
    slot.dirty = true;
    dirty_.push_back(&slot);
  }

  std::unordered_map<Key, Slot, RowKeyHash> slots_;  // its nodes never move
  std::vector<Slot*> dirty_;
  Loader loader_;
  bool complete_ = false;
};

/// Keep::append.
template <class Row>
class AppendTable {
 public:
  using RowType = Row;
  void put(Row row) { rows_.push_back(std::move(row)); }
  template <class F>
  void each_dirty(F&& f) const {
    for (const Row& row : rows_) f(row);
  }
  template <class F>
  void each(F&& f) const {
    each_dirty(f);
  }
  const std::vector<Row>& rows() const { return rows_; }
  std::size_t dirty_count() const { return rows_.size(); }
  std::size_t size() const { return rows_.size(); }
  void flushed(std::size_t) { rows_.clear(); }
  void clear_cache() { rows_.clear(); }

 private:
  std::vector<Row> rows_;
};

/// Keep::add. In memory its rows are totals; behind a flush they are what came on top since the last one.
template <class Row>
class AddTable {
 public:
  using RowType = Row;
  using Key = KeyOf<Row>;
  /// The row of the key; `zero` (its key filled in) when there is none yet.
  Row& at(Row zero) {
    const Key key = key_of(zero);
    return rows_.try_emplace(key, std::move(zero)).first->second;
  }
  const Row* find(const Key& key) const {
    auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }
  template <class F>
  void each_dirty(F&& f) const {
    for (const auto& [key, row] : rows_) f(row);
  }
  template <class F>
  void each(F&& f) const {
    each_dirty(f);
  }
  std::size_t dirty_count() const { return rows_.size(); }
  std::size_t size() const { return rows_.size(); }
  void flushed(std::size_t) { rows_.clear(); }
  void clear_cache() { rows_.clear(); }

 private:
  std::unordered_map<Key, Row, RowKeyHash> rows_;
};

template <class Row>
using Table =
    std::conditional_t<Row::keep == Keep::replace, ReplaceTable<Row>,
                       std::conditional_t<Row::keep == Keep::append, AppendTable<Row>, AddTable<Row>>>;

}  // namespace daybook
