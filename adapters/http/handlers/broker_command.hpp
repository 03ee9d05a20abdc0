#pragma once
// What the commands on brokers share.

#include "adapters/http/api/api.hpp"
#include "adapters/http/views/views.hpp"

namespace daybook::http {

/// A broker's profile in plain text, for sealing.
struct PlainProfile {
  std::string name;
  std::optional<std::string> business_name;
  std::string email;
  std::optional<std::string> phone;
  std::optional<std::string> website;
  std::optional<std::string> notes;
  std::vector<std::string> origins;
};
BrokerProfile sealed_profile(const Person& person, const PlainProfile& plain);

/// http(s) URLs only.
std::optional<Refusal> check_website(const std::optional<std::string>& website);
/// At most 20, each scheme://host[:port] without a path.
std::optional<Refusal> check_origins(const std::vector<std::string>& origins);

using BrokerDecision = std::function<Result<NewEvents>(Workspace&, const BrokerState&)>;
/// Runs the decision on the broker of the path and answers it as it then stands. Unknown, or another broker's
/// for a key: not_found.
void command_broker(const Api& api, Call call, Reply reply, BrokerDecision decide);

/// The broker of the path that this caller may see; null otherwise.
const BrokerState* visible_broker(const LedgerState& ledger, const Call& call);

}  // namespace daybook::http
