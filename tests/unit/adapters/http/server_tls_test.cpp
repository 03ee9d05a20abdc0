// The TLS port with a certificate made for the test.

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tests/unit/adapters/http/server_test_client.hpp"

using namespace daybook::http;
using namespace daybook::http::test;

namespace {

struct Certificate {
  Certificate() {
    std::string pattern = (std::filesystem::temp_directory_path() / "daybook-tls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder = pattern;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> x509(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    X509_set_pubkey(x509.get(), key.get());
    X509_sign(x509.get(), key.get(), EVP_sha256());
    FILE* file = std::fopen(certificate().c_str(), "w");
    PEM_write_X509(file, x509.get());
    std::fclose(file);
    file = std::fopen(private_key().c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  std::string certificate() const { return (folder / "cert.pem").string(); }
  std::string private_key() const { return (folder / "key.pem").string(); }
  std::filesystem::path folder;
};

ServerOptions tls_options(const Certificate& certificate) {
  ServerOptions options;
  options.tls_certificate_file = certificate.certificate();
  options.tls_key_file = certificate.private_key();
  options.header_timeout = 300ms;
  return options;
}

/// Everything the server says to `request`, empty when the handshake at `max_version` fails.
std::string exchange(std::uint16_t port, int max_version, const std::string& request) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);  // Else the client itself refuses the old versions.
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), max_version);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_connect(bio.get()) != 1 || BIO_do_handshake(bio.get()) != 1) return {};
  BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  std::array<char, 4096> piece{};
  for (;;) {
    const int got = BIO_read(bio.get(), piece.data(), static_cast<int>(piece.size()));
    if (got <= 0) return answer;
    answer.append(piece.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

TEST_CASE("13 TLS 1.2 and 1.3 are served with HSTS, older versions are not") {
  const Certificate certificate;
  Fixture fixture(tls_options(certificate));
  const std::string get = "GET /echo HTTP/1.1\r\nHost: localhost\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer =
        exchange(fixture.server.port(), version, get + "\r\n" + get + "Connection: close\r\n\r\n");
    CHECK(answer.find("HTTP/1.1 200 OK") == 0);
    CHECK(answer.find("HTTP/1.1 200 OK", 1) != std::string::npos);
    CHECK(answer.find("Strict-Transport-Security: max-age=") != std::string::npos);
    CHECK(answer.find("GET /echo  host=localhost connection=close") != std::string::npos);
  }
  CHECK(exchange(fixture.server.port(), TLS1_1_VERSION, get + "\r\n").empty());
  fixture.server.stop(1s);
  CHECK(fixture.server.stats().open == 0);
}

TEST_CASE("13 plain bytes or silence on the TLS port end at the handshake") {
  const Certificate certificate;
  Fixture fixture(tls_options(certificate));
  Client plain = fixture.client();
  plain.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(plain.read().status == 0);
  Client silent = fixture.client();
  CHECK(silent.closed());
  CHECK(fixture.server.stats().requests == 0);
}

TEST_CASE("13 a TLS file that does not load is an error at start") {
  ServerOptions options;
  options.tls_certificate_file = "/nonexistent/cert.pem";
  options.tls_key_file = "/nonexistent/key.pem";
  TestDispatcher dispatcher;
  Server server(options, dispatcher);
  CHECK_THROWS(server.start());
}
