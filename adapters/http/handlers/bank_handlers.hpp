#pragma once
// The handlers of files for the bank and from it, and of the tax office's totals. Bodies and answers: the
// OpenAPI document.

#include "adapters/http/api/api.hpp"

namespace daybook::http {

void make_bank_file(const Api& api, Call call, Reply reply);
void list_bank_files(const Api& api, Call call, Reply reply);
void get_bank_file(const Api& api, Call call, Reply reply);
void receive_bank_return(const Api& api, Call call, Reply reply);
void form_1099_nec(const Api& api, Call call, Reply reply);

}  // namespace daybook::http
