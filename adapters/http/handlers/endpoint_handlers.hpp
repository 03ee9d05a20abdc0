#pragma once
// The endpoints of outgoing webhooks, and of what a payee hears by mail.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

void create_endpoint(const Api& api, Call call, Reply reply);
void list_endpoints(const Api& api, Call call, Reply reply);
void get_endpoint(const Api& api, Call call, Reply reply);
void change_endpoint(const Api& api, Call call, Reply reply);
void remove_endpoint(const Api& api, Call call, Reply reply);
void rotate_endpoint_secret(const Api& api, Call call, Reply reply);

void list_deliveries(const Api& api, Call call, Reply reply);
void retry_delivery(const Api& api, Call call, Reply reply);

void get_notifications(const Api& api, Call call, Reply reply);
void change_notifications(const Api& api, Call call, Reply reply);

}  // namespace daybook::http
