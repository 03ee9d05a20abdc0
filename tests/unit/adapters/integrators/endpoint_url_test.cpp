#include "adapters/integrators/endpoint_url.hpp"

#include <doctest/doctest.h>

using namespace daybook;

TEST_CASE("endpoint URL: taken apart into what a call needs") {
  const auto parts = [](const char* url, bool allow_insecure = false) -> std::string {
    const auto address = endpoint_address(url, allow_insecure);
    return address ? address->origin + " " + address->target : "refused: " + address.error();
  };
  CHECK(parts("https://hooks.example.com/a/b?c=d") == "https://hooks.example.com /a/b?c=d");
  CHECK(parts("https://hooks.example.com") == "https://hooks.example.com /");
  CHECK(parts("https://hooks.example.com?c=d") == "https://hooks.example.com /?c=d");
  CHECK(parts("https://hooks.example.com:8443/") == "https://hooks.example.com:8443 /");
  CHECK(parts("https://8.8.8.8/x") == "https://8.8.8.8 /x");
  CHECK(parts("http://127.0.0.1:9/x", true) == "http://127.0.0.1:9 /x");
}

TEST_CASE("endpoint URL: refused when it could reach ourselves or our neighbours, or hides something") {
  for (const char* url : {"",
                          "hooks.example.com",
                          "ftp://hooks.example.com/",
                          "http://hooks.example.com/",
                          "https://",
                          "https:///x",
                          "https://user:word@hooks.example.com/",
                          "https://user@hooks.example.com/",
                          "https://hooks.example.com/#part",
                          "https://hooks.example.com/a b",
                          "https://hooks.example.com/\r\nX: y",
                          "https://hooks.example.com/\"",
                          "https://hooks.example.com:0/",
                          "https://hooks.example.com:99999/",
                          "https://127.0.0.1/",
                          "https://10.0.0.8/",
                          "https://192.168.1.1/",
                          "https://169.254.169.254/latest",
                          "https://[::1]/",
                          "https://[::ffff:10.0.0.8]/",
                          "https://[fd00::1]/",
                          "https://0/",
                          "https://127.1/",
                          "https://2130706433/",
                          "https://localhost/",
                          "https://localhost./",
                          "https://db/",
                          "https://x.local/",
                          "https://x.internal/",
                          "https://a.localhost/",
                          "https://printer.lan/"}) {
    CAPTURE(url);
    CHECK(!endpoint_address(url, false));
  }
  CHECK(!endpoint_address("https://hooks.example.com/" + std::string(200, 'x'), false));
  CHECK(!endpoint_address("ftp://127.0.0.1/", true));
}
