#include "adapters/bank/return_codes.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace daybook::bank {
namespace {

struct Row {
  std::string_view code;
  std::string_view text;
};

constexpr auto kReturns = std::to_array<Row>({
    {"R01", "insufficient funds"},
    {"R02", "account closed"},
    {"R03", "no account, or not the holder's"},
    {"R04", "invalid account number"},
    {"R05", "unauthorized debit to a consumer account with a corporate code"},
    {"R06", "returned at the originating bank's request"},
    {"R07", "authorization revoked by the customer"},
    {"R08", "payment stopped"},
    {"R09", "uncollected funds"},
    {"R10", "customer says the originator is unknown or not authorized"},
    {"R11", "customer says the entry is not as authorized"},
    {"R12", "account sold to another bank"},
    {"R13", "invalid routing number"},
    {"R14", "representative payee deceased or unable to act"},
    {"R15", "account holder or beneficiary deceased"},
    {"R16", "account frozen, or entry returned by order of OFAC"},
    {"R17", "file record fails the bank's edits, or questionable account"},
    {"R18", "improper effective entry date"},
    {"R19", "amount field error"},
    {"R20", "non-transaction account"},
    {"R21", "invalid company identification"},
    {"R22", "invalid individual id number"},
    {"R23", "credit refused by the receiver"},
    {"R24", "duplicate entry"},
    {"R25", "addenda error"},
    {"R26", "mandatory field error"},
    {"R27", "trace number error"},
    {"R28", "routing number check digit error"},
    {"R29", "corporate customer says not authorized"},
    {"R30", "bank takes no part in check truncation"},
    {"R31", "permissible return of a corporate entry"},
    {"R32", "receiving bank cannot settle"},
    {"R33", "return of a destroyed check entry"},
    {"R34", "receiving bank's participation limited"},
    {"R35", "return of an improper debit"},
    {"R36", "return of an improper credit"},
    {"R37", "source document presented for payment"},
    {"R38", "stop payment on the source document"},
    {"R39", "improper source document, or source document presented"},
    {"R40", "return of an enrollment entry by a government agency"},
    {"R41", "invalid transaction code"},
    {"R42", "routing number or check digit error"},
    {"R43", "invalid account number"},
    {"R44", "invalid individual id number"},
    {"R45", "invalid individual or company name"},
    {"R46", "invalid representative payee indicator"},
    {"R47", "duplicate enrollment"},
    {"R50", "state law affecting re-presented checks"},
    {"R51", "re-presented check entry ineligible or improper"},
    {"R52", "stop payment on a re-presented check"},
    {"R53", "item and entry both presented for payment"},
    {"R61", "misrouted return"},
    {"R62", "return of an erroneous or reversing debit"},
    {"R67", "duplicate return"},
    {"R68", "untimely return"},
    {"R69", "field error in a return"},
    {"R70", "permissible return not accepted, or not requested"},
    {"R71", "misrouted dishonored return"},
    {"R72", "untimely dishonored return"},
    {"R73", "timely original return"},
    {"R74", "corrected return"},
    {"R75", "return not a duplicate"},
    {"R76", "no errors found in the original return"},
    {"R77", "dishonored return not accepted"},
    {"R80", "cross-border coding error"},
    {"R81", "bank takes no part in the cross-border programme"},
    {"R82", "invalid foreign receiving bank"},
    {"R83", "foreign receiving bank cannot settle"},
    {"R84", "entry not processed by the gateway"},
    {"R85", "incorrectly coded outbound international payment"},
});

constexpr auto kChanges = std::to_array<Row>({
    {"C01", "account number wrong"},
    {"C02", "routing number wrong"},
    {"C03", "routing and account number wrong"},
    {"C04", "individual or company name wrong"},
    {"C05", "transaction code wrong: checking or savings"},
    {"C06", "account number and transaction code wrong"},
    {"C07", "routing number, account number and transaction code wrong"},
    {"C08", "foreign receiving bank's identification wrong"},
    {"C09", "individual id number wrong"},
    {"C13", "addenda format error"},
    {"C14", "wrong class code for an outbound international payment"},
});

constexpr auto kReasons = std::to_array<Row>({
    {"AC01", "account number wrong"},
    {"AC03", "creditor's account number wrong"},
    {"AC04", "account closed"},
    {"AC06", "account blocked"},
    {"AC13", "account of a wrong type"},
    {"AC14", "creditor's account of a wrong type"},
    {"AG01", "transaction forbidden on this kind of account"},
    {"AG02", "bank operation code wrong"},
    {"AM02", "amount above the allowed maximum"},
    {"AM03", "currency cannot be processed"},
    {"AM04", "insufficient funds"},
    {"AM05", "duplicate"},
    {"AM09", "amount wrong"},
    {"AM10", "control sum wrong"},
    {"BE01", "name does not fit the account"},
    {"BE04", "creditor's address missing or wrong"},
    {"BE05", "initiating party not known"},
    {"CNOR", "creditor's bank not registered"},
    {"CUST", "decided by the customer"},
    {"DNOR", "debtor's bank not registered"},
    {"DT01", "date wrong"},
    {"DUPL", "duplicate payment"},
    {"ED05", "settlement failed"},
    {"FF01", "file format wrong"},
    {"FOCR", "following a cancellation request"},
    {"FR01", "fraud"},
    {"MD07", "account holder deceased"},
    {"MS02", "reason not said by the customer"},
    {"MS03", "reason not said by the bank"},
    {"NARR", "reason in words"},
    {"RC01", "BIC wrong"},
    {"RF01", "reference not unique"},
    {"RR01", "debtor's account or identification missing"},
    {"RR02", "debtor's name or address missing"},
    {"RR03", "creditor's name or address missing"},
    {"RR04", "regulatory reason"},
    {"TM01", "received after the cut-off time"},
});

std::string_view find(std::span<const Row> table, std::string_view code) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.code == code; });
  return row == table.end() ? std::string_view() : row->text;
}

}  // namespace

std::string_view nacha_return_text(std::string_view code) { return find(kReturns, code); }
bool is_interbank_dispute(std::string_view code) { return code >= "R61" && code <= "R77"; }
std::string_view nacha_change_text(std::string_view code) { return find(kChanges, code); }
std::string_view iso_reason_text(std::string_view code) { return find(kReasons, code); }

}  // namespace daybook::bank
