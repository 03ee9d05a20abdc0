#pragma once
// An integrator's server for one test: keeps each webhook that comes, and answers by path as it is told.

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/business.hpp"
#include "tests/support/test_server.hpp"

namespace daybook::test {

struct Arrived {
  std::string path;
  std::string signature;  ///< Daybook-Signature
  std::string event_id;   ///< Daybook-Event-Id
  std::string body;
  std::string whole;

  Json json() const { return Json::parse(body); }
};

class Integrator {
 public:
  /// The statuses that a path answers with, one after the other; the last one for ever. "200 OK" without.
  void answer(const std::string& path, std::vector<std::string> statuses) {
    const std::lock_guard lock(mutex_);
    answers_[path] = std::move(statuses);
  }
  std::string url(const std::string& path) const {
    return fmt::format("http://127.0.0.1:{}{}", server_.port(), path);
  }
  std::vector<Arrived> at(const std::string& path) {
    const std::lock_guard lock(mutex_);
    std::vector<Arrived> found;
    for (const auto& one : arrived_)
      if (one.path == path) found.push_back(one);
    return found;
  }
  /// Waits until as many have come, half a minute at most.
  std::vector<Arrived> wait(const std::string& path, std::size_t wanted) {
    for (int i = 0; i < 300 && at(path).size() < wanted; ++i) pause_ms(100);
    return at(path);
  }
  std::vector<Arrived> all() {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }

 private:
  static std::string header(const std::string& head, const std::string& name) {
    const auto found = head.find("\r\n" + name + ": ");
    if (found == std::string::npos) return "";
    const auto from = found + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
  std::string keep(const std::string& request) {
    const std::lock_guard lock(mutex_);
    Arrived one;
    const auto path = request.find(' ') + 1;
    one.path = request.substr(path, request.find(' ', path) - path);
    one.signature = header(request, "Daybook-Signature");
    one.event_id = header(request, "Daybook-Event-Id");
    one.body = request.substr(request.find("\r\n\r\n") + 4);
    one.whole = request;
    arrived_.push_back(one);
    auto& statuses = answers_[one.path];
    if (statuses.empty()) return "200 OK";
    std::string status = statuses.front();
    if (statuses.size() > 1) statuses.erase(statuses.begin());
    return status;
  }

  std::mutex mutex_;
  std::vector<Arrived> arrived_;
  std::map<std::string, std::vector<std::string>> answers_;
  TestServer server_{[this](ServedConnection& connection) {
    while (const auto request = connection.request()) connection.answer("thanks", keep(*request));
  }};
};

}  // namespace daybook::test
