#include "apps/daybook/audit_arguments.hpp"

namespace daybook {
namespace {

constexpr const char* kOverview = R"(daybook audit: look at the event log and change nothing.

  daybook audit verify            recompute everything, from leaf hashes to balances
  daybook audit replay            events, orders and balances, at the end or at an earlier point
  daybook audit trial-balance     every account at the end or at an earlier point
  daybook audit explain ENTRY     an entry or statement line, from its event to the price it came from
  daybook audit prove             one event's Merkle proof under a signed checkpoint
  daybook audit bundle DIR        the whole log as files that verify without us
  daybook audit export FORMAT     the journal for hledger, ledger, beancount, csv (spreadsheets) or xero

With --bundle DIR every one of them reads what `daybook audit bundle DIR` wrote, after verifying it: no database,
no configuration, no network. `daybook audit COMMAND --help` tells more. Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 the database
cannot be reached.
)";

constexpr const char* kVerify = R"(daybook audit verify [--against CHECKPOINT] [--no-read-models] [--json]
daybook audit verify --bundle DIR [--against CHECKPOINT] [--key KEY] [--json]

One pass over the whole log, in one snapshot; writers are not held up. It recomputes: positions without a gap;
each event's leaf hash; the Merkle tree, its stored nodes and its head; each stored checkpoint's root and
signature; stream versions; the order of recording; that every journal entry, and the trial balance behind it,
is zero per currency; and that the live read models equal a replay, row by row (it waits up to 10 s for the
projector).

  --bundle DIR        verify what `daybook audit bundle` wrote, from its files alone: no database, no
                      configuration, no network; every touched byte is found
  --against CHECKPOINT  the log must also contain this checkpoint, a file that you saved earlier outside of it:
                      it finds a history that was rewritten and hashed anew, also when all of it was signed
                      anew with another key. Save one with
                      curl -s "$DAYBOOK_URL/api/log/checkpoint?format=note" -H "Authorization: Bearer TOKEN"
  --key KEY           the bundle must be signed by this key (its text, or a file that holds it), got from
                      somebody else than the bundle; without it the bundle's own key is believed
  --no-read-models    only the log and its books
  --json              JSON lines: progress, then the result

The last line on stdout sums up. On damage the first bad position is named on stderr, and the exit code is 1.
)";

constexpr const char* kReplay =
    R"(daybook audit replay [--to POSITION|TIME|DAY] [--effective-date DAY] [--bundle DIR] [--json]

Replays the log and shows what it then said: events by type, orders by status, each payee's balance.

  --to 412                    up to and with position 412
  --to 2026-11-21T03:38:00Z   what was recorded up to that moment
  --to 2026-11-21             up to the end of that day in the configured zone
  --effective-date 2026-11-05   only what takes effect by the end of that day in the configured zone: events and
                                balances (an order's status has no such date, so orders are left out)

Both together show what was believed at the one point about the other.
)";

constexpr const char* kTrialBalance =
    R"(daybook audit trial-balance [--to POSITION|TIME|DAY] [--effective-date DAY] [--bundle DIR] [--json]

Every account that was ever posted to, debits and credits, and their totals per currency, which are equal.
--to and --effective-date as in `daybook audit replay`; with --json amounts are minor units, debits positive.
)";

constexpr const char* kProve = R"(daybook audit prove --position N [--size M] [--bundle DIR] [--json]

The event at position N, its leaf hash, the path from there to the root of the tree of M events (the latest
signed checkpoint, unless told), and that checkpoint's signed note; checked before it is shown. Anybody can
check it without Daybook: leaf and tree are those of RFC 6962, the note is a C2SP signed note.
)";

constexpr const char* kExplain = R"(daybook audit explain ENTRY [--bundle DIR] [--json]

Where the amounts of an entry or of a statement's line come from: the postings; its order and the price, step
by step; the terms in force and who set them; every refund and dispute that touched it, with the formula and
its numbers; a payout's lines; the event's bytes and the proof that they are in the signed log. Each figure is
worked out again and compared with what was recorded: exit code 1 when one differs.

  412                 the entry at this position (every entry and statement line tells its own)
  TLM2611000007       an order, by its number or id: its last event
  3fa8…               a payout, by its id
)";

constexpr const char* kBundle = R"(daybook audit bundle DIR [--json]

Writes the log from its first event up to the latest signed checkpoint into a new directory: events as JSON
lines, every checkpoint, the public key, a manifest, and a README.txt that tells how to check all of it with
other tools. It is checked while it is written, and the directory appears whole or not at all. Hand it to an
auditor, who runs
  daybook audit verify --bundle DIR [--against CHECKPOINT]
on a machine of his own. Personal data is in it as ciphertext only.
)";

}  // namespace

std::string audit_help(const std::string& command) {
  if (command == "verify") return kVerify;
  if (command == "replay") return kReplay;
  if (command == "trial-balance") return kTrialBalance;
  if (command == "prove") return kProve;
  if (command == "explain") return kExplain;
  if (command == "bundle") return kBundle;
  if (command.starts_with("export ")) return audit_export_help(command.substr(7));
  return kOverview;
}

}  // namespace daybook
