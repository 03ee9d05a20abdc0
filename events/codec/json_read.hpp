#pragma once
// One strict JSON reader for described structs. Unknown, missing, duplicate and wrongly typed members are
// collected with their JSON Pointers; texts are bounded; numbers are 64-bit integers.

#include <simdjson.h>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "events/codec/json_canonical.hpp"
#include "events/codec/json_write.hpp"

namespace daybook::json {

using Element = simdjson::dom::element;

/// A member that may be absent (leave it), null (clear it) or a value (set it).
template <class T>
struct Patch {
  bool present = false;
  std::optional<T> value;
};

/// Where the reader stands and what it has found wrong so far.
class Faults {
 public:
  void add(std::string code, std::string detail);
  bool any() const { return !errors_.empty(); }
  /// validation_failed over all faults found.
  Refusal refusal() const;

  std::string pointer;         ///< of the element being read, "" = the whole body
  std::size_t max_text = 200;  ///< code points a text may have; 0 = no limit (stored payloads)

 private:
  std::vector<FieldError> errors_;
};

/// Reads one value; on a fault adds it and leaves `out` as it was.
void read(Element e, std::string& out, Faults& f);
void read(Element e, bool& out, Faults& f);
void read(Element e, std::int64_t& out, Faults& f);
void read(Element e, int& out, Faults& f);
void read(Element e, Minor& out, Faults& f);
void read(Element e, RatePpm& out, Faults& f);
void read(Element e, Instant& out, Faults& f);
void read(Element e, Currency& out, Faults& f);
void read(Element e, Sealed& out, Faults& f);
void read_uuid(Element e, Uuid& out, Faults& f);
template <class Tag>
void read(Element e, Id<Tag>& out, Faults& f) {
  read_uuid(e, out.uuid, f);
}

/// The members of an object; faults for non-objects and duplicate names.
std::optional<std::vector<std::pair<std::string_view, Element>>> members_of(Element e, Faults& f);
/// The name with "~" and "/" escaped as a JSON Pointer segment.
std::string pointer_segment(std::string_view name);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;

template <DescribedEnum E>
void read(Element e, E& out, Faults& f) {
  std::string_view text;
  if (e.get(text) == simdjson::SUCCESS && boost::describe::enum_from_string(std::string(text).c_str(), out))
    return;
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    names += names.empty() ? "" : ", ";
    names += d.name;
  });
  f.add("invalid", "must be one of " + names);
}
template <class T>
void read(Element e, std::optional<T>& out, Faults& f);
template <class T>
void read(Element e, Patch<T>& out, Faults& f);
template <class T>
void read(Element e, std::vector<T>& out, Faults& f);
template <DescribedStruct T>
void read(Element e, T& out, Faults& f);

template <class T>
void read(Element e, std::optional<T>& out, Faults& f) {
  if (e.is_null()) {
    out.reset();
    return;
  }
  T value{};
  read(e, value, f);
  out = std::move(value);
}
template <class T>
void read(Element e, Patch<T>& out, Faults& f) {
  out.present = true;
  read(e, out.value, f);
}
template <class T>
void read(Element e, std::vector<T>& out, Faults& f) {
  simdjson::dom::array array;
  if (e.get(array) != simdjson::SUCCESS) {
    f.add("type", "must be an array");
    return;
  }
  const std::string here = f.pointer;
  std::size_t index = 0;
  for (Element x : array) {
    f.pointer = here + "/" + std::to_string(index++);
    T value{};
    read(x, value, f);
    out.push_back(std::move(value));
  }
  f.pointer = here;
}
template <DescribedStruct T>
void read(Element e, T& out, Faults& f) {
  auto members = members_of(e, f);
  if (!members) return;
  const std::string here = f.pointer;
  std::size_t known = 0;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    using Member = std::remove_cvref_t<decltype(out.*d.pointer)>;
    f.pointer = here + "/" + d.name;
    for (auto& [name, value] : *members) {
      if (name == d.name) {
        ++known;
        read(value, out.*d.pointer, f);
        return;
      }
    }
    if constexpr (!is_optional<Member> && !is_patch<Member>) f.add("required", "is required");
  });
  if (known < members->size()) {
    for (auto& [name, value] : *members) {
      bool ours = false;
      boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
          [&](auto d) { ours = ours || name == d.name; });
      f.pointer = here + "/" + pointer_segment(name);
      if (!ours) f.add("unknown", "is not a field of this request");
    }
  }
  f.pointer = here;
}

/// Parses JSON text (depth at most 32, valid UTF-8, no duplicate names, nothing after the value).
/// Refusals: malformed_json. The element lives until the thread parses again.
Result<Element> parse(std::string_view text);

/// A request body as T: every fault named at once. An empty body reads as {}.
template <DescribedStruct T>
Result<T> read_body(std::string_view body) {
  auto element = parse(body.empty() ? std::string_view("{}") : body);
  if (!element) return tl::unexpected(element.error());
  T out{};
  Faults faults;
  read(*element, out, faults);
  if (faults.any()) return tl::unexpected(faults.refusal());
  return out;
}

/// Stored JSON as T; throws std::runtime_error when it does not fit: stored data is broken or of another
/// version.
template <class T>
T read_stored(std::string_view text) {
  if constexpr (DescribedStruct<T>) {
    if (auto canonical = canonical::read_all<T>(text)) return *std::move(canonical);
  }
  auto element = parse(text);
  if (!element) throw std::runtime_error("stored JSON is malformed: " + element.error().detail);
  T out{};
  Faults faults;
  faults.max_text = 0;
  read(*element, out, faults);
  if (faults.any()) throw std::runtime_error("stored JSON does not fit: " + faults.refusal().detail);
  return out;
}

}  // namespace daybook::json
