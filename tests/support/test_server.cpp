#include "tests/support/test_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <list>
#include <mutex>
#include <thread>

namespace daybook::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::size_t content_length(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  std::size_t length = 0;
  if (at != std::string::npos) std::from_chars(head.data() + at + 16, head.data() + head.size(), length);
  return length;
}

template <class Stream>
class Served final : public ServedConnection {
 public:
  explicit Served(Stream& stream) : stream_(stream) {}
  std::optional<std::string> request() override {
    boost::system::error_code error;
    const std::size_t head = asio::read_until(stream_, asio::dynamic_buffer(bytes_), "\r\n\r\n", error);
    if (error) return std::nullopt;
    const std::size_t whole = head + content_length(bytes_.substr(0, head));
    if (bytes_.size() < whole)
      asio::read(stream_, asio::dynamic_buffer(bytes_), asio::transfer_exactly(whole - bytes_.size()));
    std::string text = bytes_.substr(0, whole);
    bytes_.erase(0, whole);
    return text;
  }
  void write(std::string_view bytes) override { asio::write(stream_, asio::buffer(bytes)); }
  void swallow(std::size_t n) override {
    std::string gone(n, '\0');
    asio::read(stream_, asio::buffer(gone));
  }

 private:
  Stream& stream_;
  std::string bytes_;
};

}  // namespace

void ServedConnection::answer(std::string_view body, std::string_view status) {
  write("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + std::string(body));
}

class TestServer::Impl {
 public:
  Impl(Serve serve, std::optional<Tls> tls) : serve_(std::move(serve)), tls_wanted_(tls.has_value()) {
    if (tls) prepare(*tls);
    thread_ = std::thread([this] { accept(); });
  }
  ~Impl() {
    ending_ = true;
    boost::system::error_code ignored;
    tcp::socket knock(io_);
    knock.connect(acceptor_.local_endpoint(), ignored);  // a blocking accept hears nothing else
    thread_.join();
    {
      const std::lock_guard lock(mutex_);
      for (auto& one : connections_) one.socket.shutdown(tcp::socket::shutdown_both, ignored);
    }
    for (auto& one : connections_) one.thread.join();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  bool tls() const { return tls_wanted_; }
  int accepted() const { return accepted_; }

 private:
  struct Connection {
    tcp::socket socket;
    std::thread thread;
  };

  void prepare(const Tls& tls) {
    context_.use_certificate_chain_file(tls.certificate.file);
    context_.use_private_key_file(tls.certificate.key, asio::ssl::context::pem);
    if (!tls.only_tls_1_1) return;
    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(context_.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(context_.native_handle(), "DEFAULT@SECLEVEL=0");
  }

  void accept() {
    while (true) {
      boost::system::error_code error;
      tcp::socket socket(io_);
      acceptor_.accept(socket, error);
      if (ending_ || error) return;
      ++accepted_;
      const std::lock_guard lock(mutex_);
      auto& one = connections_.emplace_back(Connection{std::move(socket), {}});
      one.thread = std::thread([this, &one] { serve(one.socket); });
    }
  }

  void serve(tcp::socket& socket) {
    try {
      if (tls_wanted_) {
        asio::ssl::stream<tcp::socket&> stream(socket, context_);
        stream.handshake(asio::ssl::stream_base::server);
        Served<asio::ssl::stream<tcp::socket&>> served(stream);
        serve_(served);
      } else {
        Served<tcp::socket> served(socket);
        serve_(served);
      }
    } catch (const std::exception&) {  // the client's side of the story is what is tested
    }
    const std::lock_guard lock(mutex_);
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_both, ignored);
  }

  const Serve serve_;
  const bool tls_wanted_;
  asio::io_context io_;
  tcp::acceptor acceptor_{io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  asio::ssl::context context_{asio::ssl::context::tls_server};
  std::atomic<bool> ending_{false};
  std::atomic<int> accepted_{0};
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread thread_;
};

TestServer::TestServer(Serve serve, std::optional<Tls> tls)
    : impl_(std::make_unique<Impl>(std::move(serve), std::move(tls))) {}
TestServer::~TestServer() = default;

std::uint16_t TestServer::port() const { return impl_->port(); }
int TestServer::accepted() const { return impl_->accepted(); }
std::string TestServer::url(const std::string& host) const {
  return (impl_->tls() ? "https://" : "http://") + host + ":" + std::to_string(port());
}

}  // namespace daybook::test
