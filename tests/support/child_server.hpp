#pragma once
// A server program of ours or of others, for one test: started on a free port, ended with the test.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/http_client.hpp"

namespace daybook::test {

class ChildServer {
 public:
  /// Starts the program, "{port}" in its arguments being a free port; returns when something listens there.
  /// Throws when nothing does within 20 s.
  explicit ChildServer(std::vector<std::string> arguments);
  ~ChildServer();
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  std::uint16_t port_;
  pid_t pid_ = -1;
};

/// One of scripts/demo, driven through its control addresses.
class DemoServer : public ChildServer {
 public:
  DemoServer(const std::string& script, const std::vector<std::string>& options);
  /// POST /_control/NAME; throws with the answer when that is no 200.
  Json control(const std::string& name, const std::string& body = "{}") const;
  /// GET /_control/NAME.
  Json look(const std::string& name) const;

 private:
  Json ask(const HttpRequest& request) const;

  std::string script_;
};

/// scripts/demo/stripe_stand_in.py.
class StripeStandIn : public DemoServer {
 public:
  explicit StripeStandIn(const std::vector<std::string>& options = {})
      : DemoServer("stripe_stand_in.py", options) {}
};

/// Stripe's own stripe-mock, which refuses what its OpenAPI document does not know.
class StripeMock : public ChildServer {
 public:
  StripeMock();
};

/// What tests/support/stripe_sdk.py (Stripe's own Python SDK) says, with `input` on its stdin; throws with
/// its output when it fails.
std::string stripe_sdk(const std::vector<std::string>& arguments, const std::string& input = "");

}  // namespace daybook::test
