#pragma once
// Keyed sets of rows that folds write to and that an adapter flushes. A fold knows no SQL: on a miss the
// table asks its loader, if it has one (none in memory: audits and tests, where every row ever written is at
// hand).
//
// A row is a described struct with `table` (its SQL name), `key_columns` (its first N members are the key)
// and `keep` (how it is written). `put_once` says of a replace row that only the event which makes it puts
// it: a row that was put is new.

#include <algorithm>
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
#include <utility>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"

namespace daybook {

enum class Keep {
  replace,  ///< a row per key, loaded, changed and written whole; all its events share one partition key
  append,   ///< written once, never read by a fold
  add,   ///< Minor and integer columns behind the key are sums: only additions are written, by any projector
  open,  ///< open items, all key: there from when they are opened until they are closed, never read by a fold
};

/// A value kept as JSON text in one column: read when its row is loaded, written when its row is flushed.
template <class T>
struct Stored {
  T value{};
};

/// The same for rows that there are many of, as events/codec/packed.hpp's bytes: a third of the JSON's size.
template <class T>
struct Packed {
  T value{};
};

template <class Row>
using RowMembers = boost::describe::describe_members<Row, boost::describe::mod_public>;
template <class Row>
inline constexpr std::size_t kColumnsOf = boost::mp11::mp_size<RowMembers<Row>>::value;

template <class D, class Row>
using MemberType = std::remove_cvref_t<decltype(std::declval<Row&>().*D::pointer)>;

namespace detail {
template <class Row, std::size_t... I>
auto key_of(const Row& row, std::index_sequence<I...>) {
  return std::make_tuple(row.*boost::mp11::mp_at_c<RowMembers<Row>, I>::pointer...);
}
template <class Row, std::size_t... I>
auto tied_key_of(const Row& row, std::index_sequence<I...>) {
  return std::tie(row.*boost::mp11::mp_at_c<RowMembers<Row>, I>::pointer...);
}
}  // namespace detail

/// The key columns, as a tuple of references.
template <class Row>
auto tied_key_of(const Row& row) {
  return detail::tied_key_of(row, std::make_index_sequence<Row::key_columns>{});
}
/// The key columns' values, as a tuple.
template <class Row>
auto key_of(const Row& row) {
  return detail::key_of(row, std::make_index_sequence<Row::key_columns>{});
}
template <class Row>
using KeyOf = decltype(key_of(std::declval<const Row&>()));

struct RowKeyHash {
  using is_transparent = void;
  static std::size_t one(Instant at) { return std::hash<std::int64_t>{}(at.micros); }
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
///
/// Rows that were used lately stay in memory: two halves, the newer of which becomes the older when it is
/// full, and whatever is used moves to the newer. A bulk load writes late: a changed row is written when it
/// leaves memory, so that one which changes often is written once.
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
    const Key key = key_of(row);
    Slot* slot = in_memory(key);
    if (!slot) slot = &newer_[key];
    slot->row = std::move(row);
    mark(*slot);
    return *slot->row;
  }
  /// The events to come put the rows of these keys: what they do to them afterwards needs no loader.
  void will_put(std::span<const Key> keys) {
    if (!loader_ || complete_) return;
    for (const Key& key : keys)
      if (!in_memory(key)) newer_.try_emplace(key);
  }
  void prefetch(std::span<const Key> keys) {
    prefetch(keys, [](Row&) {});
  }
  /// Loads, in one go, those of the keys that are not in memory. Calls f(row) for each row that the keys have
  /// then; for none as long as no row of the table can have been loaded.
  template <class F>
  void prefetch(std::span<const Key> keys, F&& f) {
    if (!loader_ || complete_) return;
    std::vector<Key> missing;
    for (const Key& key : keys) {
      if (Slot* slot = in_memory(key)) {
        if (slot->row) f(*slot->row);
      } else if (newer_.try_emplace(key).second) {
        missing.push_back(key);
      }
    }
    if (missing.empty()) return;
    try {
      for (Row& row : loader_(missing)) {
        Slot& slot = newer_[key_of(row)];
        slot.row = std::move(row);
        slot.stored = true;
        f(*slot.row);
      }
    } catch (...) {
      last_ = nullptr;
      for (const Key& key : missing) newer_.erase(key);  // not known to be absent
      throw;
    }
  }

