#pragma once
// Sending mail through the operator's SMTP server, over TLS only: from the first byte (smtps) or by STARTTLS
// (smtp), with the certificate verified.

#include <optional>
#include <string>

#include "adapters/mail/mail_settings.hpp"
#include "adapters/mail/mime.hpp"

namespace daybook::mail {

enum class Outcome {
  sent,             ///< the server took it
  not_sent,         ///< nothing was taken: try later
  unknown_outcome,  ///< the whole mail went out and no answer came: it may arrive; another attempt has its
                    ///< Message-ID
  refused           ///< for good (5xx): the address, or the mail itself
};

struct Sent {
  Outcome outcome = Outcome::not_sent;
  std::string detail;  ///< for operators: no addresses, no names, no texts
};

class Mailer {
 public:
  /// Throws std::invalid_argument naming the setting that cannot be used.
  explicit Mailer(MailSettings settings);

  /// Blocking, a minute at most; safe from any thread.
  Sent send(const Mail& mail) const;
  /// Connects, verifies the certificate and logs in, and sends nothing; what is wrong, or nothing.
  std::optional<std::string> unreachable() const;

 private:
  MailSettings settings_;
  std::string url_;
};

}  // namespace daybook::mail
