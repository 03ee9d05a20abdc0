#pragma once
// tests/support/smtp_server.py for one test: a real mail server on 127.0.0.1, gone with its object.

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/scratch_directory.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/test_certificates.hpp"

namespace daybook::test {

class SmtpServer {
 public:
  /// `way`: "starttls" or "smtps"; `port` 0: any that is free.
  SmtpServer(const char* way, const Certificate& certificate, std::uint16_t port = 0) : way_(way) {
    const std::string command =
        fmt::format("/usr/bin/python3 {} {} {} {} {} {} 2>/dev/null",
                    (source_dir() / "tests/support/smtp_server.py").string(), folder_.path().string(),
                    certificate.file, certificate.key, way, port);
    pipe_.reset(::popen(command.c_str(), "w"));
    for (int i = 0; i < 600 && !std::filesystem::exists(folder_.path() / "port"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    port_ = bytes_of("port");
    if (port_.empty()) throw std::runtime_error("the SMTP server did not start: is python3-aiosmtpd there?");
  }
  std::string url(const std::string& host = "127.0.0.1") const {
    return fmt::format("{}://{}:{}", way_ == "smtps" ? "smtps" : "smtp", host, port_);
  }
  /// The n-th mail: sender, recipient, an empty line, and the bytes; "" when fewer came.
  std::string taken(int n = 1) const { return bytes_of(fmt::format("mail-{}", n)); }

 private:
  struct Close {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
  };
  std::string bytes_of(const std::string& name) const {
    std::ifstream in(folder_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string way_;
  ScratchDirectory folder_;
  std::unique_ptr<FILE, Close> pipe_;
  std::string port_;
};

}  // namespace daybook::test
