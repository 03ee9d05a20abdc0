#include "events/log/canonical.hpp"

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

void add(std::string_view bytes, std::string& out) {
  out += Decimal(static_cast<std::int64_t>(bytes.size())).text();
  out += ':';
  out += bytes;
  out += '\n';
}
void add(std::int64_t value, std::string& out) { add(Decimal(value).text(), out); }

}  // namespace

void canonical_bytes(const CanonicalFields& fields, std::string& out) {
  out += "daybook-event-v1\n";
  add(fields.position, out);
  add(fields.event_id, out);
  add(fields.stream, out);
  add(fields.version, out);
  add(fields.type, out);
  add(std::int64_t{fields.schema_version}, out);
  add(fields.recorded_at_micros, out);
  add(fields.effective_at_micros, out);
  add(fields.actor, out);
  add(fields.correlation_id, out);
  add(fields.causation_id, out);
  add(fields.partition_key, out);
  add(fields.payload, out);
}

}  // namespace daybook::log
