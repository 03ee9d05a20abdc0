#include "apps/daybook/services.hpp"

#include <fmt/format.h>

#include <fstream>
#include <future>

#include "adapters/http/views/views.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/system/thread_name.hpp"

namespace daybook {

http::Response call_handler(const http::Api& api, http::Handler handler, http::Call call) {
  std::promise<http::Response> promise;
  auto future = promise.get_future();
  handler(api, std::move(call), [&](http::Response response) { promise.set_value(std::move(response)); });
  return future.get();
}

log::Signer load_signer(const Config& config) {
  std::ifstream in(config.signing_key_file);
  std::string hex;
  if (!(in >> hex)) throw UsageError("cannot read secrets.signing_key_file: " + config.signing_key_file);
  const auto seed = log::from_hex(hex);
  if (!seed || seed->size() != 32) throw UsageError(config.signing_key_file + " must hold 64 hex digits");
  auto signer = log::Signer::create(config.log_origin, *seed);
  if (!signer) throw UsageError("log.origin: " + signer.error().detail);
  return *signer;
}

namespace {

std::unique_ptr<stripe::StripeCalls> stripe_calls(const Config& config) {
  if (config.stripe.api_key.empty()) return nullptr;
  try {
    auto calls = std::make_unique<stripe::StripeCalls>(config.stripe);
    if (!config.stripe.mode.empty() && (config.stripe.mode == "live") != calls->client().livemode())
      throw std::invalid_argument("stripe.mode is \"" + config.stripe.mode +
                                  "\", and stripe.api_key is of the other mode");
    return calls;
  } catch (const std::exception& e) {
    throw UsageError(std::string("[stripe]: ") + e.what());
  }
}

/// Whose events are applied; nothing: either mode's.
std::optional<bool> livemode(const Config& config, stripe::StripeCalls* calls) {
  if (calls) return calls->client().livemode();
  return config.stripe.mode.empty() ? std::nullopt : std::optional(config.stripe.mode == "live");
}

std::string public_url(const Config& config) {
  std::string url = config.public_url;
  if (url.empty())
    url = fmt::format("{}://{}:{}", config.tls_certificate_file.empty() ? "http" : "https",
                      config.http_address, config.http_port);
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

Services::Services(const Config& config, int read_threads, Writer::Options writing)
    : vault(Vault::from_file(config.master_key_file)),
      policy(config.policy),
      bank(config.bank),
      integrators(config.integrators),
      signer(load_signer(config)),
      view(migrated(config.database_url)),
      people(vault),
      writer(
          config.database_url, view, vault, policy, ids,
          [](const OrderState& order, const KeyLookup& keys) {
            return http::order_object(order, keys).text();
          },
          writing),
      points(config.database_url),
      reads(config.database_url, read_threads),
      widgets(writer),
      stripe(stripe_calls(config)),
      api{view,
          writer,
          reads,
          points,
          people,
          vault,
          policy,
          ids,
          signer,
          config.webhook_secrets,
          livemode(config, stripe.get()),
          stripe.get(),
          public_url(config),
          widgets,
          bank,
          integrators} {
  view.on_event([this](const Recorded& recorded) {
    if (const auto* erased = std::get_if<PersonErased>(&recorded.event)) people.forget(erased->person_id);
  });
  follower = std::jthread([this](std::stop_token stop) {
    name_this_thread("follow");
    view.follow(stop);
  });
}

Services::~Services() {
  follower.request_stop();
  if (stripe) stripe->stop();
  reads.stop();  // its jobs may ask for points
  points.stop();
}

}  // namespace daybook
