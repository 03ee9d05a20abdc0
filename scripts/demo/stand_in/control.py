"""What happens outside Daybook: customers pay, banks dispute, the dashboard refunds, and things go wrong.

Every call is POST /_control/NAME with a JSON object, but for the GETs: calls, state, objects?kind=…, events."""
import json

from . import money
from .forms import invalid
from .store import shown


def session_of(store, want):
    """By session, payment_intent or order_id (the newest session whose metadata has it)."""
    for session in store.newest("checkout.session"):
        if (session["id"] == want.get("session") or (want.get("payment_intent") and session["payment_intent"] == want["payment_intent"])
                or (want.get("order_id") and session["metadata"].get("order_id") == want["order_id"])):
            return session
    return money.insist(None, "checkout session", want.get("session") or want.get("order_id"))


def charge_of(store, want):
    if want.get("charge"):
        return money.insist(store.find("charge", want["charge"]), "charge", want["charge"])
    intent_id = want.get("payment_intent") or session_of(store, want)["payment_intent"]
    intent = money.insist(store.find("payment_intent", intent_id or ""), "payment_intent", intent_id)
    return money.insist(store.find("charge", intent["latest_charge"] or ""), "charge", intent["latest_charge"])


def pay(server, want):
    return money.pay_session(server.store, session_of(server.store, want), want.get("outcome", "paid"), want.get("amount"),
                             {k: want.get(k) for k in ("email", "name", "phone")}, want.get("force", False))


def settle(server, want):
    return money.settle_session(server.store, session_of(server.store, want), want.get("outcome", "succeeded") == "succeeded")


def expire(server, want):
    return money.expire_session(server.store, session_of(server.store, want))


def refund(server, want):
    return money.refund(server.store, charge_of(server.store, want), want.get("amount"), want.get("reason"),
                        want.get("metadata"), want.get("status", "succeeded"))


def refund_update(server, want):
    found = money.insist(server.store.find("refund", want.get("refund")), "refund", want.get("refund"))
    return money.update_refund(server.store, found, want["status"], want.get("failure_reason"))


def dispute(server, want):
    store, action = server.store, want.get("action", "open")
    if action == "open":
        return money.open_dispute(store, charge_of(store, want), want.get("amount"), want.get("inquiry", False),
                                  want.get("reason", "fraudulent"), want.get("withdraw", True))
    if want.get("dispute"):
        found = money.insist(store.find("dispute", want["dispute"]), "dispute", want["dispute"])
    else:
        found = money.insist(store.find("dispute", charge_of(store, want)["dispute"] or ""), "dispute", "of that charge")
    if action == "withdraw":
        money.withdraw_dispute(store, found)
    elif action == "reinstate":
        money.reinstate_dispute(store, found, want.get("amount"))
    elif action in ("win", "lose", "close_warning"):
        money.close_dispute(store, found, {"win": "won", "lose": "lost", "close_warning": "warning_closed"}[action])
    else:
        raise invalid("action is open, withdraw, reinstate, win, lose or close_warning")
    return found


def payout(server, want):
    store = server.store
    if want.get("payout"):
        found = money.insist(store.find("payout", want["payout"]), "payout", want["payout"])
    else:
        found = money.pay_out(store, want.get("currency", "usd"), want.get("amount"), want.get("account"))
    return money.update_payout(store, found, want["outcome"]) if want.get("outcome") else found


def account(server, want):
    found = money.insist(server.store.find("account", want.get("account")), "account", want.get("account"))
    if want.get("onboard"):
        return money.onboard(server.store, found)
    return server.store.change(found, "account.updated", found["id"], **want.get("set", {}))


def reverse(server, want):
    found = money.insist(server.store.find("transfer", want.get("transfer")), "transfer", want.get("transfer"))
    return money.reverse(server.store, found, want.get("amount"))


def event(server, want):
    return json.loads(server.store.emit(want["type"], want["object"], want.get("previous"), want.get("account"))["body"])


def clock(server, want):
    server.store.clock_offset += int(want.get("advance_s", 0))
    return {"now": server.store.now()}


def settings(server, want):
    """refund_status: what refunds that the API makes begin as."""
    server.refund_status = want.get("refund_status", server.refund_status)
    return {"refund_status": server.refund_status}


def faults(server, want):
    """rules: the next calls that go wrong; percent, seed, kinds, delay_s: random ones; clear."""
    if want.get("clear"):
        server.faults.clear()
    server.faults.add(want.get("rules", []))
    if "percent" in want:
        server.faults.set_random(want["percent"], want.get("seed"), want.get("kinds"), want.get("delay_s", 120))
    return {"rules": sum(r["times"] for r in server.faults.rules), "percent": server.faults.percent, "done": server.faults.done}


def webhooks(server, want):
    """on, url, shuffle_ms, duplicates_percent; resend: event ids, "missed" or "all"."""
    deliverer = server.deliverer
    if "url" in want:
        deliverer.set_url(want["url"])
    for name in ("on", "shuffle_ms", "duplicates_percent"):
        setattr(deliverer, name, want.get(name, getattr(deliverer, name)))
    resend = want.get("resend")
    if resend:
        ids = set(deliverer.missed) if resend == "missed" else None if resend == "all" else set(resend)
        deliverer.resend([e for e in server.store.events if ids is None or e["id"] in ids])
        if resend == "missed":
            deliverer.missed.clear()
    return deliverer.status()


def calls(server, _):
    return {"calls": list(server.calls)}


def clear_calls(server, _):
    server.calls.clear()
    return {}


def forget_keys(server, _):
    """As Stripe does a day after a call: a repeated one is a new one."""
    server.keys.forget()
    return {}


def state(server, _):
    store = server.store
    return {"counts": {kind: len(ids) for kind, ids in store.order.items()}, "events": len(store.events),
            "balance": store.balance, "webhooks": server.deliverer.status(), "faults": server.faults.done}


def objects(server, want):
    return {"data": [shown(o) for o in server.store.all(want.get("kind", ""))]}


def events(server, want):
    return {"data": [{k: e[k] for k in ("id", "type", "created", "account")} for e in server.store.events]}


GETS = {"calls": calls, "state": state, "objects": objects, "events": events}
POSTS = {"pay": pay, "settle": settle, "expire": expire, "refund": refund, "refund_update": refund_update, "dispute": dispute,
         "payout": payout, "account": account, "reverse": reverse, "event": event, "clock": clock, "settings": settings,
         "faults": faults, "webhooks": webhooks, "clear_calls": clear_calls, "forget_keys": forget_keys}
