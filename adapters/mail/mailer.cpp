#include "adapters/mail/mailer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace daybook::mail {
namespace {

constexpr long kConnectMs = 10'000;
constexpr long kWholeMs = 60'000;

struct Upload {
  std::string_view rest;
  bool ended = false;  ///< curl has all of it, and sends the end of the mail next
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  Upload& upload = *static_cast<Upload*>(from);
  const std::size_t n = std::min(size * count, upload.rest.size());
  std::memcpy(to, upload.rest.data(), n);
  upload.rest.remove_prefix(n);
  if (n == 0) upload.ended = true;
  return n;
}

struct Handle {
  std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), curl_easy_cleanup};
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> to{nullptr, curl_slist_free_all};
  std::array<char, CURL_ERROR_SIZE> fault{};

  Handle() {
    if (!curl) throw std::runtime_error("no memory to send a mail");
  }
  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK)
      throw std::runtime_error("this libcurl cannot send mail over TLS");
  }
};

/// What came of it. `code` is the server's last answer.
Outcome outcome_of(CURLcode result, long code, const Upload& upload) {
  if (result == CURLE_OK) return Outcome::sent;
  if (upload.ended) {
    // 354 is the answer to DATA: nothing was said of the mail.
    if (result != CURLE_WEIRD_SERVER_REPLY || code < 400) return Outcome::unknown_outcome;
    return code < 500 ? Outcome::not_sent : Outcome::refused;
  }
  // MAIL, RCPT or DATA. A login or a greeting that is refused is the operator's to mend.
  return result == CURLE_SEND_ERROR && code >= 500 ? Outcome::refused : Outcome::not_sent;
}

std::string detail_of(CURLcode result, long code, const Handle& handle) {
  const char* why = handle.fault[0] != '\0' ? handle.fault.data() : curl_easy_strerror(result);
  return code == 0 ? why : fmt::format("{} (the server's last answer was {})", why, code);
}

void check(bool good, const char* setting, const std::string& why) {
  if (!good) throw std::invalid_argument(fmt::format("mail.{} {}", setting, why));
}

/// How the server is reached. `url` must outlive the handle.
void connect_with(Handle& handle, const MailSettings& settings, const std::string& url) {
  handle.set(CURLOPT_ERRORBUFFER, handle.fault.data());
  handle.set(CURLOPT_URL, url.c_str());
  handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  handle.set(CURLOPT_PROXY, "");  // the environment's is for the web
  handle.set(CURLOPT_NOSIGNAL, 1L);
  handle.set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  handle.set(CURLOPT_TIMEOUT_MS, kWholeMs);
  handle.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  handle.set(CURLOPT_SSL_VERIFYPEER, 1L);
  handle.set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings.ca_file.empty()) {
    handle.set(CURLOPT_CAINFO, settings.ca_file.c_str());
    handle.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // instead of the system's
  }
  if (!settings.user.empty()) {
    handle.set(CURLOPT_USERNAME, settings.user.c_str());
    handle.set(CURLOPT_PASSWORD, settings.password.c_str());
  }
}

}  // namespace

Mailer::Mailer(MailSettings settings) : settings_(std::move(settings)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::string& url = settings_.url;
  const std::size_t host = url.starts_with("smtps://") ? 8 : url.starts_with("smtp://") ? 7 : 0;
  check(host > 0 && url.size() > host && url.find_first_of("/@?# \t\r\n", host) == std::string::npos, "url",
        "must be \"smtps://host:465\" or \"smtp://host:587\", the latter with STARTTLS");
  const auto from = address_fault(settings_.from);
  check(!from, "from", from.value_or(""));
  const auto reply_to = settings_.reply_to.empty() ? std::nullopt : address_fault(settings_.reply_to);
  check(!reply_to, "reply_to", reply_to.value_or(""));
  check(settings_.user.empty() == settings_.password.empty(), "user",
        "and mail.password must both be there, or neither");
  check(settings_.ca_file.empty() || std::ifstream(settings_.ca_file).good(), "ca_file",
        "cannot be read: " + settings_.ca_file);
  // The path is what we say in EHLO.
  url_ = url + "/" + std::string(domain_of(settings_.from));
}

Sent Mailer::send(const Mail& mail) const {
  if (const auto fault = address_fault(mail.to))
    return {Outcome::refused, "the recipient's address " + *fault};
  const std::string text = message_text(mail, settings_.from, settings_.reply_to);
  Upload upload{text};
  Handle handle;
  handle.to.reset(curl_slist_append(nullptr, mail.to.c_str()));
  connect_with(handle, settings_, url_);
  handle.set(CURLOPT_MAIL_FROM, settings_.from.c_str());
  handle.set(CURLOPT_MAIL_RCPT, handle.to.get());
  handle.set(CURLOPT_UPLOAD, 1L);
  handle.set(CURLOPT_READFUNCTION, give);
  handle.set(CURLOPT_READDATA, static_cast<void*>(&upload));
  const CURLcode result = curl_easy_perform(handle.curl.get());
  long code = 0;
  curl_easy_getinfo(handle.curl.get(), CURLINFO_RESPONSE_CODE, &code);
  const Outcome outcome = outcome_of(result, code, upload);
  return {outcome, outcome == Outcome::sent ? "sent" : detail_of(result, code, handle)};
}

std::optional<std::string> Mailer::unreachable() const {
  Handle handle;
  connect_with(handle, settings_, url_);
  handle.set(CURLOPT_CONNECT_ONLY, 1L);
  const CURLcode result = curl_easy_perform(handle.curl.get());
  if (result == CURLE_OK) return std::nullopt;
  long code = 0;
  curl_easy_getinfo(handle.curl.get(), CURLINFO_RESPONSE_CODE, &code);
  return detail_of(result, code, handle);
}

}  // namespace daybook::mail
