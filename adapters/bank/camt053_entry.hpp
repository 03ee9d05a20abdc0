#pragma once
// One entry (<Ntry>) of a camt.053 statement as lines, and the ISO 20022 fields that it is made of. All stop
// with a ReturnFault.

#include <string>
#include <utility>
#include <vector>

#include "adapters/bank/statement_text.hpp"
#include "adapters/bank/xml_reader.hpp"
#include "events/reconciliation/reconciliation_events.hpp"

namespace daybook::bank {

const XmlElement& xml_required(const XmlElement& parent, std::string_view name);
/// <Amt Ccy="EUR">12.50</Amt>; never negative.
std::pair<Minor, Currency> xml_amount(const XmlElement& element);
/// CdtDbtInd: true for CRDT. A reversal's says what it does, not what it reverses.
bool is_credit(const XmlElement& element);
/// The day of a <Dt> or a <DtTm> in a choice of both.
std::string xml_day(const XmlElement& choice);

/// None for an entry that is not booked. `holder` makes the ids of two banks differ.
std::vector<ImportedLine> entry_lines(const XmlElement& entry, const Zone& zone, LineIds& ids,
                                      const std::string& holder);

}  // namespace daybook::bank
