#pragma once
// Described structs as few bytes: members one after the other without names. For state that is read back by
// the program that wrote it and can be made anew from the log at any time; the log itself is JSON for ever.
// The text begins with a fingerprint of the struct's description (member names and kinds, all the way down),
// so that bytes of another version are refused and never misread.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/rate.hpp"
#include "core/uuid.hpp"
#include "events/codec/json_write.hpp"
#include "events/sealed.hpp"

namespace daybook::packed {

inline void write(std::string& out, std::uint64_t v) {
  char bytes[10];
  char* at = bytes;
  for (; v >= 0x80; v >>= 7) *at++ = static_cast<char>(v | 0x80);
  *at++ = static_cast<char>(v);
  out.append(bytes, at);
}
/// Small magnitudes of either sign take few bytes.
inline void write(std::string& out, std::int64_t v) {
  write(out, static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63));
}
inline void write(std::string& out, int v) { write(out, std::int64_t{v}); }
inline void write(std::string& out, bool v) { out += v ? '\1' : '\0'; }
inline void write(std::string& out, std::string_view v) {
  write(out, std::uint64_t{v.size()});
  out += v;
}
inline void write(std::string& out, const std::string& v) { write(out, std::string_view(v)); }
inline void write(std::string& out, const Sealed& v) { write(out, v.text); }
inline void write(std::string& out, Minor v) { write(out, v.value); }
inline void write(std::string& out, RatePpm v) { write(out, v.ppm); }
inline void write(std::string& out, Instant v) { write(out, v.micros); }
inline void write(std::string& out, Currency v) { out.append(v.code.data(), v.code.size()); }
template <class Tag>
void write(std::string& out, const Id<Tag>& v) {
  out.append(reinterpret_cast<const char*>(v.uuid.bytes.data()), v.uuid.bytes.size());
}
template <json::DescribedEnum E>
void write(std::string& out, E v) {
  write(out, static_cast<std::int64_t>(v));
}
template <class T>
void write(std::string& out, const std::optional<T>& v);
template <class T>
void write(std::string& out, const std::vector<T>& v);
template <json::DescribedStruct T>
void write(std::string& out, const T& v);

template <class T>
void write(std::string& out, const std::optional<T>& v) {
  write(out, v.has_value());
  if (v) write(out, *v);
}
template <class T>
void write(std::string& out, const std::vector<T>& v) {
  write(out, std::uint64_t{v.size()});
  for (const T& x : v) write(out, x);
}
template <json::DescribedStruct T>
void write(std::string& out, const T& v) {
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) { write(out, v.*d.pointer); });
}

/// What is left of the bytes. Throws std::runtime_error when they end too early.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}
  bool finished() const { return rest_.empty(); }
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) too_early();
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take_byte());
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    throw std::runtime_error("packed state holds a broken number");
  }
  char take_byte() {
    if (rest_.empty()) too_early();
    const char byte = rest_.front();
    rest_.remove_prefix(1);
    return byte;
  }

 private:
  [[noreturn]] static void too_early() { throw std::runtime_error("packed state ends too early"); }
  std::string_view rest_;
};

inline void read(Cursor& in, std::int64_t& out) {
  const std::uint64_t v = in.number();
  out = static_cast<std::int64_t>(v >> 1 ^ (~(v & 1) + 1));
}
inline void read(Cursor& in, int& out) {
  std::int64_t wide = 0;
  read(in, wide);
  out = static_cast<int>(wide);
}
inline void read(Cursor& in, bool& out) { out = in.take_byte() != '\0'; }
inline void read(Cursor& in, std::string& out) { out.assign(in.take(in.number())); }
inline void read(Cursor& in, Sealed& out) { read(in, out.text); }
inline void read(Cursor& in, Minor& out) { read(in, out.value); }
inline void read(Cursor& in, RatePpm& out) { read(in, out.ppm); }
inline void read(Cursor& in, Instant& out) { read(in, out.micros); }
inline void read(Cursor& in, Currency& out) {
  std::memcpy(out.code.data(), in.take(out.code.size()).data(), out.code.size());
}
template <class Tag>
void read(Cursor& in, Id<Tag>& out) {
  auto& bytes = out.uuid.bytes;
  std::memcpy(bytes.data(), in.take(bytes.size()).data(), bytes.size());
}
template <json::DescribedEnum E>
void read(Cursor& in, E& out) {
  std::int64_t value = 0;
  read(in, value);
  out = static_cast<E>(value);
}
template <class T>
void read(Cursor& in, std::optional<T>& out);
template <class T>
void read(Cursor& in, std::vector<T>& out);
template <json::DescribedStruct T>
void read(Cursor& in, T& out);

template <class T>
void read(Cursor& in, std::optional<T>& out) {
  bool there = false;
  read(in, there);
  if (there) {
    read(in, out.emplace());
  } else {
    out.reset();
  }
}
template <class T>
void read(Cursor& in, std::vector<T>& out) {
  const std::uint64_t size = in.number();
  out.clear();
  for (std::uint64_t i = 0; i < size; ++i) read(in, out.emplace_back());
}
template <json::DescribedStruct T>
void read(Cursor& in, T& out) {
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
      [&](auto d) { read(in, out.*d.pointer); });
}

namespace detail {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<std::optional<T>> = true;

constexpr std::uint32_t mix(std::uint32_t h, std::string_view text) {
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h * 16777619U;  // "ab" + "c" is not "a" + "bc"
}

template <class T>
std::uint32_t describe(std::uint32_t h) {
  if constexpr (is_list<T>) {
    return describe<typename T::value_type>(mix(h, "list"));
  } else if constexpr (is_maybe<T>) {
    return describe<typename T::value_type>(mix(h, "maybe"));
  } else if constexpr (json::DescribedStruct<T>) {
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
      h = describe<std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>>(mix(h, d.name));
    });
    return mix(h, "end");
  } else if constexpr (json::DescribedEnum<T>) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) { h = mix(h, d.name); });
    return mix(h, "enum");
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Sealed>) {
    return mix(h, "text");
  } else if constexpr (std::is_same_v<T, bool>) {
    return mix(h, "bool");
  } else if constexpr (std::is_same_v<T, Currency>) {
    return mix(h, "currency");
  } else if constexpr (requires(T & v) { v.uuid; }) {
    return mix(h, "id");
  } else {
    return mix(h, "number");
  }
}

template <class T>
std::uint32_t fingerprint() {
  static const std::uint32_t value = describe<T>(2166136261U);
  return value;
}

}  // namespace detail

template <json::DescribedStruct T>
void pack(std::string& out, const T& value) {
  const std::uint32_t print = detail::fingerprint<T>();
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(print >> shift);
  write(out, value);
}

/// Throws std::runtime_error when the bytes are not `pack`'s for this very struct.
template <json::DescribedStruct T>
T unpack(std::string_view bytes) {
  Cursor in(bytes);
  std::uint32_t print = 0;
  for (const char c : in.take(4)) print = print << 8 | static_cast<unsigned char>(c);
  if (print != detail::fingerprint<T>())
    throw std::runtime_error("packed state is of another version: rebuild the projections");
  T out{};
  read(in, out);
  if (!in.finished()) throw std::runtime_error("packed state has bytes left over");
  return out;
}

}  // namespace daybook::packed
