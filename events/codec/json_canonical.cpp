#include "events/codec/json_canonical.hpp"

#include <charconv>
#include <cstdint>

#include "events/codec/plain_text.hpp"

namespace daybook::json::canonical {
namespace {

/// A string that `parse` understands, into `out`.
template <class T, class Parse>
bool read_as(Cursor& in, T& out, Parse parse) {
  std::string_view text;
  if (!in.take_text(text)) return false;
  const auto value = parse(text);
  if (value) out = *value;
  return value.has_value();
}

}  // namespace

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & kHighBits) == 0;
}

bool Cursor::take_text(std::string_view& out) {
  if (!take('"')) return false;
  const char* p = at_ + plain_length({at_, static_cast<std::size_t>(end_ - at_)});
  if (p == end_ || *p != '"') return false;
  out = {at_, static_cast<std::size_t>(p - at_)};
  at_ = p + 1;
  return true;
}

bool Cursor::take_integer(std::int64_t& out) {
  const char* digits = at_ != end_ && *at_ == '-' ? at_ + 1 : at_;
  if (digits == end_ || *digits < '0' || *digits > '9') return false;
  const auto [after, error] = std::from_chars(at_, end_, out);
  if (error != std::errc{}) return false;
  if (*digits == '0' && (after != digits + 1 || digits != at_)) return false;  // "007", "-0"
  at_ = after;
  return true;
}

bool read(Cursor& in, std::string& out) {
  std::string_view text;
  if (!in.take_text(text)) return false;
  out.assign(text);
  return true;
}
bool read(Cursor& in, Sealed& out) { return read(in, out.text); }

bool read(Cursor& in, bool& out) {
  out = in.take("true");
  return out || in.take("false");
}

bool read(Cursor& in, int& out) {
  std::int64_t wide = 0;
  if (!in.take_integer(wide) || wide < -2'000'000'000 || wide > 2'000'000'000) return false;
  out = static_cast<int>(wide);
  return true;
}

bool read(Cursor& in, RatePpm& out) { return read_as(in, out, parse_percent); }
bool read(Cursor& in, Instant& out) { return read_as(in, out, parse_instant); }
bool read(Cursor& in, Currency& out) { return read_as(in, out, parse_currency); }
bool read_uuid(Cursor& in, Uuid& out) { return read_as(in, out, parse_uuid); }

}  // namespace daybook::json::canonical
