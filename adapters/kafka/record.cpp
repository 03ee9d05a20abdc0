#include "adapters/kafka/record.hpp"

#include <fmt/format.h>

#include "adapters/kafka/cloud_event.hpp"

namespace daybook::kafka {
namespace {

std::vector<HeaderView> headers_of(const rd_kafka_message_t& message) {
  std::vector<HeaderView> views;
  rd_kafka_headers_t* list = nullptr;
  const auto code = rd_kafka_message_headers(&message, &list);
  if (code == RD_KAFKA_RESP_ERR__NOENT) return views;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw MalformedEvent(rd_kafka_err2str(code));
  views.reserve(rd_kafka_header_cnt(list));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    views.push_back({name, {static_cast<const char*>(value), value ? size : 0}});
  return views;
}

}  // namespace

Envelope envelope_of(const rd_kafka_message_t& message) {
  try {
    return from_message(key_of(message), value_of(message), headers_of(message));
  } catch (const MalformedEvent& e) {
    throw MalformedEvent(fmt::format("{} [{}] @{}: {}", rd_kafka_topic_name(message.rkt), message.partition,
                                     message.offset, e.what()));
  }
}

}  // namespace daybook::kafka
