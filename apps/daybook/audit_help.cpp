#include "apps/daybook/audit_arguments.hpp"

namespace daybook {
namespace {

constexpr const char* kOverview = R"(daybook audit: look at the event log and change nothing.

  daybook audit verify            recompute everything, from leaf hashes to balances
  daybook audit replay            events, orders and balances, at the end or at an earlier point
  daybook audit trial-balance     every account at the end or at an earlier point
  daybook audit prove             one event's Merkle proof under a signed checkpoint
  daybook audit export hledger    the journal for hledger and ledger
  daybook audit export csv        every posting, for a spreadsheet

`daybook audit COMMAND --help` tells more. Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 the database
cannot be reached.
)";

constexpr const char* kVerify = R"(daybook audit verify [--checkpoint FILE] [--no-read-models] [--json]

One pass over the whole log, in one snapshot; writers are not held up. It recomputes: positions without a gap;
each event's leaf hash; the Merkle tree, its stored nodes and its head; each stored checkpoint's root and
signature; stream versions; the order of recording; that every journal entry, and the trial balance behind it,
is zero per currency; and that the live read models equal a replay, row by row (it waits up to 10 s for the
projector).

  --checkpoint FILE   the log must also contain this signed checkpoint, which you saved earlier outside of the
                      database: it finds a history that was rewritten and hashed anew. Save one with
                      curl -s "$DAYBOOK_URL/api/log/checkpoint"
  --no-read-models    only the log and its books
  --json              JSON lines: progress, then the result

The last line on stdout sums up. On damage the first bad position is named on stderr, and the exit code is 1.
)";

constexpr const char* kReplay = R"(daybook audit replay [--to POSITION|TIME|DAY] [--json]

Replays the log and shows what it then said: events by type, orders by status, each payee's balance.

  --to 412                    up to and with position 412
  --to 2026-11-21T03:38:00Z   what was recorded up to that moment
  --to 2026-11-21             up to the end of that day in the configured zone
)";

constexpr const char* kTrialBalance = R"(daybook audit trial-balance [--to POSITION|TIME|DAY] [--json]

Every account that was ever posted to, debits and credits, and their totals per currency, which are equal.
--to as in `daybook audit replay`; with --json amounts are minor units, debits positive.
)";

constexpr const char* kProve = R"(daybook audit prove --position N [--size M] [--json]

The event at position N, its leaf hash, the path from there to the root of the tree of M events (the latest
signed checkpoint, unless told), and that checkpoint's signed note; checked before it is shown. Anybody can
check it without Daybook: leaf and tree are those of RFC 6962, the note is a C2SP signed note.
)";

constexpr const char* kExportHledger = R"(daybook audit export hledger [--to POSITION|TIME|DAY] > FILE

The journal, replayed: one transaction per event that moved money, declarations included, a balance assertion
on every posting. Try it with
  daybook audit export hledger | hledger -f- check -s ordereddates payees
  daybook audit export hledger | hledger -f- bal
)";

constexpr const char* kExportCsv = R"(daybook audit export csv [--to POSITION|TIME|DAY] > FILE

Every posting: position, recorded_at, effective_at, type, account, amount_minor (minor units, debits
positive), currency, order_number, payee.
)";

}  // namespace

std::string audit_help(const std::string& command) {
  if (command == "verify") return kVerify;
  if (command == "replay") return kReplay;
  if (command == "trial-balance") return kTrialBalance;
  if (command == "prove") return kProve;
  if (command == "export hledger") return kExportHledger;
  if (command == "export csv") return kExportCsv;
  return kOverview;
}

}  // namespace daybook
