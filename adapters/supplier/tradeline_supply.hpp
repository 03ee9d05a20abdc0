#pragma once
// TradelineSupply's API over HTTP: the one place that knows what it looks like, with tradeline_json.
//
//   GET  /api/v1/pricing?page=1&per_page=100
//   POST /api/v1/orders             our order number is their order_id
//   GET  /api/v1/orders?order_id=…  and /api/v1/orders/<id>
//
// Of a call that changes something, only an answer that says so counts: anything else (no answer, HTTP 5xx,
// half a document, another order's) is followed by a look whether the order is there.

#include <functional>
#include <mutex>

#include "adapters/outbound/backoff.hpp"
#include "adapters/outbound/circuit_breaker.hpp"
#include "adapters/outbound/http_client.hpp"
#include "adapters/outbound/rate_limit.hpp"
#include "adapters/supplier/supplier.hpp"
#include "adapters/supplier/tradeline_json.hpp"

namespace daybook::supplier {

class TradelineSupply : public Supplier {
 public:
  explicit TradelineSupply(const SupplierSettings& settings);

  Answer<std::vector<Card>> price_list() override;
  Placement place(const OrderRequest& request) override;
  Answer<std::optional<Standing>> find(const std::string& reference) override;
  Answer<std::optional<Standing>> status(const std::string& id) override;

 private:
  struct Problem;
  template <class T>
  using Outcome = tl::expected<T, Problem>;

  /// One call, when limit and breaker let it go. `judge` reads the answer or says why it cannot.
  template <class T>
  Outcome<T> call(const outbound::Request& request,
                  const std::function<Outcome<T>(const outbound::Response&)>& judge);
  /// A question, asked again a few times.
  template <class T>
  Answer<T> ask(const std::string& target, const std::function<Outcome<T>(const outbound::Response&)>& judge);
  Outcome<TheirOrder> post(const OrderRequest& request);
  /// A look behind a call whose outcome is not known.
  Placement look_behind(const OrderRequest& request, const Problem& problem);

  std::optional<Problem> wait_for_turn();
  Outcome<outbound::CircuitBreaker::Leave> leave_to_call();
  void report(outbound::CircuitBreaker::Leave leave, bool well);
  outbound::Headers headers() const;

  SupplierSettings settings_;
  outbound::HttpClient client_;
  std::mutex mutex_;  // of the two below
  outbound::RateLimit limit_;
  outbound::CircuitBreaker breaker_;
};

}  // namespace daybook::supplier
