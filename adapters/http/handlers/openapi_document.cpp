#include "adapters/http/handlers/service_handlers.hpp"

namespace daybook::http {
void openapi_document(const Api&, Call, Reply reply) { reply(json_response("{}")); }
}  // namespace daybook::http
