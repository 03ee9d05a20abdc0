#pragma once
// Which mails a fact calls for, and what they say. Both are pure: that a mail is owed can be recorded without
// personal data; address and name are opened when it is written, and stand in no log.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/mail/mime.hpp"
#include "adapters/mail/templates.hpp"
#include "adapters/postgres/person_keys.hpp"
#include "core/period.hpp"
#include "events/ledger/ledger_state.hpp"

namespace daybook::mail {

enum class NoticeKind {
  new_order,
  payout_created,
  payout_completed,
  payout_failed,  ///< also one that the bank sent back
  hold_placed,
  hold_released,
  refund_task,      ///< to the operator
  unapplied_money,  ///< to the operator
  given_up_effect,  ///< to the operator
  failed_webhook,   ///< to the operator
};
BOOST_DESCRIBE_ENUM(NoticeKind, new_order, payout_created, payout_completed, payout_failed, hold_placed,
                    hold_released, refund_task, unapplied_money, given_up_effect, failed_webhook)

struct Notice {
  NoticeKind kind = NoticeKind::new_order;
  std::optional<BrokerId> payee;  ///< absent: to the operator
};

/// The mails that this fact calls for: none or one. Whether the payee wants it is asked when it is written.
std::optional<Notice> notice_of(const Recorded& recorded);

/// Whether whoever chose so gets mails of this kind. The operator's are not for choice.
bool wants(const NotificationPreferences& preferences, NoticeKind kind);

/// Who gets a payee's mails, in the clear: never to be logged.
struct Recipient {
  std::string address;
  std::string name;
  NotificationPreferences wants;
};
/// Nothing for a payee who was erased, or is none.
std::optional<Recipient> recipient_of(const BrokerState* broker, const PayeeState* payee,
                                      const KeyLookup& keys);

/// What writing a mail needs beside the fact.
struct NoticeSource {
  std::function<std::optional<Recipient>(const BrokerId&)> payee;
  std::function<std::string(const OrderId&)> order_number;  ///< asked for holds and tasks alone
  std::string operator_to;                                  ///< MailSettings
  std::string preferences_url;                              ///< MailSettings
  std::string domain;                                       ///< of the sender's address, for Message-IDs
  Zone zone;                                                ///< of days
};

/// The mail; nothing when nobody is to get it: erased, not wanted, or no operator's address. `recorded` is
/// the fact that called for it. The same input gives the same mail.
std::optional<Mail> mail_of(const Notice& notice, const Recorded& recorded, const NoticeSource& source,
                            const Templates& templates);

}  // namespace daybook::mail
