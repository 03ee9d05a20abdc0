#pragma once
// A camt.053 document for tests: one statement, entries as they come.

#include <fmt/format.h>

#include <string>
#include <vector>

namespace daybook::test {

struct CamtEntry {
  std::string amount;  ///< "12.50"
  bool credit = true;
  std::string day = "2026-11-21";
  std::string reference = "";  ///< AcctSvcrRef
  std::string end_to_end = "";
  std::string more = "";  ///< further elements of <NtryDtls>
  std::string status = "BOOK";
};

inline std::string camt_balance(const char* code, const std::string& amount, const std::string& day,
                                const std::string& currency) {
  const bool negative = amount.starts_with('-');
  return fmt::format(
      "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{}\">{}</Amt>"
      "<CdtDbtInd>{}</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>\n",
      code, currency, negative ? amount.substr(1) : amount, negative ? "DBIT" : "CRDT", day);
}

inline std::string camt_entry(const CamtEntry& e, const std::string& currency, bool old) {
  return fmt::format(
      "<Ntry><Amt Ccy=\"{}\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts>{}</Sts><BookgDt><Dt>{}</Dt></BookgDt>"
      "<ValDt><Dt>{}</Dt></ValDt>{}<NtryDtls>{}{}</NtryDtls></Ntry>\n",
      currency, e.amount, e.credit ? "CRDT" : "DBIT", old ? e.status : "<Cd>" + e.status + "</Cd>", e.day,
      e.day, e.reference.empty() ? "" : "<AcctSvcrRef>" + e.reference + "</AcctSvcrRef>",
      e.end_to_end.empty()
          ? ""
          : "<TxDtls><Refs><EndToEndId>" + e.end_to_end +
                "</EndToEndId></Refs><RltdPties><Dbtr><Nm>Ada Lovelace</Nm></Dbtr></RltdPties></TxDtls>",
      e.more);
}

inline std::string camt053(const std::string& opening, const std::string& closing,
                           const std::vector<CamtEntry>& entries, bool old = false,
                           const std::string& first = "2026-11-21", const std::string& last = "2026-11-21",
                           const std::string& currency = "EUR") {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
      "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{}\"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>"
      "<CreDtTm>{}T23:00:00</CreDtTm></GrpHdr>\n<Stmt><Id>S1</Id><Acct><Id><IBAN>DE02120300000000202051</"
      "IBAN>"
      "</Id></Acct>\n",
      old ? "02" : "08", last);
  out += camt_balance("OPBD", opening, first, currency) + camt_balance("CLBD", closing, last, currency);
  for (const auto& entry : entries) out += camt_entry(entry, currency, old);
  return out + "</Stmt></BkToCstmrStmt></Document>\n";
}

}  // namespace daybook::test
