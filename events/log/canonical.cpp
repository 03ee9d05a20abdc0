#include "events/log/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace daybook::log {
namespace {

constexpr std::size_t kMostDigits = 20;  // -9223372036854775808

/// The decimal digits of an integer, on the stack: this runs for every event written.
class Decimal {
 public:
  explicit Decimal(std::int64_t value)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr) {}
  std::string_view text() const { return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())}; }

 private:
  std::array<char, kMostDigits> digits_;
  const char* end_;
};

/// Writes field behind field into room that was made before.
class Pen {
 public:
  explicit Pen(char* at) : at_(at) {}
  void add(std::string_view bytes) {
    put(Decimal(static_cast<std::int64_t>(bytes.size())).text());
    *at_++ = ':';
    put(bytes);
    *at_++ = '\n';
  }
  void add(std::int64_t value) { add(Decimal(value).text()); }
  void put(std::string_view bytes) { at_ = std::copy(bytes.begin(), bytes.end(), at_); }
  const char* at() const { return at_; }

 private:
  char* at_;
};

constexpr std::string_view kFirstLine = "daybook-event-v1\n";

/// Calls take(field) for each, a text or a 64-bit integer, in the order of the format.
template <class F>
void each_field(const CanonicalFields& fields, F&& take) {
  take(fields.position);
  take(fields.event_id);
  take(fields.stream);
  take(fields.version);
  take(fields.type);
  take(std::int64_t{fields.schema_version});
  take(fields.recorded_at_micros);
  take(fields.effective_at_micros);
  take(fields.actor);
  take(fields.correlation_id);
  take(fields.causation_id);
  take(fields.partition_key);
  take(fields.payload);
}

/// The most that the field takes, its length and marks included.
std::size_t room_of(std::string_view text) { return kMostDigits + 2 + text.size(); }
std::size_t room_of(std::int64_t) { return kMostDigits + 2 + kMostDigits; }

}  // namespace

void canonical_bytes(const CanonicalFields& fields, std::string& out) {
  const std::size_t start = out.size();
  std::size_t room = kFirstLine.size();
  each_field(fields, [&](auto field) { room += room_of(field); });
  out.resize(start + room);
  Pen pen(out.data() + start);
  pen.put(kFirstLine);
  each_field(fields, [&](auto field) { pen.add(field); });
  out.resize(static_cast<std::size_t>(pen.at() - out.data()));
}

}  // namespace daybook::log
