#include "adapters/http/server/response_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/http/server/ascii.hpp"
#include "adapters/http/server/problem.hpp"

namespace daybook::http {
namespace {

/// Ours alone: a handler's copy would contradict what goes over the wire.
constexpr std::array<std::string_view, 7> reserved = {
    "content-length", "transfer-encoding", "connection", "keep-alive", "date", "server", "content-type"};

struct Default {
  std::string_view name;
  std::string_view line;
};
constexpr std::array<Default, 3> defaults = {
    Default{"cache-control", "Cache-Control: no-store\r\n"},
    Default{"x-content-type-options", "X-Content-Type-Options: nosniff\r\n"},
    Default{"content-security-policy",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"}};

bool has_header(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return same_text(header.first, name); });
}

bool token(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
           marks.find(c) != std::string_view::npos;
  });
}

/// Control bytes become blanks: a value that came from a user must not start a header of its own.
void append_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += (byte < 0x20 && byte != '\t') || byte == 0x7F ? ' ' : c;
  }
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  append_value(out, value);
  out += "\r\n";
}

void append_number(std::string& out, std::uint64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_rate(std::string& out, const ResponseContext& context) {
  if (context.rate_limit == 0) return;
  out += "RateLimit-Policy: \"address\";q=";
  append_number(out, context.rate_limit);
  out += ";w=1\r\nRateLimit: \"address\";r=";
  append_number(out, context.rate_remaining);
  out += ";t=1\r\n";
}

}  // namespace

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void write_head(std::string& out, const Response& response, const ResponseContext& context) {
  out.clear();
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += status_text(response.status);
  out += "\r\n";
  if (!response.content_type.empty() && status_has_body(response.status)) {
    append_header(out, "Content-Type", response.content_type);
  }
  if (status_has_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.body.size());
    out += "\r\n";
  }
  if (!context.keep_alive) {
    out += "Connection: close\r\n";
  } else if (context.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "Date: ";
  out += context.date;
  out += "\r\nServer: daybook\r\n";
  for (const Default& item : defaults) {
    if (response.headers.empty() || !has_header(response, item.name)) out += item.line;
  }
  if (context.tls && !has_header(response, "strict-transport-security")) {
    out += "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
  }
  if (!context.request_id.empty() && !has_header(response, "x-request-id")) {
    append_header(out, "X-Request-Id", context.request_id);
  }
  if (!has_header(response, "ratelimit")) append_rate(out, context);
  for (const auto& [name, value] : response.headers) {
    const auto taken = [&](std::string_view item) { return same_text(item, name); };
    if (!token(name) || std::any_of(reserved.begin(), reserved.end(), taken)) continue;
    append_header(out, name, value);
  }
  out += "\r\n";
}

std::string imf_fixdate(std::time_t seconds) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)],
                     utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace daybook::http
