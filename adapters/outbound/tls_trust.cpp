#include "adapters/outbound/tls_trust.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ssl/error.hpp>
#include <stdexcept>

namespace daybook::outbound {
namespace {

namespace ssl = boost::asio::ssl;

std::string certificate_trouble(long verdict, const BaseUrl& url) {
  const std::string whose = "the certificate of " + url.host;
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return whose + " is for another name: correct the address, or have the server present the right one";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return whose + " has expired: it must be renewed there (or this machine's clock is wrong)";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not valid yet: this machine's clock is wrong, or the server's certificate is";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return whose + " is self-signed: when that is right, name its authority's file as ca_file";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return whose +
             " is signed by an authority that is not trusted here: install ca-certificates, or name the "
             "authority's file as ca_file";
    default:
      return whose + " is not accepted (" + X509_verify_cert_error_string(verdict) + ")";
  }
}

}  // namespace

ssl::context tls_context(const std::string& ca_file) {
  ssl::context context(ssl::context::tls_client);
  if (SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) != 1)
    throw std::runtime_error("OpenSSL cannot be told to speak TLS 1.2 or later only");
  boost::system::error_code error;
  if (ca_file.empty()) {
    context.set_default_verify_paths(error);
    if (error) throw std::runtime_error("the system's certificate authorities cannot be read");
  } else {
    context.load_verify_file(ca_file, error);
    if (error) throw std::runtime_error("ca_file " + ca_file + " cannot be read as PEM: " + error.message());
  }
  context.set_verify_mode(ssl::verify_peer);
  return context;
}

void expect_host(SSL* connection, const BaseUrl& url) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(connection);
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  // A name is sent along (SNI); an address must not be (RFC 6066).
  const bool bound = url.literal ? X509_VERIFY_PARAM_set1_ip_asc(rules, url.host.c_str()) == 1
                                 : SSL_set1_host(connection, url.host.c_str()) == 1 &&
                                       SSL_set_tlsext_host_name(connection, url.host.c_str()) == 1;
  if (!bound) throw std::runtime_error("OpenSSL cannot bind a connection to " + url.host);
}

Failure handshake_failure(SSL* connection, const boost::system::error_code& error, const BaseUrl& url) {
  if (error.category() != boost::asio::error::get_ssl_category())
    return {Trouble::not_sent, "the TLS handshake with " + url.host + " was cut: " + error.message()};
  if (const long verdict = SSL_get_verify_result(connection); verdict != X509_V_OK)
    return {Trouble::refused, certificate_trouble(verdict, url)};
  switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return {Trouble::refused,
              url.host + " speaks nothing newer than TLS 1.1: it must offer TLS 1.2 or 1.3"};
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
      return {Trouble::refused, url.origin() +
                                    " does not speak TLS: correct the port, or write http:// where "
                                    "unprotected calls are meant"};
    case SSL_R_TLSV1_ALERT_INTERNAL_ERROR:
      return {Trouble::not_sent, url.host + " had trouble of its own during the TLS handshake"};
    default:
      return {Trouble::refused, "the TLS handshake with " + url.host + " failed: " + error.message()};
  }
}

}  // namespace daybook::outbound
