#pragma once
// The handlers of reconciliation. Bodies and answers: the OpenAPI document.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

void import_statement(const Api& api, Call call, Reply reply);
void list_statements(const Api& api, Call call, Reply reply);
void get_reconciliation(const Api& api, Call call, Reply reply);
void list_statement_lines(const Api& api, Call call, Reply reply);
void match_by_hand(const Api& api, Call call, Reply reply);
void undo_match(const Api& api, Call call, Reply reply);
void list_hand_matches(const Api& api, Call call, Reply reply);

/// ?account=, one of those that are reconciled; required, or with `otherwise` not.
Result<std::string> reconciled_account(const Request& request, std::optional<std::string> otherwise = {});

}  // namespace daybook::http
