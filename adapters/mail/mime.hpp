#pragma once
// A mail as the wire has it (RFC 5322, 2045, 2047): plain text in UTF-8, one recipient. Nothing that a person
// typed can become a header or a second recipient.

#include <optional>
#include <string>
#include <string_view>

#include "core/instant.hpp"

namespace daybook::mail {

struct Mail {
  std::string to;
  std::string subject;
  std::string text;
  /// "0192….new_order@example.com": the same for each attempt, so that a mail whose outcome is unknown can be
  /// told from its copy.
  std::string message_id;
  Instant at;
  std::string unsubscribe_url;  ///< "": no List-Unsubscribe
};

/// Why mail cannot be sent to or from this address: "must be …". Only ASCII ones: SMTPUTF8 is not used.
std::optional<std::string> address_fault(std::string_view address);

/// What is behind the "@".
std::string_view domain_of(std::string_view address);

/// The whole message, lines ended by CRLF, none longer than 76 characters but for long ids and addresses.
std::string message_text(const Mail& mail, std::string_view from, std::string_view reply_to);

}  // namespace daybook::mail
