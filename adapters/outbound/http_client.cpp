#include "adapters/outbound/http_client.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "adapters/outbound/base_url.hpp"
#include "adapters/outbound/outbound_connection.hpp"
#include "adapters/outbound/request_text.hpp"
#include "adapters/outbound/tls_trust.hpp"

namespace daybook::outbound {
namespace {

constexpr std::chrono::seconds kMostIdle{50};  // servers commonly close after 60

BaseUrl url_of(const Settings& settings) {
  auto url = parse_base_url(settings.base_url);
  if (!url) throw std::invalid_argument("the address of an API " + url.error());
  return *std::move(url);
}

bool harmless(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

}  // namespace

std::optional<std::string_view> Response::header(std::string_view name) const {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (const auto& [found, value] : headers)
    if (found.size() == name.size() && std::equal(found.begin(), found.end(), name.begin(),
                                                  [&](char a, char b) { return lower(a) == lower(b); }))
      return value;
  return std::nullopt;
}

class HttpClient::Impl {
 public:
  explicit Impl(Settings settings) : settings_(std::move(settings)), url_(url_of(settings_)) {
    if (settings_.most_connections == 0) throw std::invalid_argument("most_connections must be at least 1");
    if (url_.tls) tls_.emplace(tls_context(settings_.ca_file));
  }

  tl::expected<Response, Failure> send(const Request& request) {
    const auto fail = [&](Trouble trouble, const std::string& why) {
      return tl::unexpected(Failure{trouble, request.method + " " + url_.origin() + ": " + why});
    };
    const auto text = request_text(url_, request);
    if (!text)
      return tl::unexpected(
          Failure{Trouble::refused, "the request to " + url_.origin() + " cannot be sent: " + text.error()});
    const Deadline deadline = std::chrono::steady_clock::now() + patience(request);
    Place place(*this);
    if (!place.take(deadline)) return fail(Trouble::not_sent, "all connections are busy");
    for (bool again = false;; again = true) {
      auto connection = again ? nullptr : idle();
      const bool kept = connection != nullptr;
      if (!kept) {
        connection = std::make_unique<OutboundConnection>(url_, tls_ ? &*tls_ : nullptr);
        ++made_;
        if (const auto failure = connection->open(settings_, deadline))
          return fail(failure->trouble, failure->detail);
      }
      auto answer = connection->exchange(*text, request.method == "HEAD", settings_.most_body, deadline);
      if (answer) {
        if (connection->keep()) put_back(std::move(connection));
        return *std::move(answer);
      }
      const Cut& cut = answer.error();
      // A kept connection may have been closed while the request was on its way. Of anything but a read,
      // nobody can tell then whether it was carried out: the same silence follows a crash after the work.
      const bool stale = kept && cut.closed && (cut.nothing_sent || harmless(request));
      if (!stale) return fail(cut.nothing_sent ? Trouble::not_sent : Trouble::unknown_outcome, cut.why);
    }
  }

  std::size_t made() const { return made_; }

 private:
  /// One of the most_connections that may be in use at once.
  class Place {
   public:
    explicit Place(Impl& impl) : impl_(impl) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool take(Deadline deadline) {
      std::unique_lock lock(impl_.mutex_);
      taken_ = impl_.freed_.wait_until(lock, deadline,
                                       [&] { return impl_.in_use_ < impl_.settings_.most_connections; });
      if (taken_) ++impl_.in_use_;
      return taken_;
    }
    ~Place() {
      if (!taken_) return;
      {
        const std::lock_guard lock(impl_.mutex_);
        --impl_.in_use_;
      }
      impl_.freed_.notify_one();
    }

   private:
    Impl& impl_;
    bool taken_ = false;
  };

  std::chrono::milliseconds patience(const Request& request) const {
    return request.timeout.count() > 0 ? std::min(request.timeout, settings_.timeout) : settings_.timeout;
  }

  /// The kept connection used last that is still good; those that are not are closed.
  std::unique_ptr<OutboundConnection> idle() {
    const auto oldest = std::chrono::steady_clock::now() - kMostIdle;
    while (true) {
      std::unique_ptr<OutboundConnection> found;
      {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return nullptr;
        found = std::move(idle_.back());
        idle_.pop_back();
      }
      if (found->last_used >= oldest && found->quiet()) return found;
    }
  }

  void put_back(std::unique_ptr<OutboundConnection> connection) {
    connection->last_used = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (idle_.size() < settings_.most_connections) idle_.push_back(std::move(connection));
  }

  const Settings settings_;
  const BaseUrl url_;
  std::optional<boost::asio::ssl::context> tls_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t in_use_ = 0;
  std::vector<std::unique_ptr<OutboundConnection>> idle_;  ///< the one used last at the end
  std::atomic<std::size_t> made_{0};
};

HttpClient::HttpClient(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

tl::expected<Response, Failure> HttpClient::send(const Request& request) { return impl_->send(request); }
std::size_t HttpClient::connections_made() const { return impl_->made(); }

}  // namespace daybook::outbound
