#pragma once
// The commands that are routes too: `daybook ledger settle-supplier …` calls what POST
// /api/ledger/supplier-settlements calls, under the name and the rights of an admin.

#include <string>
#include <string_view>
#include <vector>

#include "apps/daybook/commands.hpp"

namespace daybook {

/// One command. `usage` is what `--help` shows and what the arguments are read by: capital words in front are
/// the path's parameters; "--flag WORD" is a member of the body (of the query, for GET), the dashes inside
/// its name underscores there; [in brackets] it may be absent; without a WORD it is true when it stands
/// there. WORD is N for an integer, ACCOUNT=N,… for postings, JSON or true|false for a value of JSON,
/// anything else for text.
struct RouteVerb {
  std::string group;
  std::string verb;
  std::string_view method;
  std::string_view pattern;  ///< of a row of http::routes()
  std::string usage;
};

/// The named commands, and behind them one for every other route of /api that admits admins: a new route
/// needs a row only for a better name.
const std::vector<RouteVerb>& route_verbs();
/// Named after the path: POST /api/orders/{id}/disputes/{dispute_id}/win is `order dispute-win ID
/// DISPUTE-ID`, PUT /api/brokers/{id}/tax-form is `broker set-tax-form ID`, GET the same `broker
/// show-tax-form ID`. The flags are the members of its request schema, or its query.
std::vector<RouteVerb> unnamed_verbs(const std::vector<RouteVerb>& named);

struct RouteFlag {
  std::string name;  ///< "paid-at"
  std::string word;  ///< "" for a switch
  bool required = false;
  /// The member of the body or of the query: "paid_at".
  std::string member() const;
};
std::vector<RouteFlag> flags_of(const RouteVerb& verb);

/// The path's parameters as a usage shows them: {"ID", "DISPUTE-ID"}.
std::vector<std::string> path_words(std::string_view pattern);

}  // namespace daybook
