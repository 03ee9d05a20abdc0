#pragma once
// One JSON writer for described structs: members in the order of their description, no blanks, absent
// optionals as null. Deterministic: these bytes are hashed and kept for ever.

#include <fmt/format.h>

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/currency.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/rate.hpp"
#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook::json {

/// JSON text that is already serialised; written as it is.
struct Raw {
  std::string text;
};

/// Appends the string quoted and escaped (RFC 8259: quote, backslash, control characters).
void write_string(std::string& out, std::string_view text);

template <class T>
concept DescribedStruct = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

inline void write(std::string& out, const std::string& v) { write_string(out, v); }
inline void write(std::string& out, std::string_view v) { write_string(out, v); }
inline void write(std::string& out, const char* v) { write_string(out, v); }
inline void write(std::string& out, bool v) { out += v ? "true" : "false"; }
template <std::integral I>
requires(!std::same_as<I, bool>) void write(std::string& out, I v) {
  fmt::format_int text(v);
  out.append(text.data(), text.size());
}
inline void write(std::string& out, Minor v) { write(out, v.value); }
inline void write(std::string& out, RatePpm v) { write_string(out, percent_text(v)); }
inline void write(std::string& out, Instant v) {
  out += '"';
  append(out, v);
  out += '"';
}
inline void write(std::string& out, Currency v) { write_string(out, std::string_view(v.code.data(), 3)); }
inline void write(std::string& out, const Sealed& v) { write_string(out, v.text); }
inline void write(std::string& out, const Raw& v) { out += v.text; }
template <class Tag>
void write(std::string& out, const Id<Tag>& v) {
  out += '"';
  append(out, v.uuid);
  out += '"';
}
template <DescribedEnum E>
void write(std::string& out, E v) {
  write_string(out, boost::describe::enum_to_string(v, "?"));
}
template <class T>
void write(std::string& out, const std::optional<T>& v);
template <class T>
void write(std::string& out, const std::vector<T>& v);
template <DescribedStruct T>
void write(std::string& out, const T& v);

template <class T>
void write(std::string& out, const std::optional<T>& v) {
  if (v) {
    write(out, *v);
  } else {
    out += "null";
  }
}
template <class T>
void write(std::string& out, const std::vector<T>& v) {
  out += '[';
  bool first = true;
  for (const auto& x : v) {
    if (!first) out += ',';
    first = false;
    write(out, x);
  }
  out += ']';
}

/// `,"name":` of a described member, put together once by the compiler.
template <class Descriptor>
inline constexpr auto kMemberStart = [] {
  constexpr std::string_view kName = Descriptor::name;
  std::array<char, kName.size() + 4> text{};
  char* at = text.data();
  *at++ = ',';
  *at++ = '"';
  for (const char c : kName) *at++ = c;
  *at++ = '"';
  *at++ = ':';
  return text;
}();

/// Appends `"a":1,"b":…` without the braces, so that views can add members of their own around them.
template <DescribedStruct T>
void write_members(std::string& out, const T& v) {
  std::size_t comma = 1;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    constexpr const auto& kStart = kMemberStart<decltype(d)>;
    out.append(kStart.data() + comma, kStart.size() - comma);
    comma = 0;
    write(out, v.*d.pointer);
  });
}
template <DescribedStruct T>
void write(std::string& out, const T& v) {
  out += '{';
  write_members(out, v);
  out += '}';
}

template <class T>
std::string to_json(const T& v) {
  std::string out;
  write(out, v);
  return out;
}

/// Builds an object member by member: Object o; o.add("id", id).add("total", total); o.text().
class Object {
 public:
  /// `room`: about how long the text will be.
  explicit Object(std::size_t room = 0) { out_.reserve(room); }

  template <class T>
  Object& add(std::string_view name, const T& value) {
    comma();
    write_string(out_, name);
    out_ += ':';
    write(out_, value);
    return *this;
  }
  /// All members of a described struct.
  template <DescribedStruct T>
  Object& members(const T& value) {
    comma();
    write_members(out_, value);
    return *this;
  }
  Object& null(std::string_view name) { return add(name, Raw{"null"}); }
  std::string text() const& { return out_ + "}"; }
  std::string text() && { return std::move(out_ += '}'); }
  Raw raw() const { return Raw{text()}; }

 private:
  void comma() {
    if (out_.size() > 1) out_ += ',';
  }
  std::string out_ = "{";
};

}  // namespace daybook::json
