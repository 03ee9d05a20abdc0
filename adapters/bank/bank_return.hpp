#pragma once
// What a bank's answer says about payments of ours, whatever its format. A reader gives all of it or refuses
// the file whole: validation_failed, detail and error "line 7: cause", pointer "/lines/7" (lines count from
// 1).

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "core/result.hpp"

namespace daybook::bank {

inline constexpr std::size_t kMaxReturnBytes = 10 * 1024 * 1024;  ///< larger files are refused unread

enum class ReturnStatus {
  returned,      ///< NACHA return: money that was sent came back
  rejected,      ///< ISO: the bank will not pay
  accepted,      ///< ISO: settled
  pending,       ///< ISO: on its way, nothing decided
  notification,  ///< NACHA: no money moves. A change of account data (C..), or banks disputing a return
                 ///< (R61-R77)
};
BOOST_DESCRIBE_ENUM(ReturnStatus, returned, rejected, accepted, pending, notification)

/// Whom a status is about: one payment, or all payments of a file of ours (ISO's group or payment
/// information) that no item names by itself.
enum class ReturnScope { payment, file };
BOOST_DESCRIBE_ENUM(ReturnScope, payment, file)

struct BankReturn {
  std::size_t line = 0;
  ReturnScope scope = ReturnScope::payment;
  ReturnStatus status = ReturnStatus::returned;
  /// Of a payment: PaymentReference::reference (trace number or end-to-end id). Of a file: its message id,
  /// which is the file's uuid without dashes.
  std::string original_reference;
  std::string individual_id;  ///< NACHA: individual_id(payout), where the bank kept it; else empty
  std::string code;           ///< "R01", "C05", "AC04"; ISO's status where no reason is given ("ACSC")
  std::string text;           ///< what the code means, and what the bank added
  std::optional<Minor> amount;
  std::optional<Currency> currency;
  std::string
      own_reference;  ///< the bank's own id of this answer: the return's trace number, ISO's StsId; may be ""
  std::string corrected;  ///< of a notification: the corrected data (personal); else empty
  bool operator==(const BankReturn&) const = default;
};

enum class ReturnFormat { nacha, pain002 };
BOOST_DESCRIBE_ENUM(ReturnFormat, nacha, pain002)

struct BankReturnFile {
  ReturnFormat format = ReturnFormat::nacha;
  std::string message_id;  ///< ISO's MsgId; NACHA's creation date, time and modifier
  std::vector<BankReturn> items;
};

/// Refuses the whole file at one line.
inline tl::unexpected<Refusal> refuse_line(std::size_t line, std::string_view cause) {
  Refusal refusal;
  refusal.detail = "line " + std::to_string(line) + ": " + std::string(cause);
  refusal.errors.push_back({"/lines/" + std::to_string(line), "invalid", refusal.detail});
  return refuse(std::move(refusal));
}

}  // namespace daybook::bank
