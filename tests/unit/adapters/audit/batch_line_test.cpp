// Rows worked out on several threads come out in the order in which they went in, each with what it gives by
// itself.

#include "adapters/audit/batch_line.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

#include "adapters/postgres/append_batch.hpp"

namespace daybook {
namespace {

const BrokerId kBroker = *BrokerId::parse("01a1c70c-3062-7484-922c-7f58a854f03e");

Recorded approved_at(std::int64_t position, std::size_t comment_size) {
  Recorded recorded{};
  BrokerApproved event{};
  event.broker_id = kBroker;
  recorded.event = event;
  Envelope& e = recorded.envelope;
  e.position = {position};
  e.stream = stream_of(recorded.event);
  e.version = {position};
  e.type = type_of(recorded.event).name;
  e.schema_version = type_of(recorded.event).schema_version;
  e.actor = std::string(comment_size, 'a');
  e.partition_key = partition_key_of(recorded.event);
  e.payload = encode_payload(recorded.event);
  return recorded;
}

std::string row_of(Envelope envelope) {
  envelope.leaf_hash = compute_leaf_hash(envelope);
  pg::CopyRows rows;
  add_event(rows, envelope);
  return std::string(rows.bytes_of(0));
}

/// What came out of a line.
struct Seen {
  std::vector<std::int64_t> positions;
  std::size_t batches = 0;
  std::optional<std::string> unreadable;

  void take(const audit::LogBatch& batch) {
    ++batches;
    for (const audit::CheckedRow& row : batch.rows()) {
      REQUIRE(row.leaf == compute_leaf_hash(row.event));
      REQUIRE(!row.record.empty());
      positions.push_back(row.event.position);
    }
    if (batch.unreadable()) unreadable = batch.unreadable();
  }
  void check_in_order(std::size_t count) const {
    REQUIRE(positions.size() == count);
    for (std::size_t i = 0; i < count; ++i) REQUIRE(positions[i] == static_cast<std::int64_t>(i) + 1);
  }
};

TEST_CASE("batches of a log's rows come out in order") {
  for (const int count : {0, 1, 255, 256, 257, 5'000}) {
    CAPTURE(count);
    Seen seen;
    audit::BatchLine line([&](const audit::LogBatch& batch) { seen.take(batch); });
    for (int i = 1; i <= count; ++i) line.add(row_of(approved_at(i, 3).envelope));
    line.finish();
    seen.check_in_order(static_cast<std::size_t>(count));
    CHECK(seen.batches == static_cast<std::size_t>((count + 255) / 256));
  }
}

TEST_CASE("few large rows fill a batch") {
  Seen seen;
  audit::BatchLine line([&](const audit::LogBatch& batch) { seen.take(batch); });
  for (int i = 1; i <= 20; ++i) line.add(row_of(approved_at(i, 300'000).envelope));
  line.finish();
  seen.check_in_order(20);
  CHECK(seen.batches == 10);
}

TEST_CASE("a row that cannot be read comes behind those before it") {
  Seen seen;
  audit::BatchLine line([&](const audit::LogBatch& batch) { seen.take(batch); });
  for (int i = 1; i <= 300; ++i) line.add(row_of(approved_at(i, 3).envelope));
  line.add("no row");
  line.add(row_of(approved_at(302, 3).envelope));
  line.finish();
  seen.check_in_order(300);
  REQUIRE(seen.unreadable);
  CHECK(seen.unreadable->find("binary COPY") != std::string::npos);
}

TEST_CASE("a row's fault is told, and the next one is looked at") {
  std::vector<std::string> faults;
  audit::BatchLine line([&](const audit::LogBatch& batch) {
    for (const audit::CheckedRow& row : batch.rows()) faults.push_back(row.fault);
  });
  Recorded elsewhere = approved_at(1, 3);
  elsewhere.envelope.partition_key = "another";
  line.add(row_of(elsewhere.envelope));
  Recorded unknown = approved_at(2, 3);
  unknown.envelope.type = "broker.unheard_of";
  line.add(row_of(unknown.envelope));
  line.add(row_of(approved_at(3, 3).envelope));
  line.finish();
  REQUIRE(faults.size() == 3);
  CHECK(faults[0] == "its stream or partition key is not the one of its payload");
  CHECK(faults[1].find("broker.unheard_of") != std::string::npos);
  CHECK(faults[2].empty());
}

TEST_CASE("of a row that does not hash as it should there is no more than that") {
  std::vector<std::string> records;
  audit::BatchLine line([&](const audit::LogBatch& batch) {
    for (const audit::CheckedRow& row : batch.rows()) {
      CHECK(row.leaf == compute_leaf_hash(row.event));
      records.push_back(row.record);
    }
  });
  std::string changed = row_of(approved_at(1, 3).envelope);
  changed[changed.find("aaa")] = 'b';
  line.add(changed);
  line.add(row_of(approved_at(2, 3).envelope));
  line.finish();
  REQUIRE(records.size() == 2);
  CHECK(records[0].empty());
  CHECK(!records[1].empty());
}

TEST_CASE("what the taker throws ends the line") {
  int taken = 0;
  audit::BatchLine line([&](const audit::LogBatch&) {
    ++taken;
    throw std::invalid_argument("enough");
  });
  const auto add_many = [&] {
    for (int i = 1; i <= 10'000; ++i) line.add(row_of(approved_at(i, 3).envelope));
  };
  CHECK_THROWS_AS(add_many(), std::invalid_argument);
  line.finish();
  CHECK(taken == 1);
}

}  // namespace
}  // namespace daybook
