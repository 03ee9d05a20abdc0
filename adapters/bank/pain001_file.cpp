#include "adapters/bank/pain001_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/bank/bank_text.hpp"
#include "adapters/bank/xml_writer.hpp"

namespace daybook::bank {
namespace {

constexpr std::size_t kNameWidth = 70;                       // SEPA's limit; the schema has 140
constexpr std::size_t kRemittanceWidth = 140;                // Max140Text
constexpr std::size_t kIdWidth = 35;                         // Max35Text
constexpr std::int64_t kMaxTotal = 999'999'999'999'999'999;  // totalDigits 18 of amounts and of CtrlSum

// EPC409-09: the countries of the SEPA schemes, by their IBANs.
bool is_sepa(std::string_view country) {
  constexpr auto kArea = std::to_array<std::string_view>(
      {"AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
       "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD",
       "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA"});
  return std::binary_search(kArea.begin(), kArea.end(), country);
}

bool is_sepa(const BankAccount& account) {
  return std::holds_alternative<IbanAccount>(account.details) && is_sepa(account.country);
}

std::optional<Refusal> fault_of(const PaymentFile& file, const Debtor& debtor, const ControlTotals& totals) {
  // ICP has nine decimals, the schema's amounts five at most.
  if (file.currency.str() == "ICP")
    return invalid_field("/currency", "is ICP, which is no currency of ISO 4217: no bank pays it out");
  if (totals.total.value > kMaxTotal)
    return invalid_field("/payouts", "add up to more than the 18 digits of a control sum: split them");
  if (!is_readable(sepa_text(debtor.account.holder_name, kNameWidth)))
    return invalid_field("/debtor/account/holder_name", "must have a Latin letter or digit");
  if (!debtor.initiating_party.empty() && !is_readable(sepa_text(debtor.initiating_party, kNameWidth)))
    return invalid_field("/debtor/initiating_party", "must have a Latin letter or digit");
  if (debtor.organisation_id) {
    const std::string& id = *debtor.organisation_id;
    if (id.empty() || id.size() > kIdWidth || sepa_text(id, kIdWidth) != id)
      return invalid_field("/debtor/organisation_id", "must have 1 to 35 characters of SEPA's set");
  }
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (!is_readable(sepa_text(file.lines[i].account.holder_name, kNameWidth)))
      return invalid_field(fmt::format("/payouts/{}", i),
                           "has an account holder without a Latin letter or digit: banks take no other");
  }
  return std::nullopt;
}

class Writer {
 public:
  Writer(const PaymentFile& file, const Debtor& debtor, Pain001Version version)
      : file_(file), debtor_(debtor), version_(version), message_id_(file.id.str()) {
    std::erase(message_id_, '-');
  }

  MadeFile write(ControlTotals totals) && {
    made_.totals = std::move(totals);
    const std::string_view schema = version_ == Pain001Version::v09 ? "pain.001.001.09" : "pain.001.001.03";
    xml_.open("Document", "xmlns", fmt::format("urn:iso:std:iso:20022:tech:xsd:{}", schema));
    xml_.open("CstmrCdtTrfInitn");
    group_header();
    payment_information();
    xml_.close().close();
    made_.bytes = std::move(xml_).take();
    return std::move(made_);
  }

 private:
  // The order of the elements is the schema's.
  void group_header() {
    xml_.open("GrpHdr").leaf("MsgId", message_id_);
    xml_.leaf("CreDtTm", to_string(file_.created_at).substr(0, 19) + "Z");
    sums();
    const std::string& initiator =
        debtor_.initiating_party.empty() ? debtor_.account.holder_name : debtor_.initiating_party;
    xml_.open("InitgPty").leaf("Nm", sepa_text(initiator, kNameWidth));
    if (debtor_.organisation_id) {
      xml_.open("Id").open("OrgId").open("Othr").leaf("Id", *debtor_.organisation_id);
      xml_.close().close().close();
    }
    xml_.close().close();
  }

  void sums() {
    xml_.leaf("NbOfTxs", std::to_string(made_.totals.count));
    xml_.leaf("CtrlSum", decimal_text(made_.totals.total.value, file_.currency));
  }

