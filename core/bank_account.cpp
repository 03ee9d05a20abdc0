#include "core/bank_account.hpp"

#include <algorithm>
#include <array>

#include "core/iban.hpp"
#include "core/text.hpp"

namespace daybook {
namespace {

constexpr std::size_t kMaxHolderName = 70;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// As banks print and people type it, to what is sent: without blanks (and dashes, where `dashes`), in
/// capitals.
std::string compact(std::string_view text, bool dashes) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || (dashes && c == '-')) continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

/// The faults of one draft, each with its pointer.
class Faults {
 public:
  explicit Faults(std::string_view base) : base_(base) {}
  void add(std::string_view field, std::string_view code, std::string detail) {
    const std::string pointer = base_ + "/" + std::string(field);
    if (!refusal_.detail.empty()) refusal_.detail += "; ";
    refusal_.detail += pointer + " " + detail;
    refusal_.errors.push_back({pointer, std::string(code), std::move(detail)});
  }
  void invalid(std::string_view field, std::string detail) { add(field, "invalid", std::move(detail)); }
  /// The member's value, or "" and a fault.
  std::string_view required(std::string_view field, const std::optional<std::string>& value) {
    if (!value) add(field, "required", "is required for this kind of account");
    return value ? std::string_view(*value) : std::string_view();
  }
  void foreign(std::string_view field, bool present) {
    if (present) invalid(field, "does not belong to this kind of account: leave it out");
  }
  bool any() const { return !refusal_.errors.empty(); }
  Refusal refusal() && { return std::move(refusal_); }

 private:
  std::string base_;
  Refusal refusal_;
};

bool is_ach_country(std::string_view country) {
  constexpr std::array<std::string_view, 6> kServed = {"US", "AS", "GU", "MP", "PR", "VI"};
  return std::find(kServed.begin(), kServed.end(), country) != kServed.end();
}

AchAccount ach_account(const BankAccountDraft& draft, BankAccount& account, Faults& faults) {
  AchAccount ach;
  ach.routing_number = compact(faults.required("routing_number", draft.routing_number), false);
  if (draft.routing_number && !is_routing_number(ach.routing_number))
    faults.invalid("routing_number", "must be an ABA routing number: 9 digits, the last one their checksum");
  ach.account_number = compact(faults.required("account_number", draft.account_number), true);
  const std::string& number = ach.account_number;
  const bool good =
      number.size() >= 4 && number.size() <= 17 &&
      std::all_of(number.begin(), number.end(), [](char c) { return is_digit(c) || is_upper(c); });
  if (draft.account_number && (!good || number.find_first_not_of('0') == std::string::npos))
    faults.invalid("account_number", "must have 4 to 17 digits or letters, not all of them zero");
  if (!draft.account_type) faults.add("account_type", "required", "is required: checking or savings");
  ach.type = draft.account_type.value_or(AchAccountType::checking);
  account.country = draft.country.value_or("US");
  if (!is_ach_country(account.country))
    faults.invalid("country", "must be US or AS, GU, MP, PR, VI: the ACH network serves no other");
  faults.foreign("iban", draft.iban.has_value());
  faults.foreign("bic", draft.bic.has_value());
  return ach;
}

IbanAccount iban_account(const BankAccountDraft& draft, BankAccount& account, Faults& faults) {
  IbanAccount out;
  out.iban = compact(faults.required("iban", draft.iban), false);
  auto fault = iban_fault(out.iban);
  if (draft.iban && fault) faults.invalid("iban", *std::move(fault));
  out.bic = compact(draft.bic.value_or(""), false);
  if (draft.bic && !is_bic(out.bic))
    faults.invalid("bic", "must be a BIC: 8 or 11 characters such as DEUTDEFF or DEUTDEFF500");
  account.country = out.iban.substr(0, 2);
  if (draft.country && *draft.country != account.country)
    faults.invalid("country", "must be the country that the IBAN begins with, or be left out");
  faults.foreign("routing_number", draft.routing_number.has_value());
  faults.foreign("account_number", draft.account_number.has_value());
  faults.foreign("account_type", draft.account_type.has_value());
  return out;
}

}  // namespace

bool is_routing_number(std::string_view text) {
  if (text.size() != 9 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  // First two digits: 01-12 the Federal Reserve districts, 21-32 thrifts, 61-72 electronic. 00 is the
  // government's and 80 traveller's cheques': nobody's account.
  const int prefix = (text[0] - '0') * 10 + (text[1] - '0');
  const bool given_out =
      (prefix >= 1 && prefix <= 12) || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72);
  int sum = 0;
  constexpr std::array<int, 3> kWeights = {3, 7, 1};
  for (std::size_t i = 0; i < text.size(); ++i) sum += (text[i] - '0') * kWeights[i % 3];
  return given_out && sum % 10 == 0;
}

bool is_bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11) return false;
  // The pattern of pain.001.001.03, which is the narrower one of the versions in use: four letters of the
  // bank, two of the country, the place without 0 and 1 in front and O behind.
  const auto letter_or_digit = [](char c) { return is_digit(c) || is_upper(c); };
  return std::all_of(text.begin(), text.begin() + 6, is_upper) && letter_or_digit(text[6]) &&
         text[6] != '0' && text[6] != '1' && letter_or_digit(text[7]) && text[7] != 'O' &&
         std::all_of(text.begin() + 8, text.end(), letter_or_digit);
}

Result<BankAccount> checked_bank_account(const BankAccountDraft& draft, std::string_view base) {
  Faults faults(base);
  BankAccount account;
  account.holder_name = trim(draft.holder_name);
  const auto length = utf8_length(account.holder_name);
  if (!length || *length == 0 || *length > kMaxHolderName ||
      std::any_of(account.holder_name.begin(), account.holder_name.end(), is_control))
    faults.invalid("holder_name", "must have 1 to 70 characters on one line");
  switch (draft.kind) {
    case BankAccountKind::ach:
      account.details = ach_account(draft, account, faults);
      break;
    case BankAccountKind::iban:
      account.details = iban_account(draft, account, faults);
      break;
  }
  if (faults.any()) return refuse(std::move(faults).refusal());
  return account;
}

BankAccountDraft draft_of(const BankAccount& account) {
  BankAccountDraft draft;
  draft.holder_name = account.holder_name;
  draft.country = account.country;
  if (const auto* ach = std::get_if<AchAccount>(&account.details)) {
    draft.kind = BankAccountKind::ach;
    draft.routing_number = ach->routing_number;
    draft.account_number = ach->account_number;
    draft.account_type = ach->type;
  } else {
    const auto& iban = std::get<IbanAccount>(account.details);
    draft.kind = BankAccountKind::iban;
    draft.iban = iban.iban;
    if (!iban.bic.empty()) draft.bic = iban.bic;
  }
  return draft;
}

std::string masked(const BankAccount& account) {
  const auto* ach = std::get_if<AchAccount>(&account.details);
  const std::string& number =
      ach != nullptr ? ach->account_number : std::get<IbanAccount>(account.details).iban;
  return "••••" + number.substr(number.size() - std::min<std::size_t>(4, number.size() / 2));
}

}  // namespace daybook
