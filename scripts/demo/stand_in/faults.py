"""What goes wrong on purpose. A rule is {"path": regular expression, "method"?, "kind", "times"?, "delay_s"?}."""
import random
import re
import threading

KINDS = ("error_500",         # before the work
         "error_500_after",   # the work is done, and its answer kept under the key; this answer is lost
         "error_500_kept",    # nothing is done, and the key keeps the 500 for ever
         "timeout_before", "timeout_after", "cut_before", "cut_after", "rate_limit", "lock_conflict", "malformed", "slow")


class Faults:
    def __init__(self, percent=0, seed=None, kinds=None, delay_s=120):
        self.lock = threading.Lock()
        self.rules, self.done = [], 0
        self.set_random(percent, seed, kinds, delay_s)

    def set_random(self, percent, seed=None, kinds=None, delay_s=120):
        kinds = list(kinds or [k for k in KINDS if k != "error_500_kept"])
        if not 0 <= int(percent) <= 100 or any(k not in KINDS for k in kinds):
            raise ValueError(f"percent is 0 to 100, and kinds are of {', '.join(KINDS)}")
        with self.lock:
            self.percent, self.kinds, self.delay_s, self.random = int(percent), kinds, delay_s, random.Random(seed)

    def add(self, rules):
        made = []
        for rule in rules:
            if rule.get("kind") not in KINDS:
                raise ValueError(f"kind is one of {', '.join(KINDS)}")
            made.append({"path": re.compile(rule.get("path", ".*")), "method": rule.get("method"), "kind": rule["kind"],
                         "times": int(rule.get("times", 1)), "delay_s": rule.get("delay_s", self.delay_s)})
        with self.lock:
            self.rules += made

    def clear(self):
        with self.lock:
            self.rules.clear()
            self.percent = 0

    def pick(self, method, path):
        """(kind, delay) for this call, or (None, 0)."""
        with self.lock:
            for rule in self.rules:
                if rule["times"] > 0 and rule["method"] in (None, method) and rule["path"].search(path):
                    rule["times"] -= 1
                    self.done += 1
                    return rule["kind"], rule["delay_s"]
            if self.percent and self.random.randrange(100) < self.percent:
                self.done += 1
                return self.random.choice(self.kinds), self.delay_s
        return None, 0
