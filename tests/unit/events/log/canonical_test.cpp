#include "events/log/canonical.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "events/log/hash.hpp"
#include "tests/unit/events/log/golden_file.hpp"

namespace daybook::log {
namespace {

CanonicalFields ordinary() {
  return {.position = 1042,
          .event_id = "01936f2e-7c4d-7a31-9b52-3f6d1c0a8e11",
          .stream = "order-01936f2e-7a00-7c11-8d21-5b1e2f3a4c5d",
          .version = 3,
          .type = "payment_captured",
          .schema_version = 1,
          .recorded_at_micros = 1732160280123456,
          .effective_at_micros = 1732060800000000,
          .actor = "admin:01936f2e-0000-7000-8000-000000000001",
          .correlation_id = "req-7f3a",
          .causation_id = "01936f2e-7c4d-7a31-9b52-3f6d1c0a8e10",
          .partition_key = "broker-01936f2e-1111-7222-8333-444444444444",
          .payload = R"({"amount_minor":41237,"currency":"USD","note":"Zoë paid – 1:1\n"})"};
}

std::string bytes_of(const CanonicalFields& fields) {
  std::string bytes;
  canonical_bytes(fields, bytes);
  return bytes;
}

TEST_CASE("an ordinary event has the golden bytes and leaf hash") {
  const auto bytes = bytes_of(ordinary());
  CHECK(bytes == testing::golden("event_v1.canonical"));
  CHECK(to_hex(leaf_hash(bytes)) == testing::golden_line("event_v1.leaf"));
}

TEST_CASE("empty fields, extreme integers and raw bytes have the golden bytes") {
  using Limits = std::numeric_limits<std::int64_t>;
  const CanonicalFields fields{.position = Limits::max(),
                               .event_id = "",
                               .stream = "",
                               .version = 0,
                               .type = "",
                               .schema_version = -1,
                               .recorded_at_micros = -1,
                               .effective_at_micros = Limits::min(),
                               .actor = "",
                               .correlation_id = "",
                               .causation_id = "",
                               .partition_key = "",
                               .payload = std::string_view("a\n3:b:c\0\xff\n", 10)};
  const auto bytes = bytes_of(fields);
  CHECK(bytes == testing::golden("event_v1_edge.canonical"));
  CHECK(to_hex(leaf_hash(bytes)) == testing::golden_line("event_v1_edge.leaf"));
}

TEST_CASE("the bytes are appended") {
  std::string bytes = "before";
  canonical_bytes(ordinary(), bytes);
  CHECK(bytes == "before" + bytes_of(ordinary()));
}

TEST_CASE("every field counts, and nothing can move from one field to the next") {
  std::set<std::string> seen = {bytes_of(ordinary())};
  const auto unlike_all = [&](auto change) {
    auto fields = ordinary();
    change(fields);
    CHECK(seen.insert(bytes_of(fields)).second);
  };
  unlike_all([](auto& f) { f.position++; });
  unlike_all([](auto& f) { f.event_id = ""; });
  unlike_all([](auto& f) { f.stream = ""; });
  unlike_all([](auto& f) { f.version++; });
  unlike_all([](auto& f) { f.type = ""; });
  unlike_all([](auto& f) { f.schema_version++; });
  unlike_all([](auto& f) { f.recorded_at_micros++; });
  unlike_all([](auto& f) { f.effective_at_micros++; });
  unlike_all([](auto& f) { f.actor = ""; });
  unlike_all([](auto& f) { f.correlation_id = ""; });
  unlike_all([](auto& f) { f.causation_id = ""; });
  unlike_all([](auto& f) { f.partition_key = ""; });
  unlike_all([](auto& f) { f.payload = ""; });
  unlike_all([](auto& f) { std::swap(f.correlation_id, f.causation_id); });
  unlike_all([](auto& f) { std::swap(f.recorded_at_micros, f.effective_at_micros); });
  unlike_all([](auto& f) {
    f.partition_key = "";
    f.payload = "\n0:";
  });
  unlike_all([](auto& f) {
    f.partition_key = "\n0:";
    f.payload = "";
  });
}

}  // namespace
}  // namespace daybook::log
