#include "adapters/integrators/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/integrators/endpoint_url.hpp"
#include "adapters/stripe/webhook_signature.hpp"

namespace daybook {
namespace {

/// Servers whose connections are kept.
constexpr std::size_t kMostClients = 64;
constexpr std::size_t kMostAnswer = 64 * 1024;

Delivery answered(int status) {
  if (status / 100 == 2) return {DeliveryOutcome::delivered, status, fmt::format("answered {}", status)};
  if (status == 410) return {DeliveryOutcome::gone, status, "answered 410: the endpoint wants no more"};
  return {DeliveryOutcome::retry, status,
          fmt::format("answered {}{}", status,
                      status / 100 == 3 ? ": redirects are not followed, change the address" : "")};
}

}  // namespace

std::string daybook_signature(const std::vector<std::string>& secrets, std::string_view body, Instant now) {
  const std::string seconds = std::to_string(now.micros / kMicrosPerSecond);
  std::string out = "t=" + seconds;
  for (const std::string& secret : secrets) out += ",v1=" + stripe::signature_v1(secret, seconds, body);
  return out;
}

std::shared_ptr<outbound::HttpClient> Deliverer::client_of(const std::string& origin) {
  std::lock_guard lock(mutex_);
  if (const auto found = clients_.find(origin); found != clients_.end()) {
    found->second.used = ++uses_;
    return found->second.client;
  }
  if (clients_.size() >= kMostClients)
    clients_.erase(std::min_element(clients_.begin(), clients_.end(), [](const auto& a, const auto& b) {
      return a.second.used < b.second.used;
    }));
  outbound::Settings settings;
  settings.base_url = origin;
  settings.ca_file = settings_.ca_file;
  settings.timeout = std::chrono::seconds(20);
  settings.most_connections = 4;
  settings.most_body = kMostAnswer;
  settings.public_only = !settings_.allow_insecure;
  auto client = std::make_shared<outbound::HttpClient>(std::move(settings));
  clients_[origin] = {client, ++uses_};
  return client;
}

Delivery Deliverer::deliver(const Parcel& parcel) {
  // The settings may have become stricter since the address was recorded.
  const auto address = endpoint_address(parcel.url, settings_.allow_insecure);
  if (!address) return {DeliveryOutcome::retry, 0, "not called: the address " + address.error()};
  outbound::Request request;
  request.method = "POST";
  request.target = address->target;
  request.headers = {{"Content-Type", "application/json"},
                     {"Daybook-Event-Id", parcel.event_id.str()},
                     {"Daybook-Signature", daybook_signature(parcel.secrets, parcel.body, parcel.now)}};
  request.body = parcel.body;
  const auto answer = client_of(address->origin)->send(request);
  if (!answer) return {DeliveryOutcome::retry, 0, answer.error().detail};
  return answered(answer->status);
}

}  // namespace daybook
