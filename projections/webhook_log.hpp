#pragma once
// Every delivery from outside and what became of it.

#include "core/instant.hpp"
#include "events/envelope.hpp"
#include "projections/table.hpp"

namespace daybook {

struct ReadModels;

/// PROCESSING: parked, waiting for the fact that it rests on.
enum class WebhookStatus { RECEIVED, PROCESSING, PROCESSED, FAILED };
BOOST_DESCRIBE_ENUM(WebhookStatus, RECEIVED, PROCESSING, PROCESSED, FAILED)

struct WebhookLogRow {
  static constexpr std::string_view table = "webhook_log";
  static constexpr int key_columns = 1;
  static constexpr Keep keep = Keep::replace;
  static constexpr bool put_once = true;
  std::string external_id;
  std::string source;
  std::string event_type;
  WebhookStatus status = WebhookStatus::RECEIVED;
  std::string detail;  ///< the outcome, or what it waits for
  std::optional<std::string> error;
  std::optional<OrderId> order_id;
  Instant received_at;
  std::optional<Instant> processed_at;
  std::int64_t position = 0;  ///< of its delivery
};
BOOST_DESCRIBE_STRUCT(WebhookLogRow, (),
                      (external_id, source, event_type, status, detail, error, order_id, received_at,
                       processed_at, position))

void fold_webhook_log(const Recorded& recorded, ReadModels& models);

}  // namespace daybook
