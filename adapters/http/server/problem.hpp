#pragma once
// Refusals as RFC 9457 problem documents: the one shape of every error this server answers.

#include <string>
#include <string_view>

#include "adapters/http/server/message.hpp"
#include "core/refusal.hpp"

namespace daybook::http {

/// The reason phrase of a status ("Not Found"); "Status" for one that this server never sends.
std::string_view status_text(int status);

/// {type, title, status, detail, code, request_id, errors[{pointer, code, detail}], error} and `available`
/// when the refusal carries it, as application/problem+json. `type` is "/problems/" + the code in lower case;
/// the status is http_status(code). Bytes that are not UTF-8 become U+FFFD.
Response problem(const Refusal& refusal, std::string_view request_id);
/// The same under another status, for conditions of the connection that have no code of their own
/// (408 while a request was arriving).
Response problem(const Refusal& refusal, std::string_view request_id, int status);

/// Appends `text` as a quoted JSON string.
void append_json_string(std::string& out, std::string_view text);

}  // namespace daybook::http
