#pragma once
// Reads described structs from exactly the bytes that json_write writes for them: members in the order of
// their description, no blanks, plain ASCII without escapes. Several times faster than json_read, because
// nothing is searched for. It judges nothing: for any other text it says no, and json_read, which accepts a
// superset and gives the same value or names the fault, must look at it.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/rate.hpp"
#include "core/uuid.hpp"
#include "events/codec/json_write.hpp"
#include "events/sealed.hpp"

namespace daybook::json::canonical {

/// What is left of the text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
  bool finished() const { return at_ == end_; }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view literal) {
    if (static_cast<std::size_t>(end_ - at_) < literal.size() ||
        std::memcmp(at_, literal.data(), literal.size()) != 0)
      return false;
    at_ += literal.size();
    return true;
  }
  /// `"name":` of a described member.
  template <class Descriptor>
  bool take_name() {
    constexpr const auto& kStart = kMemberStart<Descriptor>;  // with a comma in front
    constexpr std::size_t kSize = kStart.size() - 1;
    if (static_cast<std::size_t>(end_ - at_) < kSize || std::memcmp(at_, kStart.data() + 1, kSize) != 0)
      return false;
    at_ += kSize;
    return true;
  }
  /// A string without escapes, as a view.
  bool take_text(std::string_view& out);
  /// A JSON integer within 64 bits.
  bool take_integer(std::int64_t& out);

 private:
  const char* at_;
  const char* end_;
};

/// True when no byte has its high bit set: nothing to check as UTF-8.
bool is_ascii(std::string_view text);

// Each returns false, and may leave `out` half read, when the text is not what json_write writes.
bool read(Cursor& in, std::string& out);
bool read(Cursor& in, bool& out);
bool read(Cursor& in, int& out);
bool read(Cursor& in, RatePpm& out);
bool read(Cursor& in, Instant& out);
bool read(Cursor& in, Currency& out);
bool read(Cursor& in, Sealed& out);
bool read_uuid(Cursor& in, Uuid& out);
inline bool read(Cursor& in, std::int64_t& out) { return in.take_integer(out); }
inline bool read(Cursor& in, Minor& out) { return in.take_integer(out.value); }
template <class Tag>
bool read(Cursor& in, Id<Tag>& out) {
  return read_uuid(in, out.uuid);
}
template <DescribedEnum E>
bool read(Cursor& in, E& out) {
  std::string_view text;
  if (!in.take_text(text)) return false;
  bool found = false;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (found || text != d.name) return;
    out = d.value;
    found = true;
  });
  return found;
}
template <class T>
bool read(Cursor& in, std::optional<T>& out);
template <class T>
bool read(Cursor& in, std::vector<T>& out);
template <DescribedStruct T>
bool read(Cursor& in, T& out);

template <class T>
bool read(Cursor& in, std::optional<T>& out) {
  if (in.take("null")) {
    out.reset();
    return true;
  }
  return read(in, out.emplace());
}
template <class T>
bool read(Cursor& in, std::vector<T>& out) {
  if (!in.take('[')) return false;
  if (in.take(']')) return true;
  do {
    if (!read(in, out.emplace_back())) return false;
  } while (in.take(','));
  return in.take(']');
}
template <DescribedStruct T>
bool read(Cursor& in, T& out) {
  bool fine = true;
  char before = '{';
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    fine = fine && in.take(before) && in.take_name<decltype(d)>() && read(in, out.*d.pointer);
    before = ',';
  });
  if (before == '{') fine = in.take('{');  // a struct without members
  return fine && in.take('}');
}

/// The whole text as T; nothing when it is not canonical.
template <DescribedStruct T>
std::optional<T> read_all(std::string_view text) {
  std::optional<T> out;
  if (!is_ascii(text)) return out;
  Cursor in(text);
  if (!read(in, out.emplace()) || !in.finished()) out.reset();
  return out;
}

}  // namespace daybook::json::canonical
