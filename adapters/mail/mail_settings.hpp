#pragma once
// What the operator says about outgoing mail.

#include <string>

namespace daybook {

struct MailSettings {
  std::string url;   ///< "smtps://host:465" (TLS at once), "smtp://host:587" (STARTTLS); "": no mail is sent
  std::string user;  ///< "": no login
  std::string password;
  std::string from;             ///< "payouts@example.com"
  std::string reply_to;         ///< "": none
  std::string ca_file;          ///< PEM; "" = the system's store
  std::string templates;        ///< a folder whose *.mustache files go before ours; "": none
  std::string operator_to;      ///< who hears of what waits for a person; "": nobody
  std::string preferences_url;  ///< where a payee stops mails; "": the mail says to answer it
};

}  // namespace daybook
