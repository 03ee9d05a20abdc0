#pragma once
// A server of the test's own on 127.0.0.1, plain or TLS: what it does with each connection is the test's
// word.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/test_certificates.hpp"

namespace daybook::test {

/// One accepted connection; every call blocks, and throws when the other side or the test's end cuts it.
class ServedConnection {
 public:
  virtual ~ServedConnection() = default;
  /// The next whole request, head and body; nothing at the connection's end.
  virtual std::optional<std::string> request() = 0;
  virtual void write(std::string_view bytes) = 0;
  /// Reads and forgets n bytes.
  virtual void swallow(std::size_t n) = 0;
  /// "HTTP/1.1 200 OK" with this body, kept alive.
  void answer(std::string_view body, std::string_view status = "200 OK");
};

class TestServer {
 public:
  using Serve = std::function<void(ServedConnection&)>;
  struct Tls {
    Certificate certificate;
    bool only_tls_1_1 = false;
  };
  /// `serve` runs once a connection, on a thread of its own; the connection is shut down
  /// when it returns.
  explicit TestServer(Serve serve, std::optional<Tls> tls = std::nullopt);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  std::uint16_t port() const;
  /// "https://127.0.0.1:1234"
  std::string url(const std::string& host = "127.0.0.1") const;
  int accepted() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace daybook::test
