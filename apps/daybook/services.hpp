#pragma once
// Everything that commands and reads need in one process, wired once: used by serve, react, admin and demo.

#include <memory>

#include "adapters/http/api/api.hpp"
#include "adapters/http/api/widget_gatherer.hpp"
#include "adapters/postgres/writer.hpp"
#include "adapters/stripe/stripe_calls.hpp"
#include "adapters/system/clock.hpp"
#include "apps/daybook/config.hpp"

namespace daybook {

struct Services {
  explicit Services(const Config& config, int read_threads = 2, Writer::Options writing = {});
  ~Services();

  Vault vault;
  Policy policy;
  BankSettings bank;
  IntegratorSettings integrators;
  SystemIds ids;
  log::Signer signer;
  LedgerView view;
  PersonKeys people;
  Writer writer;
  PointReads points;
  ReadPool reads;
  http::WidgetGatherer widgets;
  std::unique_ptr<stripe::StripeCalls> stripe;  ///< null without an API key
  http::Api api;
  std::jthread follower;
};

/// Calls a handler as an HTTP call would, and waits for its answer.
http::Response call_handler(const http::Api& api, http::Handler handler, http::Call call);

/// The log's signing key from its file (64 hex digits). Throws UsageError naming the file.
log::Signer load_signer(const Config& config);

}  // namespace daybook