  /// Changed rows to be written, in the order of their first change; late ones by key.
  template <class F>
  void each_dirty(F&& f) const {
    for (const Slot* slot : dirty_) f(*slot->row);
  }
  /// Those of them that are (`stored`) or are not known to be there outside.
  template <class F>
  void each_dirty(bool stored, F&& f) const {
    for (const Slot* slot : dirty_)
      if (slot->stored == stored) f(*slot->row);
  }
  template <class F>
  void each(F&& f) const {
    for (const auto* half : {&newer_, &older_})
      for (const auto& [key, slot] : *half)
        if (slot.row) f(*slot.row);
  }
  std::size_t dirty_count() const { return dirty_.size(); }
  std::size_t size() const { return newer_.size() + older_.size(); }
  /// While rows are written late, those that were changed are not to be written but for the chosen ones. At
  /// the end of it all of them are.
  void write_late(bool late) {
    late_ = late;
    if (!late) choose({&newer_, &older_});
  }
  /// Chooses the late rows that the next `flushed(max_rows)` will forget.
  void choose_leaving(std::size_t max_rows) {
    if (!late_ || newer_.size() <= max_rows / 2) return;
    if (newer_.size() <= max_rows) {
      choose({&older_});
    } else {
      choose({&newer_, &older_});
    }
  }
  /// The rows to be written are stored; forgets those not used for longest when there are more than
  /// `max_rows`. False when it forgot rows that had changed since the last time, or late ones.
  bool flushed(std::size_t max_rows) {
    const bool late_left = late_ && !dirty_.empty();
    for (Slot* slot : dirty_) {
      slot->dirty = false;
      slot->stored = true;
    }
    dirty_.clear();
    if (newer_.size() <= max_rows / 2) return true;
    last_ = nullptr;
    if (!older_.empty() || newer_.size() > max_rows) complete_ = false;
    older_ = std::move(newer_);
    newer_.clear();
    if (older_.size() <= max_rows) return !late_left;
    older_.clear();
    return false;
  }
  void clear_cache() {
    last_ = nullptr;
    dirty_.clear();
    newer_.clear();
    older_.clear();
    complete_ = false;
    late_ = false;
  }

 private:
  struct Slot {
    std::optional<Row> row;  ///< nothing: known to be absent
    bool dirty = false;
    bool stored = false;  ///< known to be there outside
  };
  using Slots = std::unordered_map<Key, Slot, RowKeyHash>;  // its nodes never move, not even between maps

  /// The folds of one event ask for the same row one after the other.
  Slot* in_memory(const Key& key) {
    if (!last_ || last_->first != key) last_ = look_up(key);
    return last_ ? &last_->second : nullptr;
  }
  typename Slots::value_type* look_up(const Key& key) {
    if (auto found = newer_.find(key); found != newer_.end()) return &*found;
    if (older_.empty()) return nullptr;
    auto node = older_.extract(key);
    return node ? &*newer_.insert(std::move(node)).position : nullptr;
  }
  Slot* fetch(const Key& key) {
    if (Slot* slot = in_memory(key)) return slot;
    if (!loader_ || complete_) return nullptr;
    prefetch(std::span<const Key>(&key, 1));
    return &newer_[key];
  }
  void mark(Slot& slot) {
    if (slot.dirty) return;
    slot.dirty = true;
    if (!late_) dirty_.push_back(&slot);
  }
  /// By key, so that an index on it grows at its end.
  void choose(std::initializer_list<Slots*> halves) {
    dirty_.clear();
    for (Slots* half : halves)
      for (auto& [key, slot] : *half)
        if (slot.dirty) dirty_.push_back(&slot);
    std::ranges::sort(
        dirty_, [](const Slot* a, const Slot* b) { return tied_key_of(*a->row) < tied_key_of(*b->row); });
  }

  Slots newer_;
  Slots older_;
  typename Slots::value_type* last_ = nullptr;  // that was asked for
  std::vector<Slot*> dirty_;                    // to be written
  Loader loader_;
  bool complete_ = false;
  bool late_ = false;
};

/// Keep::append. Rows are kept until they are flushed, or given to the sink at once, if there is one.
template <class Row>
class AppendTable {
 public:
  using RowType = Row;
  void put(Row row) {
    if (sink_) {
      sink_(row);
    } else {
      rows_.push_back(std::move(row));
    }
  }
  void set_sink(std::function<void(const Row&)> sink) { sink_ = std::move(sink); }
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
  bool flushed(std::size_t) {
    rows_.clear();
    return true;  // no fold reads them
  }
  void clear_cache() { rows_.clear(); }

 private:
  std::vector<Row> rows_;
  std::function<void(const Row&)> sink_;
};

