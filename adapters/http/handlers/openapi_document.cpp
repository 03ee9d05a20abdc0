#include "adapters/http/handlers/service_handlers.hpp"
#include "adapters/http/openapi/openapi.hpp"

namespace daybook::http {

void openapi_document(const Api&, Call, Reply reply) { reply(json_response(openapi_json())); }

}  // namespace daybook::http
