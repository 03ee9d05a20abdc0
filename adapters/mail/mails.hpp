#pragma once
// What each mail says: one struct a template. Amounts and times are texts already, so that a template cannot
// miswrite one.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <string>
#include <vector>

namespace daybook::mail {

struct NewOrderItem {
  std::int64_t quantity = 0;
  std::string bank_name;
  std::string date_opened;
  std::string credit_limit;
  std::string total;
};
BOOST_DESCRIBE_STRUCT(NewOrderItem, (), (quantity, bank_name, date_opened, credit_limit, total))

struct NewOrderMail {
  static constexpr const char* kTemplate = "new_order";
  std::string name;
  std::string order_number;
  std::vector<NewOrderItem> items;
  std::string total;
  std::string commission;
  std::string expires_at;
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(NewOrderMail, (),
                      (name, order_number, items, total, commission, expires_at, preferences_url))

struct PayoutCreatedMail {
  static constexpr const char* kTemplate = "payout_created";
  std::string name;
  std::string amount;
  std::string period;  ///< "2026-10-01 to 2026-10-31"
  std::string method;
  std::string payout_id;
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(PayoutCreatedMail, (), (name, amount, period, method, payout_id, preferences_url))

struct PayoutCompletedMail {
  static constexpr const char* kTemplate = "payout_completed";
  std::string name;
  std::string amount;
  std::string method;
  std::string payout_id;
  std::string transaction_id;
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(PayoutCompletedMail, (),
                      (name, amount, method, payout_id, transaction_id, preferences_url))

/// Failed before it was paid, or came back afterwards.
struct PayoutFailedMail {
  static constexpr const char* kTemplate = "payout_failed";
  std::string name;
  std::string amount;
  std::string payout_id;
  bool returned = false;
  std::string return_code;
  std::string reason;
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(PayoutFailedMail, (),
                      (name, amount, payout_id, returned, return_code, reason, preferences_url))

struct HoldPlacedMail {
  static constexpr const char* kTemplate = "hold_placed";
  std::string name;
  std::string order_number;
  std::string amount;
  bool dispute = false;
  std::string reason;  ///< a person's
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(HoldPlacedMail, (), (name, order_number, amount, dispute, reason, preferences_url))

struct HoldReleasedMail {
  static constexpr const char* kTemplate = "hold_released";
  std::string name;
  std::string order_number;
  std::string amount;
  std::string preferences_url;
};
BOOST_DESCRIBE_STRUCT(HoldReleasedMail, (), (name, order_number, amount, preferences_url))

/// To the operator: what waits for a person.
struct OperatorTaskMail {
  static constexpr const char* kTemplate = "operator_task";
  std::string title;   ///< "Refund task: order TLM…"
  std::string detail;  ///< a sentence without personal data
  std::string amount;  ///< "" when it is about none
  std::string task_id;
  std::string since;
};
BOOST_DESCRIBE_STRUCT(OperatorTaskMail, (), (title, detail, amount, task_id, since))

/// All of them: what the templates are tried with.
using AllMails = boost::mp11::mp_list<NewOrderMail, PayoutCreatedMail, PayoutCompletedMail, PayoutFailedMail,
                                      HoldPlacedMail, HoldReleasedMail, OperatorTaskMail>;

}  // namespace daybook::mail
