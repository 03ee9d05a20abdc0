#include "adapters/bank/make_payment_file.hpp"

#include "adapters/bank/csv_payment_file.hpp"
#include "adapters/bank/nacha_file.hpp"
#include "adapters/bank/pain001_file.hpp"

namespace daybook::bank {
namespace {

struct Needed {
  const char* name;
  const std::string& value;
};

/// validation_failed naming those that are empty.
std::optional<Refusal> check_set(std::initializer_list<Needed> needed) {
  std::string missing;
  for (const auto& [name, value] : needed)
    if (value.empty()) missing += std::string(missing.empty() ? "" : ", ") + "bank." + name;
  if (missing.empty()) return std::nullopt;
  Refusal refusal;
  refusal.detail = "the configuration lacks what such a file says of us: add " + missing;
  return refusal;
}

Result<MadeFile> make_nacha(const PaymentFile& file, const BankSettings& s) {
  if (auto bad = check_set({{"odfi_routing", s.odfi_routing},
                            {"odfi_name", s.odfi_name},
                            {"company_name", s.company_name},
                            {"company_id", s.company_id}}))
    return refuse(*bad);
  AchOriginator originator;
  originator.odfi_routing = s.odfi_routing;
  originator.odfi_name = s.odfi_name;
  originator.immediate_origin = s.immediate_origin.empty() ? s.company_id : s.immediate_origin;
  originator.company_name = s.company_name;
  originator.company_id = s.company_id;
  originator.entry_description = s.entry_description;
  originator.sec_code = s.sec_code == "PPD" ? SecCode::PPD : SecCode::CCD;
  return nacha_file(file, originator);
}

Result<Debtor> debtor_of(const BankSettings& s) {
  if (s.iban.empty() && s.account_number.empty())
    if (auto bad = check_set({{"company_name", s.company_name}, {"iban", s.iban}})) return refuse(*bad);
  if (s.iban.empty())
    if (auto bad = check_set({{"company_name", s.company_name}, {"odfi_routing", s.odfi_routing}}))
      return refuse(*bad);
  if (auto bad = check_set({{"company_name", s.company_name}})) return refuse(*bad);
  BankAccountDraft draft;
  draft.holder_name = s.account_holder.empty() ? s.company_name : s.account_holder;
  if (!s.iban.empty()) {
    draft.kind = BankAccountKind::iban;
    draft.iban = s.iban;
    if (!s.bic.empty()) draft.bic = s.bic;
  } else {
    draft.routing_number = s.odfi_routing;
    draft.account_number = s.account_number;
    draft.account_type = AchAccountType::checking;
  }
  auto account = checked_bank_account(draft, "/debtor");
  if (!account) return refuse(account.error());
  Debtor debtor;
  debtor.account = std::move(*account);
  debtor.initiating_party = s.company_name;
  if (!s.organisation_id.empty()) debtor.organisation_id = s.organisation_id;
  return debtor;
}

}  // namespace

Result<MadeFile> make_payment_file(const PaymentFile& file, BankFileFormat format,
                                   const BankSettings& settings) {
  switch (format) {
    case BankFileFormat::nacha:
      return make_nacha(file, settings);
    case BankFileFormat::pain001: {
      auto debtor = debtor_of(settings);
      if (!debtor) return refuse(debtor.error());
      return pain001_file(file, *debtor,
                          settings.pain001_version == "03" ? Pain001Version::v03 : Pain001Version::v09);
    }
    case BankFileFormat::csv:
      break;
  }
  return csv_payment_file(file);
}

std::string_view media_type_of(BankFileFormat format) {
  switch (format) {
    case BankFileFormat::nacha:
      return "text/plain; charset=us-ascii";
    case BankFileFormat::pain001:
      return "application/xml";
    case BankFileFormat::csv:
      break;
  }
  return "text/csv; charset=utf-8; header=present";
}

std::string_view file_ending_of(BankFileFormat format) {
  switch (format) {
    case BankFileFormat::nacha:
      return "ach";
    case BankFileFormat::pain001:
      return "xml";
    case BankFileFormat::csv:
      break;
  }
  return "csv";
}

}  // namespace daybook::bank
