#include "projections/webhook_log.hpp"

#include <stdexcept>

#include "projections/read_models.hpp"
#include "projections/sentences.hpp"

namespace daybook {
namespace {

WebhookLogRow& delivery(ReadModels& models, const std::string& external_id) {
  WebhookLogRow* row = models.webhook_log.edit({external_id});
  if (!row) throw std::logic_error("delivery " + external_id + " was never received");
  return *row;
}

}  // namespace

void fold_webhook_log(const Recorded& recorded, ReadModels& models) {
  const Envelope& at = recorded.envelope;
  if (const auto* received = std::get_if<WebhookReceived>(&recorded.event)) {
    WebhookLogRow row;
    row.external_id = received->external_id;
    row.source = received->source;
    row.event_type = received->event_type;
    row.received_at = at.recorded_at;
    row.position = at.position.value;
    models.webhook_log.put(std::move(row));
  } else if (const auto* parked = std::get_if<WebhookParked>(&recorded.event)) {
    WebhookLogRow& row = delivery(models, parked->external_id);
    row.status = WebhookStatus::PROCESSING;
    row.detail = sentence_of(recorded.event);
    row.error.reset();
  } else if (const auto* processed = std::get_if<WebhookProcessed>(&recorded.event)) {
    WebhookLogRow& row = delivery(models, processed->external_id);
    row.status = WebhookStatus::PROCESSED;
    row.detail = processed->outcome;
    row.error.reset();
    row.order_id = processed->order_id;
    row.processed_at = at.recorded_at;
  } else if (const auto* failed = std::get_if<WebhookFailed>(&recorded.event)) {
    WebhookLogRow& row = delivery(models, failed->external_id);
    row.status = WebhookStatus::FAILED;
    row.error = failed->error;
    row.processed_at = at.recorded_at;
  }
}

}  // namespace daybook
