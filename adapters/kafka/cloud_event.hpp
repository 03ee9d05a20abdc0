#pragma once
// Our events as CloudEvents 1.0 in Kafka's binary mode: the value is the payload, byte for byte, and
// everything else is a header, so that a consumer gets back the whole envelope and can check its leaf hash.
// Source: CloudEvents 1.0.2, Kafka protocol binding, extensions "partitioning" and "sequence".

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"

namespace daybook::kafka {

template <class Text>
struct BasicHeader {
  std::string_view name;
  Text value;
};
/// As written: names are literals.
using Header = BasicHeader<std::string>;
/// As read: views into the message.
using HeaderView = BasicHeader<std::string_view>;

/// A message whose headers don't make an event; says which header, and why.
class MalformedEvent : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// ce_specversion, ce_id, ce_type ("order.placed.v1"), ce_source ("/daybook"), ce_time (recorded_at),
/// ce_subject (stream), content-type; extensions ce_sequence (position), ce_partitionkey, ce_streamversion,
/// ce_schemaversion, ce_effectivetime, ce_actor, ce_correlationid, ce_causationid, ce_leafhash (hex). The
/// last three texts and the partition key are left out when empty: CloudEvents knows no empty attribute.
std::vector<Header> to_headers(const Envelope& envelope);
inline constexpr std::size_t kMaxHeaders = 16;
/// The same, one after the other; names are literals, values last for the call only.
void each_header(const Envelope& envelope,
                 const std::function<void(std::string_view name, std::string_view value)>& add);

/// The inverse of to_headers; unknown headers are ignored. Throws MalformedEvent.
Envelope from_message(std::string_view key, std::string_view value, const std::vector<HeaderView>& headers);

}  // namespace daybook::kafka
