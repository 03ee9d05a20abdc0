#include "adapters/bank/camt053_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/bank/bank_return.hpp"
#include "adapters/bank/camt053_entry.hpp"
#include "adapters/bank/return_fault.hpp"
#include "adapters/bank/statement_text.hpp"

namespace daybook::bank {
namespace {

constexpr std::string_view kNamespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

bool is_known(std::string_view version) { return version.size() == 2 && version >= "02" && version <= "13"; }

class StatementReader {
 public:
  StatementReader(const XmlElement& element, const Zone& zone) : element_(element), zone_(zone) {}

  ReadStatement read() {
    read_account();
    read_balances();
    for (const XmlElement* entry : element_.all("Ntry"))
      for (auto& line : entry_lines(*entry, zone_, ids_, out_.holder)) add(*entry, std::move(line));
    std::stable_sort(out_.lines.begin(), out_.lines.end(),
                     [](const ImportedLine& a, const ImportedLine& b) { return a.at < b.at; });
    read_period();
    return std::move(out_);
  }

 private:
  void add(const XmlElement& entry, ImportedLine line) {
    if (out_.balance && line.currency != out_.balance->currency)
      fail_at(entry.line, "is in {}, but the balances are in {}", line.currency.str(),
              out_.balance->currency.str());
    out_.lines.push_back(std::move(line));
  }

  void read_account() {
    const XmlElement& id = xml_required(xml_required(element_, "Acct"), "Id");
    if (const XmlElement* iban = id.child("IBAN")) out_.holder = holder_of(iban->text);
    if (const XmlElement* other = id.child("Othr")) out_.holder = holder_of(xml_required(*other, "Id").text);
    if (out_.holder.empty()) fail_at(id.line, "<Id> of <Acct> has neither <IBAN> nor <Othr>");
  }

  /// OPBD, or else PRCD (the closing balance of the statement before), and CLBD.
  void read_balances() {
    std::optional<Minor> opening, previous, closing;
    std::optional<Currency> currency;
    for (const XmlElement* balance : element_.all("Bal")) {
      const XmlElement* code = xml_required(xml_required(*balance, "Tp"), "CdOrPrtry").child("Cd");
      if (code == nullptr) continue;
      auto* kept = code->text == "OPBD"   ? &opening
                   : code->text == "PRCD" ? &previous
                   : code->text == "CLBD" ? &closing
                                          : nullptr;
      if (kept == nullptr) continue;
      const auto [amount, unit] = xml_amount(xml_required(*balance, "Amt"));
      if (*kept) fail_at(balance->line, "tells the balance {} twice", code->text);
      if (currency && *currency != unit) fail_at(balance->line, "the balances are in two currencies");
      currency = unit;
      *kept = is_credit(*balance) ? amount : -amount;
      days_.push_back(xml_day(xml_required(*balance, "Dt")));
    }
    if (!opening) opening = previous;
    if (!opening || !closing)
      fail_at(element_.line, "<Stmt> lacks its {} balance ({})", opening ? "closing" : "opening",
              opening ? "CLBD" : "OPBD");
    out_.balance = ImportedBalance{*currency, *opening, *closing};
  }

  /// What the statement says it is about, or else from its first day to its last.
  void read_period() {
    for (const auto& line : out_.lines) days_.push_back(zone_.day_of(line.at));
    const auto [first, last] = std::minmax_element(days_.begin(), days_.end());
    std::string from = *first, to = *last;
    // An opening balance may be dated with the day before its first entry.
    if (!out_.lines.empty()) from = zone_.day_of(out_.lines.front().at);
    if (const XmlElement* period = element_.child("FrToDt")) {
      from = xml_required(*period, "FrDtTm").text.substr(0, 10);
      to = std::max(to, xml_required(*period, "ToDtTm").text.substr(0, 10));
    }
    out_.period_start = day_start(from, zone_, element_.line, "the statement's first day");
    day_start(to, zone_, element_.line, "the statement's last day");
    out_.period_end = *zone_.end_of(to);
    if (!out_.lines.empty() && out_.lines.front().at < out_.period_start)
      fail_at(element_.line, "<FrToDt> begins behind its first entry");
  }

  const XmlElement& element_;
  const Zone& zone_;
  LineIds ids_;
  std::vector<std::string> days_;
  ReadStatement out_;
};

}  // namespace

Result<std::vector<ReadStatement>> read_camt053(std::string_view bytes, const Zone& zone) {
  const auto root = read_xml(bytes);
  if (!root) return refuse(root.error());
  try {
    if (root->name != "Document" || !root->space.starts_with(kNamespace) ||
        !is_known(std::string_view(root->space).substr(kNamespace.size())))
      fail_at(root->line, "is no <Document> of {}02 to 13", kNamespace);
    const auto statements = xml_required(*root, "BkToCstmrStmt").all("Stmt");
    if (statements.empty()) fail_at(root->line, "the document has no <Stmt>");
    std::vector<ReadStatement> out;
    for (const XmlElement* statement : statements) out.push_back(StatementReader(*statement, zone).read());
    return out;
  } catch (const ReturnFault& fault) {
    return refuse_line(fault.line, fault.cause);
  }
}

}  // namespace daybook::bank