/// Keep::add. In memory its rows are totals; behind a flush they are what came on top since the last one. A
/// bulk load holds the sums of its earlier batches back and writes them once.
template <class Row>
class AddTable {
 public:
  using RowType = Row;
  using Key = KeyOf<Row>;
  /// The row of the key columns (std::tie), its sums 0 when there is none yet; copies them only then.
  template <class... T>
  Row& at(const std::tuple<T&...>& key) {
    if (auto found = rows_.find(key); found != rows_.end()) return found->second;
    return rows_.try_emplace(Key(key), std::make_from_tuple<Row>(key)).first->second;
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
  bool flushed(std::size_t) {
    empty_outside_ = empty_outside_ && rows_.empty();
    rows_.clear();
    return true;  // what comes next is added to them
  }
  void clear_cache() {
    rows_.clear();
    empty_outside_ = false;
  }
  /// The table is known to be empty outside, until rows are flushed.
  void assume_empty() { empty_outside_ = true; }
  bool empty_outside() const { return empty_outside_; }

  /// Puts the rows aside, onto those put aside before.
  void hold() {
    for (auto& [key, row] : rows_) {
      auto [sum, fresh] = held_.try_emplace(key, row);
      if (!fresh) add(sum->second, row);
    }
    rows_.clear();
  }
  std::size_t held_count() const { return held_.size(); }
  /// The sums put aside come back, to be written. Right after `hold`.
  void release() { rows_ = std::exchange(held_, {}); }
  void forget_held() { held_.clear(); }

 private:
  static void add(Row& sum, const Row& more) {
    boost::mp11::mp_for_each<boost::mp11::mp_drop_c<RowMembers<Row>, Row::key_columns>>(
        [&](auto d) { sum.*d.pointer += more.*d.pointer; });
  }
  using Rows = std::unordered_map<Key, Row, RowKeyHash, std::equal_to<>>;
  Rows rows_;
  Rows held_;
  bool empty_outside_ = false;
};

/// Keep::open. In memory its rows are the open items; behind a flush they are what was opened or closed since
/// the last one. A bulk load holds both back, as sums are: an item that is soon closed is never written.
template <class Row>
class OpenItemTable {
 public:
  using RowType = Row;
  using Key = KeyOf<Row>;
  static_assert(kColumnsOf<Row> == Row::key_columns);

  void open(const Row& row) { turn(changes_, key_of(row), true); }
  void close(const Row& row) { turn(changes_, key_of(row), false); }
  /// Those that are (`opened`) or are no longer there.
  template <class F>
  void each_dirty(bool opened, F&& f) const {
    for (const auto& [key, is_open] : changes_)
      if (is_open == opened) std::apply([&](const auto&... columns) { f(Row{columns...}); }, key);
  }
  template <class F>
  void each(F&& f) const {
    each_dirty(true, f);
  }
  std::size_t dirty_count() const { return changes_.size(); }
  std::size_t size() const { return changes_.size(); }
  bool flushed(std::size_t) {
    changes_.clear();
    return true;  // no fold reads them
  }
  void clear_cache() { changes_.clear(); }

  /// Puts the changes aside, onto those put aside before.
  void hold() {
    for (const auto& [key, opened] : changes_) turn(held_, key, opened);
    changes_.clear();
  }
  std::size_t held_count() const { return held_.size(); }
  /// The changes put aside come back, to be written. Right after `hold`.
  void release() { changes_ = std::exchange(held_, {}); }
  void forget_held() { held_.clear(); }

 private:
  using Changes = std::unordered_map<Key, bool, RowKeyHash>;
  /// What is opened and closed again, or the other way round, is as it was.
  static void turn(Changes& changes, const Key& key, bool opened) {
    const auto [change, fresh] = changes.try_emplace(key, opened);
    if (!fresh && change->second != opened) changes.erase(change);
  }
  Changes changes_;
  Changes held_;
};

namespace detail {
template <Keep keep, class Row>
struct TableOf {
  using type = AddTable<Row>;
};
template <class Row>
struct TableOf<Keep::replace, Row> {
  using type = ReplaceTable<Row>;
};
template <class Row>
struct TableOf<Keep::append, Row> {
  using type = AppendTable<Row>;
};
template <class Row>
struct TableOf<Keep::open, Row> {
  using type = OpenItemTable<Row>;
};
}  // namespace detail

template <class Row>
using Table = typename detail::TableOf<Row::keep, Row>::type;

}  // namespace daybook
