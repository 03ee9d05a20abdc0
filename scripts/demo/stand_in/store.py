"""The stand-in's memory: objects, events, balance transactions. Every method needs the store's lock."""
import json
import random
import threading
import time

API_VERSION = "2026-08-26.dahlia"
EVENT_DAYS = 30
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
PREFIXES = {"checkout.session": "cs_{mode}_", "payment_intent": "pi_", "charge": "ch_", "refund": "re_", "dispute": "dp_",
            "balance_transaction": "txn_", "transfer": "tr_", "transfer_reversal": "trr_", "account": "acct_",
            "payout": "po_", "event": "evt_"}


def shown(obj):
    """The object without the fields (_…) that are this stand-in's own."""
    return {k: v for k, v in obj.items() if not k.startswith("_")}


class Store:
    def __init__(self, live=False, seed=None, opening_balance=0, on_event=lambda event: None):
        self.lock = threading.RLock()
        self.live, self.on_event = live, on_event
        self.random = random.Random(seed) if seed is not None else random.SystemRandom()
        self.clock_offset = 0
        self.objects = {}  # id -> object
        self.order = {}    # kind -> ids in the order of making
        self.place = {}    # id -> position in that order
        self.events = []   # of dicts: id, type, created, account, body
        self.opening_balance = opening_balance
        self.balance = {}  # currency -> minor units
        self.request = {"id": None, "idempotency_key": None}
        self.dirty = False

    def now(self):
        return int(time.time() + self.clock_offset)

    def new_id(self, kind):
        prefix = PREFIXES[kind].format(mode="live" if self.live else "test")
        length = {"acct_": 16, "cs_": 58}.get(prefix[:5] if prefix.startswith("acct") else prefix[:3], 24)
        return prefix + "".join(self.random.choices(ALPHABET, k=length))

    def add(self, kind, **fields):
        made = {"id": self.new_id(kind), "object": kind, "created": self.now()}
        if kind not in ("refund", "transfer_reversal", "balance_transaction", "account"):
            made["livemode"] = self.live
        made.update(fields)
        ids = self.order.setdefault(kind, [])
        self.place[made["id"]] = len(ids)
        ids.append(made["id"])
        self.objects[made["id"]] = made
        self.dirty = True
        return made

    def all(self, kind):
        return [self.objects[i] for i in self.order.get(kind, [])]

    def newest(self, kind):
        return [self.objects[i] for i in reversed(self.order.get(kind, []))]

    def find(self, kind, id_):
        found = self.objects.get(id_)
        return found if found and found["object"] == kind else None

    def emit(self, type_, obj, previous=None, account=None):
        """Records an event with the object as it is now, and hands it to the deliverer."""
        data = {"object": shown(obj)}
        if previous is not None:
            data["previous_attributes"] = shown(previous)
        event = {"id": self.new_id("event"), "object": "event"}
        if account:
            event["account"] = account
        event.update(api_version=API_VERSION, created=self.now(), data=data, livemode=self.live, pending_webhooks=1,
                     request=dict(self.request), type=type_)
        kept = {"id": event["id"], "type": type_, "created": event["created"], "account": account,
                "body": json.dumps(event, separators=(",", ":"))}
        self.place[kept["id"]] = len(self.events)
        self.events.append(kept)
        self.dirty = True
        self.on_event(kept)
        return kept

    def change(self, obj, type_=None, account=None, **fields):
        """Sets fields and, with a type, emits the event that tells what they were."""
        previous = {k: obj.get(k) for k, v in fields.items() if obj.get(k) != v}
        obj.update(fields)
        self.dirty = True
        if type_:
            self.emit(type_, obj, previous, account)
        return obj

    def move(self, type_, amount, currency, source, fee=0, category=None):
        """A balance transaction: how money moves on the platform's balance."""
        made = self.add("balance_transaction", amount=amount, available_on=self.now(), balance_type="payments",
                        currency=currency, description=None, exchange_rate=None, fee=fee,
                        fee_details=[] if fee == 0 else [{"amount": fee, "application": None, "currency": currency,
                                                          "description": "Stripe processing fees", "type": "stripe_fee"}],
                        net=amount - fee, reporting_category=category or type_, source=source, status="available",
                        type=type_)
        self.balance[currency] = self.available(currency) + amount - fee
        return made

    def available(self, currency):
        return self.balance.get(currency, self.opening_balance)

    def recent_events(self):
        oldest = self.now() - EVENT_DAYS * 86400
        return [e for e in self.events if e["created"] >= oldest]

    def expand(self, obj, paths):
        """A copy with the ids at these paths replaced by their objects, as expand[] asks."""
        if not paths:
            return shown(obj)
        copy = json.loads(json.dumps(shown(obj)))
        for path in paths:
            self._expand(copy, path.split("."))
        return copy

    def _expand(self, at, parts):
        if isinstance(at, list):
            for one in at:
                self._expand(one, parts)
        elif isinstance(at, dict) and parts[0] in at:
            value = at[parts[0]]
            if isinstance(value, str) and value in self.objects:
                at[parts[0]] = value = json.loads(json.dumps(shown(self.objects[value])))
            if len(parts) > 1:
                self._expand(value, parts[1:])

    # --- keeping it in a file

    def dump(self):
        return {"objects": self.objects, "order": self.order, "events": self.events, "balance": self.balance,
                "clock_offset": self.clock_offset}

    def load(self, kept):
        self.objects, self.order, self.events = kept["objects"], kept["order"], kept["events"]
        self.balance, self.clock_offset = kept["balance"], kept["clock_offset"]
        self.place = {id_: n for ids in self.order.values() for n, id_ in enumerate(ids)}
        self.place.update({e["id"]: n for n, e in enumerate(self.events)})
