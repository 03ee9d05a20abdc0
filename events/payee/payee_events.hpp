#pragma once
// Where a payee's money goes, and who the payee is to the tax office. Bank details and tax ids are in the log
// only as ciphertext under the person's key. Source: the programme's payout rules ("two people, a change
// delays the payout").

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/instant.hpp"
#include "core/period.hpp"
#include "core/uuid.hpp"
#include "events/sealed.hpp"

namespace daybook {

enum class PayoutAccountKind { ach, iban };
BOOST_DESCRIBE_ENUM(PayoutAccountKind, ach, iban)

struct PayoutAccountProposed {
  AccountChangeId change_id;
  BrokerId payee;
  PersonId person_id;  ///< whose key seals `account`
  PayoutAccountKind kind = PayoutAccountKind::ach;
  Sealed account;           ///< JSON of the bank account
  std::string proposed_by;  ///< admin id: may not approve it
};
BOOST_DESCRIBE_STRUCT(PayoutAccountProposed, (), (change_id, payee, person_id, kind, account, proposed_by))

struct PayoutAccountApproved {
  AccountChangeId change_id;
  BrokerId payee;
  std::string approved_by;
  Instant payable_from;  ///< nothing is paid to it before
};
BOOST_DESCRIBE_STRUCT(PayoutAccountApproved, (), (change_id, payee, approved_by, payable_from))

struct PayoutAccountWithdrawn {
  AccountChangeId change_id;
  BrokerId payee;
  std::string reason;
  std::string withdrawn_by;
};
BOOST_DESCRIBE_STRUCT(PayoutAccountWithdrawn, (), (change_id, payee, reason, withdrawn_by))

enum class TinKind { SSN, EIN, ITIN };
BOOST_DESCRIBE_ENUM(TinKind, SSN, EIN, ITIN)

/// A signed W-9: who the payee is to the IRS.
struct TaxFormRecorded {
  TaxFormId form_id;
  BrokerId payee;
  PersonId person_id;
  TinKind tin_kind = TinKind::EIN;
  Sealed tin;
  Sealed legal_name;
  std::string classification;  ///< federal tax classification, W-9 line 3: "individual", "c_corporation" …
  Day signed_on;
  std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(TaxFormRecorded, (),
                      (form_id, payee, person_id, tin_kind, tin, legal_name, classification, signed_on,
                       recorded_by))

/// Of which of their affairs a payee hears by mail: whole, as it now stands. Of all, until they say
/// otherwise.
struct NotificationPreferencesChanged {
  BrokerId payee;
  bool new_order = true;
  bool payout = true;
  bool hold = true;
};
BOOST_DESCRIBE_STRUCT(NotificationPreferencesChanged, (), (payee, new_order, payout, hold))

}  // namespace daybook
