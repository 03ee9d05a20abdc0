#include "adapters/http/server/problem.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "adapters/http/server/ascii.hpp"

namespace daybook::http {
namespace {

/// Length of the valid UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and code points past U+10FFFF.
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

void append_escaped(std::string& out, char c) {
  static constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto value = static_cast<std::uint8_t>(c);
  if (value >= 0x20 && value != 0x7F) {
    out += c;
    return;
  }
  out += "\\u00";
  out += hex[value >> 4U];
  out += hex[value & 0x0FU];
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), ascii_lower);
  return out;
}

}  // namespace

std::string_view status_text(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Status";
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD
    } else if (length == 1) {
      append_escaped(out, text.front());
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

Response problem(const Refusal& refusal, std::string_view request_id) {
  return problem(refusal, request_id, http_status(refusal.code));
}

Response problem(const Refusal& refusal, std::string_view request_id, int status) {
  const std::string_view code = wire_code(refusal.code);
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  std::string& out = response.body;
  out.reserve(320 + 2 * refusal.detail.size());
  out += "{\"type\":";
  append_json_string(out, "/problems/" + lower(code));
  append_member(out, "title", status_text(status));
  out += ",\"status\":" + std::to_string(status);
  append_member(out, "detail", refusal.detail);
  append_member(out, "code", code);
  append_member(out, "request_id", request_id);
  out += ",\"errors\":[";
  for (std::size_t i = 0; i < refusal.errors.size(); ++i) {
    const FieldError& field = refusal.errors[i];
    out += i == 0 ? "{\"pointer\":" : ",{\"pointer\":";
    append_json_string(out, field.pointer);
    append_member(out, "code", field.code);
    append_member(out, "detail", field.detail);
    out += '}';
  }
  out += ']';
  append_member(out, "error", refusal.detail);
  if (refusal.available) out += ",\"available\":" + std::to_string(*refusal.available);
  out += '}';
  return response;
}

}  // namespace daybook::http
