#!/usr/bin/python3
"""A Beancount file's postings as Beancount reads them: payee, account, currency, amount, name; tabs between.

With "sums" as second argument instead: account, currency and the exact sum of the amounts.
"""
import collections
import sys

from beancount import loader
from beancount.core.data import Transaction

entries, errors, _ = loader.load_file(sys.argv[1])
if errors:
    sys.exit(f"{errors}")
sums = collections.Counter()
for entry in entries:
    if not isinstance(entry, Transaction):
        continue
    for posting in entry.postings:
        sums[posting.account, posting.units.currency] += posting.units.number
        if len(sys.argv) < 3:
            print(entry.payee, posting.account, posting.units.currency, f"{posting.units.number:f}",
                  entry.meta.get("name", ""), sep="\t")
if len(sys.argv) > 2:
    for (account, currency), amount in sorted(sums.items()):
        print(f"{account},{currency},{amount:f}")
