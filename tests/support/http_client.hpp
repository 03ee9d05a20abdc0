#pragma once
// A small blocking HTTP/1.1 client for 127.0.0.1, one connection a call, and JSON answers to look into.

#include <simdjson.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace daybook::test {

/// A JSON value with the text it came from. Looking for what is not there throws, naming the value.
class Json {
 public:
  Json() = default;
  /// Throws std::runtime_error with the text when it is no JSON.
  static Json parse(std::string_view text);

  Json operator[](std::string_view member) const;
  Json operator[](std::size_t index) const;
  bool has(std::string_view member) const;
  bool is_null() const;
  std::size_t size() const;  ///< of an array
  std::string text() const;
  std::int64_t integer() const;
  bool boolean() const;
  std::string dump() const;

 private:
  Json(std::shared_ptr<simdjson::dom::parser> parser, simdjson::dom::element element)
      : parser_(std::move(parser)), element_(element) {}
  std::shared_ptr<simdjson::dom::parser> parser_;  ///< owns what the element looks into
  simdjson::dom::element element_;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target;
  std::string body;
  std::multimap<std::string, std::string> headers;
};

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  Json json() const { return Json::parse(body); }
  /// The problem document's code; "" when the answer is none.
  std::string code() const;
  /// The first faulty field's pointer; "" when none is named.
  std::string pointer() const;
  /// Daybook-Position; 0 without one.
  std::int64_t position() const;
  /// "409 conflict: ...", for messages.
  std::string shown() const;
};

/// Throws std::runtime_error when there is no whole answer within 30 s.
HttpAnswer send_http(std::uint16_t port, const HttpRequest& request);

/// A TCP port of 127.0.0.1 that is free now.
std::uint16_t free_port();

/// Stripe-Signature as Stripe computes it: t=…,v1=HMAC-SHA256(secret, "t.body") in hex.
std::string stripe_signature(std::string_view body, std::string_view secret, std::int64_t unix_time);

}  // namespace daybook::test
