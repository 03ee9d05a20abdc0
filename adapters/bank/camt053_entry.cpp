#include "adapters/bank/camt053_entry.hpp"

#include <algorithm>

#include "adapters/bank/return_fault.hpp"

namespace daybook::bank {
namespace {

/// BOOK in <Sts>, or since version .08 in <Sts><Cd>.
bool is_booked(const XmlElement& entry) {
  const XmlElement& status = xml_required(entry, "Sts");
  const XmlElement* code = status.child("Cd");
  return (code == nullptr ? status.text : code->text) == "BOOK";
}

void add_reference(std::vector<std::string>& out, const XmlElement* element) {
  if (element == nullptr) return;
  const auto kept = kept_reference(element->text);
  if (kept && std::find(out.begin(), out.end(), *kept) == out.end()) out.push_back(*kept);
}

/// The ids that our files give a payment or a batch, and the bank's own.
void add_references(std::vector<std::string>& out, const XmlElement* parent) {
  if (parent == nullptr) return;
  for (const char* name : {"EndToEndId", "TxId", "InstrId", "PmtInfId", "MsgId", "AcctSvcrRef"})
    add_reference(out, parent->child(name));
}

/// The payment's own amount: since version .08 in it, before that in its details.
const XmlElement* amount_of(const XmlElement& payment) {
  if (const XmlElement* own = payment.child("Amt")) return own;
  const XmlElement* details = payment.child("AmtDtls");
  const XmlElement* booked = details == nullptr ? nullptr : details->child("TxAmt");
  return booked == nullptr ? nullptr : booked->child("Amt");
}

struct Payments {
  std::vector<const XmlElement*> all;
  std::vector<const XmlElement*> batches;
};
Payments payments_of(const XmlElement& entry) {
  Payments out;
  for (const XmlElement* details : entry.all("NtryDtls")) {
    if (const XmlElement* batch = details->child("Btch")) out.batches.push_back(batch);
    for (const XmlElement* payment : details->all("TxDtls")) out.all.push_back(payment);
  }
  return out;
}

/// The signed amounts of an entry's payments if they sum to the entry's; nothing else.
std::vector<Minor> parts_of(const std::vector<const XmlElement*>& payments, const ImportedLine& whole,
                            bool credit) {
  std::vector<Minor> parts;
  Minor total;
  if (payments.size() < 2) return {};
  for (const XmlElement* payment : payments) {
    const XmlElement* element = amount_of(*payment);
    if (element == nullptr) return {};
    const auto [amount, currency] = xml_amount(*element);
    if (currency != whole.currency) return {};
    const bool in = payment->child("CdtDbtInd") == nullptr ? credit : is_credit(*payment);
    parts.push_back(in ? amount : -amount);
    total += parts.back();
  }
  return total == whole.amount ? parts : std::vector<Minor>{};
}

std::string id_of(const XmlElement& entry, const ImportedLine& line) {
  const XmlElement* own = entry.child("AcctSvcrRef");
  if (own != nullptr)
    if (const auto kept = kept_reference(own->text)) return *kept;
  std::vector<std::string> parts{to_string(line.at), std::to_string(line.amount.value), line.currency.str()};
  parts.insert(parts.end(), line.references.begin(), line.references.end());
  return LineIds::digest(parts);
}

}  // namespace

const XmlElement& xml_required(const XmlElement& parent, std::string_view name) {
  const XmlElement* child = parent.child(name);
  if (child == nullptr) fail_at(parent.line, "<{}> lacks <{}>", parent.name, name);
  return *child;
}

std::pair<Minor, Currency> xml_amount(const XmlElement& element) {
  const auto code = element.attributes.find("Ccy");
  if (code == element.attributes.end()) fail_at(element.line, "<Amt> lacks its currency, Ccy");
  const Currency currency = currency_in(code->second, element.line);
  if (element.text.starts_with('-') || element.text.starts_with('+'))
    fail_at(element.line, "<Amt> has a sign: <CdtDbtInd> tells it");
  return {signed_amount(element.text, currency, element.line, "<Amt>"), currency};
}

bool is_credit(const XmlElement& element) {
  const XmlElement& mark = xml_required(element, "CdtDbtInd");
  if (mark.text != "CRDT" && mark.text != "DBIT") fail_at(mark.line, "<CdtDbtInd> is neither CRDT nor DBIT");
  return mark.text == "CRDT";
}

std::string xml_day(const XmlElement& choice) {
  for (const char* name : {"Dt", "DtTm"})
    if (const XmlElement* found = choice.child(name)) return found->text.substr(0, 10);
  fail_at(choice.line, "<{}> has neither <Dt> nor <DtTm>", choice.name);
}

std::vector<ImportedLine> entry_lines(const XmlElement& entry, const Zone& zone, LineIds& ids,
                                      const std::string& holder) {
  if (!is_booked(entry)) return {};
  ImportedLine whole;
  const auto [amount, currency] = xml_amount(xml_required(entry, "Amt"));
  const bool credit = is_credit(entry);
  whole.currency = currency;
  whole.amount = whole.net = credit ? amount : -amount;
  whole.type = "entry";
  const std::string day = xml_day(xml_required(entry, "BookgDt"));
  whole.at = day_start(day, zone, entry.line, "<BookgDt>");
  if (const XmlElement* value = entry.child("ValDt")) {
    whole.value_date = xml_day(*value);
    day_start(*whole.value_date, zone, value->line, "<ValDt>");
  }
  const Payments payments = payments_of(entry);
  const auto parts = parts_of(payments.all, whole, credit);
  std::vector<ImportedLine> lines(std::max<std::size_t>(parts.size(), 1), whole);
  for (const XmlElement* batch : payments.batches)
    if (parts.empty()) add_references(lines.front().references, batch);
  for (std::size_t i = 0; i < payments.all.size(); ++i)
    add_references(lines[parts.empty() ? 0 : i].references, payments.all[i]->child("Refs"));
  add_reference(lines.front().references, entry.child("AcctSvcrRef"));
  const std::string prefix = id_prefix(holder);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!parts.empty()) lines[i].amount = lines[i].net = parts[i];
    lines[i].line_id = ids.unique(day, prefix + id_of(entry, lines[i]));
  }
  return lines;
}

}  // namespace daybook::bank
