#pragma once
// A payee's bank account, checked before anything is stored or paid: a US account by ABA routing number, or
// an IBAN. Personal data: it is stored sealed and shown by its mask only.

#include <boost/describe.hpp>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.hpp"

namespace daybook {

enum class BankAccountKind { ach, iban };
BOOST_DESCRIBE_ENUM(BankAccountKind, ach, iban)

enum class AchAccountType { checking, savings };
BOOST_DESCRIBE_ENUM(AchAccountType, checking, savings)

/// An account as a person types it, and the shape in which one is sealed. Which members are required follows
/// from the kind: routing_number, account_number and account_type of an ach account, iban of the other one.
struct BankAccountDraft {
  BankAccountKind kind = BankAccountKind::ach;
  std::string holder_name;
  std::optional<std::string> country;  ///< ISO 3166, two letters; read from the account when absent
  std::optional<std::string> routing_number;
  std::optional<std::string> account_number;
  std::optional<AchAccountType> account_type;
  std::optional<std::string> iban;
  std::optional<std::string> bic;
};
BOOST_DESCRIBE_STRUCT(BankAccountDraft, (),
                      (kind, holder_name, country, routing_number, account_number, account_type, iban, bic))

struct AchAccount {
  std::string routing_number;  ///< 9 digits, ABA checksum right
  std::string account_number;  ///< 4-17 letters and digits, without blanks and dashes
  AchAccountType type = AchAccountType::checking;
  auto operator<=>(const AchAccount&) const = default;
};

struct IbanAccount {
  std::string iban;  ///< upper case, without blanks
  std::string bic;   ///< 8 or 11 characters, or empty
  auto operator<=>(const IbanAccount&) const = default;
};

struct BankAccount {
  std::string holder_name;  ///< 1-70 code points of UTF-8, trimmed (70: ISO 20022's Max70Text of SEPA)
  std::string country;      ///< of the account: US or a territory that the ACH network serves, or the IBAN's
  std::variant<AchAccount, IbanAccount> details;
  auto operator<=>(const BankAccount&) const = default;
};

/// The account, with blanks removed and letters raised; or validation_failed with every faulty field
/// ("<base>/iban" ...), whose words never repeat what was typed.
Result<BankAccount> checked_bank_account(const BankAccountDraft& draft, std::string_view base = "");
/// The same account as a draft, for sealing: checked_bank_account(draft_of(a)) == a.
BankAccountDraft draft_of(const BankAccount& account);

/// "••••1234": the last four characters; of an account number under eight characters, only its second half.
std::string masked(const BankAccount& account);

/// 9 digits in a range that the ABA gives out, whose sum weighted 3-7-1 is a multiple of 10.
bool is_routing_number(std::string_view text);
/// 8 or 11 upper-case characters as ISO 9362 writes them.
bool is_bic(std::string_view text);

}  // namespace daybook
