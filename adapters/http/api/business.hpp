#pragma once
// Between the protocol and the handlers: routing, authentication, roles, media types. Default-deny.

#include <chrono>

#include "adapters/http/api/api.hpp"
#include "adapters/http/server/router.hpp"

namespace daybook::http {

class Business : public Dispatcher {
 public:
  explicit Business(const Api& api);
  std::variant<std::size_t, Response> admit(Request& head) override;
  void dispatch(Request request, Reply reply) override;

 private:
  struct Admitted {
    const Route* route = nullptr;
    Caller caller;
    std::chrono::steady_clock::time_point at;
  };
  /// Route, caller and rights of a request's head, or the refusal.
  std::variant<Admitted, Response> check(Request& head) const;
  Result<Caller> authenticate(const Request& head) const;
  Result<Caller> authenticate_key(const Request& head, std::string_view key) const;
  Response preflight(const Request& head) const;
  /// Access-Control headers for a listed origin.
  void allow_origin(const Request& head, const Caller& caller, Response& response) const;

  const Api& api_;
  Router router_;
};

}  // namespace daybook::http
