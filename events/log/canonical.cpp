#include "events/log/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace daybook::log {
namespace {

/// The decimal digits of an integer, on the stack: this runs for every event written.
class Decimal {
 public:
  explicit Decimal(std::int64_t value)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr) {}
  std::string_view text() const { return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())}; }

 private:
  std::array<char, 20> digits_;  // the longest is -9223372036854775808
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
constexpr std::size_t kMostBeside = 13 * (20 + 2) + 5 * 20;  // 13 lengths with their marks, 5 integers

}  // namespace

void canonical_bytes(const CanonicalFields& fields, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + kFirstLine.size() + kMostBeside + fields.event_id.size() + fields.stream.size() +
             fields.type.size() + fields.actor.size() + fields.correlation_id.size() +
             fields.causation_id.size() + fields.partition_key.size() + fields.payload.size());
  Pen pen(out.data() + start);
  pen.put(kFirstLine);
  pen.add(fields.position);
  pen.add(fields.event_id);
  pen.add(fields.stream);
  pen.add(fields.version);
  pen.add(fields.type);
  pen.add(std::int64_t{fields.schema_version});
  pen.add(fields.recorded_at_micros);
  pen.add(fields.effective_at_micros);
  pen.add(fields.actor);
  pen.add(fields.correlation_id);
  pen.add(fields.causation_id);
  pen.add(fields.partition_key);
  pen.add(fields.payload);
  out.resize(static_cast<std::size_t>(pen.at() - out.data()));
}

}  // namespace daybook::log