  void payment_information() {
    const bool sepa = file_.currency.str() == "EUR" && is_sepa(debtor_.account) &&
                      std::all_of(file_.lines.begin(), file_.lines.end(),
                                  [](const PaymentLine& line) { return is_sepa(line.account); });
    xml_.open("PmtInf").leaf("PmtInfId", message_id_ + "-1").leaf("PmtMtd", "TRF");
    sums();
    if (sepa) xml_.open("PmtTpInf").open("SvcLvl").leaf("Cd", "SEPA").close().close();
    if (version_ == Pain001Version::v09)
      xml_.open("ReqdExctnDt").leaf("Dt", file_.value_date).close();
    else
      xml_.leaf("ReqdExctnDt", file_.value_date);
    xml_.open("Dbtr").leaf("Nm", sepa_text(debtor_.account.holder_name, kNameWidth)).close();
    account("DbtrAcct", debtor_.account);
    xml_.open("DbtrAgt");
    if (!agent(debtor_.account))  // required, but an IBAN says it already: EPC's word for that
      xml_.open("FinInstnId").open("Othr").leaf("Id", "NOTPROVIDED").close().close();
    xml_.close();
    if (sepa) xml_.leaf("ChrgBr", "SLEV");
    for (const PaymentLine& line : file_.lines) transfer(line);
    xml_.close();
  }

  void transfer(const PaymentLine& line) {
    std::string id = end_to_end_id(line.payout);
    xml_.open("CdtTrfTxInf").open("PmtId").leaf("EndToEndId", id).close();
    xml_.open("Amt").leaf("InstdAmt", decimal_text(line.amount.value, file_.currency), "Ccy",
                          file_.currency.str());
    xml_.close();
    if (has_agent(line.account)) {
      xml_.open("CdtrAgt");
      agent(line.account);
      xml_.close();
    }
    xml_.open("Cdtr").leaf("Nm", sepa_text(line.account.holder_name, kNameWidth)).close();
    account("CdtrAcct", line.account);
    if (const std::string text = sepa_text(line.remittance, kRemittanceWidth); !text.empty())
      xml_.open("RmtInf").leaf("Ustrd", text).close();
    xml_.close();
    made_.references.push_back({line.payout, std::move(id)});
  }

  void account(std::string_view element, const BankAccount& account) {
    xml_.open(element).open("Id");
    if (const auto* iban = std::get_if<IbanAccount>(&account.details)) {
      xml_.leaf("IBAN", iban->iban).close();
    } else {
      const auto& ach = std::get<AchAccount>(account.details);
      xml_.open("Othr").leaf("Id", ach.account_number).close().close();
      xml_.open("Tp").leaf("Cd", ach.type == AchAccountType::checking ? "CACC" : "SVGS").close();
    }
    xml_.close();
  }

  static bool has_agent(const BankAccount& account) {
    const auto* iban = std::get_if<IbanAccount>(&account.details);
    return iban == nullptr || !iban->bic.empty();
  }

  /// The account's bank, by BIC or US routing number; false when only the IBAN tells it.
  bool agent(const BankAccount& account) {
    if (!has_agent(account)) return false;
    xml_.open("FinInstnId");
    if (const auto* iban = std::get_if<IbanAccount>(&account.details)) {
      xml_.leaf(version_ == Pain001Version::v09 ? "BICFI" : "BIC", iban->bic);
    } else {
      xml_.open("ClrSysMmbId").open("ClrSysId").leaf("Cd", "USABA").close();
      xml_.leaf("MmbId", std::get<AchAccount>(account.details).routing_number).close();
    }
    xml_.close();
    return true;
  }

  const PaymentFile& file_;
  const Debtor& debtor_;
  Pain001Version version_;
  std::string message_id_;
  XmlWriter xml_;
  MadeFile made_;
};

}  // namespace

Result<MadeFile> pain001_file(const PaymentFile& file, const Debtor& debtor, Pain001Version version) {
  auto totals = control_totals(file);
  if (!totals) return refuse(totals.error());
  if (auto fault = fault_of(file, debtor, *totals)) return refuse(*std::move(fault));
  return Writer(file, debtor, version).write(*std::move(totals));
}

}  // namespace daybook::bank
