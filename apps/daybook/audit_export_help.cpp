#include <fmt/format.h>

#include "apps/daybook/audit_arguments.hpp"

namespace daybook {
namespace {

constexpr const char* kHledger =
    R"(The journal for hledger, replayed: one transaction per event that moved money, every commodity, account and
payee declared, a balance assertion on every posting. Try it with
  daybook audit export hledger | hledger -f- check -s ordereddates payees
  daybook audit export hledger | hledger -f- bal
)";

constexpr const char* kLedger =
    R"(The journal for ledger, replayed: as for hledger, and its tags are declared too. Try it with
  daybook audit export ledger | ledger -f- --pedantic --explicit bal
)";

constexpr const char* kBeancount =
    R"(The journal for Beancount 2, replayed: one transaction per event that moved money, every account opened, each
day's balances asserted at the start of the next, no tolerance. Account names are ours in Beancount's words, one
to one: liabilities:brokers:0192…:available:revenue_share is Liabilities:Brokers:0192…:Available:Revenue-Share.
  daybook audit export beancount > daybook.beancount && bean-check daybook.beancount
  bean-query daybook.beancount BALANCES
)";

constexpr const char* kCsv =
    R"(Every posting: position, recorded_at, effective_at, type, account, amount_minor (minor units, debits
positive), currency, order_number, payee.
)";

constexpr const char* kXero =
    R"(Manual journals for Xero's import: Narration, Date (dd/mm/yyyy), Description, AccountCode, TaxRate, Amount
(debits positive, a decimal in the currency's unit). A file holds one currency, since Xero's journals know none,
and at most 300 lines, its heading included; a journal is never cut, and one that is longer is an error. Account
codes are Daybook's account names: give your chart these codes, or replace them. The tax rate is "Tax Exempt".
--out is needed.
)";

constexpr const char* kOptions = R"(
  --to POSITION|TIME|DAY   what was recorded up to and with it, as in `daybook audit replay`
  --dates recorded         (unless told) dated by the day of recording in UTC, in the order of the log; the time
                           of effect is a tag
  --dates effective        dated and ordered by the day it takes effect in the configured zone; balances are
                           those of the order written
  --year 2026              this year alone{0}
  --payee ID|direct        the transactions of one payee, or of none; accounts that he shares with others (banks,
                           suppliers) then show his part
  --out DIR                a directory instead: {1}
                           DIR must be new or empty, and appears whole or not at all
  --bundle DIR             from a bundle instead of the database (daybook audit bundle --help)
)";

constexpr const char* kOpening = "; it opens with the balances brought forward";
constexpr const char* kBooksOut =
    "one file a year and payee (DIR/2026/ID.{0}, direct.{0}),\n"
    "                           each of them books that can be read alone; DIR/2026/index.{0} reads "
    "the\n"
    "                           year, DIR/index.{0} everything";

}  // namespace

std::string audit_export_help(const std::string& format) {
  const bool xero = format == "xero";
  const char* text = format == "hledger"     ? kHledger
                     : format == "ledger"    ? kLedger
                     : format == "beancount" ? kBeancount
                     : xero                  ? kXero
                                             : kCsv;
  const bool books = format != "csv" && !xero;
  const std::string extension = format == "hledger" ? "journal" : format;
  const std::string out = books  ? fmt::format(kBooksOut, extension)
                          : xero ? std::string("DIR/2026/ID-USD-0001.csv, direct-USD-0001.csv …")
                                 : std::string("one file a year and payee (DIR/2026/ID.csv, direct.csv)");
  return fmt::format("daybook audit export {} [--to …] [--dates …] [--year …] [--payee …] {}\n\n{}", format,
                     xero ? "--out DIR" : "[--out DIR | > FILE]", text) +
         fmt::format(kOptions, books ? kOpening : "", out);
}

}  // namespace daybook
