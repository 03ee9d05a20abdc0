#include "adapters/kafka/cloud_event.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace daybook;
using namespace daybook::kafka;

namespace {

Envelope sample() {
  Envelope e;
  e.position = {4'711};
  e.event_id = *EventId::parse("01932f6e-5c1a-7b3c-8d4e-0123456789ab");
  e.stream = "order-01932f6e-0000-7000-8000-000000000001";
  e.version = {3};
  e.type = "order.placed";
  e.schema_version = 2;
  e.recorded_at = *parse_instant("2026-11-21T03:38:00.123456Z");
  e.effective_at = *parse_instant("2026-11-20T23:59:59.999999Z");
  e.actor = "broker:b-1042";
  e.correlation_id = "corr-1";
  e.causation_id = "evt-9";
  e.partition_key = "b-1042";
  e.payload = "{\"name\":\"Zoë \\u0000 \xf0\x9f\x92\xb3\"}";
  for (std::size_t i = 0; i < e.leaf_hash.size(); ++i) e.leaf_hash[i] = static_cast<std::uint8_t>(i * 7);
  return e;
}

std::vector<HeaderView> views(const std::vector<Header>& headers) {
  std::vector<HeaderView> all;
  for (const auto& h : headers) all.push_back({h.name, h.value});
  return all;
}

Envelope through(const Envelope& e) {
  const auto headers = to_headers(e);
  return from_message(e.partition_key, e.payload, views(headers));
}

bool same(const Envelope& a, const Envelope& b) {
  return a.position == b.position && a.event_id == b.event_id && a.stream == b.stream &&
         a.version == b.version && a.type == b.type && a.schema_version == b.schema_version &&
         a.recorded_at == b.recorded_at && a.effective_at == b.effective_at && a.actor == b.actor &&
         a.correlation_id == b.correlation_id && a.causation_id == b.causation_id &&
         a.partition_key == b.partition_key && a.payload == b.payload && a.leaf_hash == b.leaf_hash;
}

}  // namespace

TEST_CASE("an envelope's headers are those of CloudEvents 1.0") {
  const std::vector<std::pair<std::string_view, std::string>> wanted = {
      {"ce_specversion", "1.0"},
      {"ce_id", "01932f6e-5c1a-7b3c-8d4e-0123456789ab"},
      {"ce_type", "order.placed.v2"},
      {"ce_source", "/daybook"},
      {"ce_time", "2026-11-21T03:38:00.123456Z"},
      {"ce_subject", "order-01932f6e-0000-7000-8000-000000000001"},
      {"ce_sequence", "4711"},
      {"ce_partitionkey", "b-1042"},
      {"content-type", "application/json"},
      {"ce_streamversion", "3"},
      {"ce_schemaversion", "2"},
      {"ce_effectivetime", "2026-11-20T23:59:59.999999Z"},
      {"ce_actor", "broker:b-1042"},
      {"ce_correlationid", "corr-1"},
      {"ce_causationid", "evt-9"},
      {"ce_leafhash", "00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9"}};
  const auto headers = to_headers(sample());
  REQUIRE(headers.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CHECK(headers[i].name == wanted[i].first);
    CHECK(headers[i].value == wanted[i].second);
  }
}

TEST_CASE("an envelope comes back from its message as it was") {
  CHECK(same(through(sample()), sample()));

  SUBCASE("with empty texts, which have no header") {
    Envelope e = sample();
    e.actor = e.correlation_id = e.causation_id = e.partition_key = e.payload = "";
    CHECK(to_headers(e).size() == to_headers(sample()).size() - 4);
    CHECK(same(through(e), e));
  }
  SUBCASE("with a type that looks like one with a version") {
    Envelope e = sample();
    e.type = "order.v7.placed.v2";
    CHECK(same(through(e), e));
  }
  SUBCASE("among headers that others added") {
    const Envelope e = sample();
    const auto headers = to_headers(e);
    auto all = views(headers);
    all.push_back({"traceparent", "00-abc"});
    CHECK(same(from_message(e.partition_key, e.payload, all), e));
  }
}

TEST_CASE("garbled headers are named") {
  struct Row {
    std::string_view header;
    const char* value;  // nullptr: the header is missing
    std::string_view complaint;
  };
  const Row rows[] = {
      {"ce_specversion", "0.3", "Kafka header ce_specversion: is \"0.3\", not \"1.0\""},
      {"ce_specversion", nullptr, "Kafka header ce_specversion: is missing"},
      {"ce_source", "/other", "Kafka header ce_source: is \"/other\", not \"/daybook\""},
      {"content-type", "text/plain",
       "Kafka header content-type: is \"text/plain\", not \"application/json\""},
      {"ce_id", "17", "Kafka header ce_id: \"17\" is no UUID"},
      {"ce_id", nullptr, "Kafka header ce_id: is missing"},
      {"ce_sequence", nullptr, "Kafka header ce_sequence: is missing"},
      {"ce_sequence", "", "Kafka header ce_sequence: is missing"},
      {"ce_sequence", "0", "Kafka header ce_sequence: \"0\" is no number from 1"},
      {"ce_sequence", "-5", "Kafka header ce_sequence: \"-5\" is no number from 1"},
      {"ce_sequence", "12x", "Kafka header ce_sequence: \"12x\" is no number from 1"},
      {"ce_sequence", "9223372036854775808",
       "Kafka header ce_sequence: \"9223372036854775808\" is no number from 1"},
      {"ce_streamversion", " 3", "Kafka header ce_streamversion: \" 3\" is no number from 1"},
      {"ce_schemaversion", "99999999999",
       "Kafka header ce_schemaversion: \"99999999999\" is no number from 1"},
      {"ce_schemaversion", "1", "Kafka header ce_type: \"order.placed.v2\" does not end in .v1"},
      {"ce_type", "order.placed", "Kafka header ce_type: \"order.placed\" does not end in .v2"},
      {"ce_type", ".v2", "Kafka header ce_type: \".v2\" does not end in .v2"},
      {"ce_time", "yesterday", "Kafka header ce_time: \"yesterday\" is no RFC 3339 time"},
      {"ce_effectivetime", nullptr, "Kafka header ce_effectivetime: is missing"},
      {"ce_subject", nullptr, "Kafka header ce_subject: is missing"},
      {"ce_partitionkey", "b-1", "Kafka header ce_partitionkey: \"b-1\" is not the record's key \"b-1042\""},
      {"ce_partitionkey", nullptr, "Kafka header ce_partitionkey: \"\" is not the record's key \"b-1042\""},
      {"ce_leafhash", "00ff", "Kafka header ce_leafhash: is not 32 bytes in hexadecimal"},
      {"ce_leafhash", "zz", "Kafka header ce_leafhash: is not 32 bytes in hexadecimal"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.header);
    CAPTURE(row.complaint);
    const Envelope e = sample();
    auto headers = to_headers(e);
    if (row.value)
      std::find_if(headers.begin(), headers.end(), [&](const auto& h) {
        return h.name == row.header;
      })->value = row.value;
    else
      std::erase_if(headers, [&](const auto& h) { return h.name == row.header; });
    CHECK_THROWS_WITH_AS(from_message(e.partition_key, e.payload, views(headers)),
                         std::string(row.complaint).c_str(), MalformedEvent);
  }
}

TEST_CASE("a header that is there twice is no header") {
  const Envelope e = sample();
  const auto headers = to_headers(e);
  auto all = views(headers);
  all.push_back({"ce_sequence", "4712"});
  CHECK_THROWS_WITH_AS(from_message(e.partition_key, e.payload, all),
                       "Kafka header ce_sequence: is there twice", MalformedEvent);
}
