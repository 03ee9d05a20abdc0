"""Stripe's API, as far as Daybook calls it: each function answers one call. Every one needs the store's lock."""
import re

from . import money
from .forms import Params, created_fits, invalid, missing, page
from .store import shown

SESSION_LIFE = (30 * 60, 24 * 3600)
SESSION_PARAMETERS = ("mode", "line_items", "success_url", "cancel_url", "customer_email", "client_reference_id",
                      "phone_number_collection", "adaptive_pricing", "expires_at", "metadata", "payment_intent_data",
                      "payment_method_types", "locale", "currency", "submit_type")


def get(store, kind, id_):
    found = store.find(kind, id_)
    if found is None:
        raise missing(kind.replace(".", " "), id_)
    return found


# --- checkout

def line_total(item, currency):
    data = item.get("price_data") if isinstance(item, dict) else None
    if not isinstance(data, dict):
        raise invalid("Missing required param: line_items[0][price_data].", "parameter_missing", "line_items")
    p = Params(data, ("currency", "unit_amount", "product_data"))
    if not p.hash("product_data").get("name"):
        raise invalid("Missing required param: product_data[name].", "parameter_missing", "line_items")
    code = p.text("currency", required=True)
    if code != code.lower() or (currency and code != currency):
        raise invalid(f"Invalid currency: {code}", param="line_items")
    quantity = Params(item, ("price_data", "quantity", "adjustable_quantity")).integer("quantity", default=1)
    amount = p.integer("unit_amount", required=True)
    if quantity < 1 or amount < 0:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "line_items")
    return code, amount * quantity


def create_session(store, form, base_url, **_):
    p = Params(form, SESSION_PARAMETERS)
    if p.text("mode", required=True) != "payment":
        raise invalid("This stand-in knows mode=payment only.", param="mode")
    items = p.list("line_items")
    if not 1 <= len(items) <= 100:
        raise invalid("Missing required param: line_items.", "parameter_missing", "line_items")
    currency, total = None, 0
    for item in items:
        currency, amount = line_total(item, currency)
        total += amount
    if 0 < total < 50:
        raise invalid("The Checkout Session's total amount due must add up to at least $0.50 usd", "amount_too_small")
    now = store.now()
    expires = p.integer("expires_at", default=now + SESSION_LIFE[1])
    # A second or two of travel are nobody's fault.
    if not now + SESSION_LIFE[0] - 5 <= expires <= now + SESSION_LIFE[1] + 5:
        raise invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
                      param="expires_at")
    for name in ("success_url", "cancel_url"):
        if not re.match(r"https?://[^/\s]+", p.text(name, required=name == "success_url", default="http://x/")):
            raise invalid("Not a valid URL", "url_invalid", name)
    intent_data = Params(p.hash("payment_intent_data"), ("metadata", "description", "transfer_group"))
    made = store.add("checkout.session", amount_subtotal=total, amount_total=total, cancel_url=p.text("cancel_url"),
                     client_reference_id=p.text("client_reference_id"), currency=currency, customer=None,
                     customer_details=None, customer_email=p.text("customer_email"), expires_at=expires,
                     metadata=p.metadata(), mode="payment", payment_intent=None, payment_link=None,
                     payment_method_types=["card"], payment_status="unpaid",
                     phone_number_collection={"enabled": p.hash("phone_number_collection").get("enabled") == "true"},
                     status="open", success_url=p.text("success_url"), ui_mode="hosted_page", url=None,
                     _intent_metadata=intent_data.metadata(), _items=items)
    made["url"] = f"{base_url}/c/pay/{made['id']}"
    if total == 0:
        store.change(made, status="complete", payment_status="no_payment_required", url=None)
        store.emit("checkout.session.completed", made)
    return made


def expire_session(store, form, ids, **_):
    Params(form, ())
    return money.expire_session(store, get(store, "checkout.session", ids[0]))


# --- refunds

def charge_of(store, p):
    """The charge that payment_intent or charge names."""
    if intent := p.text("payment_intent"):
        found = get(store, "payment_intent", intent)
        if found["status"] != "succeeded":
            raise invalid(f"This PaymentIntent ({intent}) does not have a successful charge to refund.", param="payment_intent")
        return store.objects[found["latest_charge"]]
    return get(store, "charge", p.text("charge", required=True))


def create_refund(store, form, refund_status="succeeded", **_):
    p = Params(form, ("payment_intent", "charge", "amount", "reason", "metadata"))
    reason = p.text("reason")
    if reason not in (None, "duplicate", "fraudulent", "requested_by_customer"):
        raise invalid("Invalid reason", param="reason")
    return money.refund(store, charge_of(store, p), p.integer("amount"), reason, p.metadata(), refund_status)


# --- Connect

def create_transfer(store, form, **_):
    p = Params(form, ("amount", "currency", "destination", "transfer_group", "description", "metadata"))
    amount = p.integer("amount", required=True)
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "parameter_invalid_integer", "amount")
    return money.transfer(store, amount, p.text("currency", required=True), p.text("destination", required=True),
                          p.text("transfer_group"), p.text("description"), p.metadata())


def reverse_transfer(store, form, ids, **_):
    p = Params(form, ("amount", "description", "metadata"))
    return money.reverse(store, get(store, "transfer", ids[0]), p.integer("amount"), p.metadata())


def create_account(store, form, **_):
    p = Params(form, ("type", "country", "email", "capabilities", "metadata", "business_type", "controller"))
    kind = p.text("type", default="standard")
    if kind not in ("express", "standard", "custom"):
        raise invalid("Invalid type: must be one of custom, express, or standard", param="type")
    return money.new_account(store, p.text("country", default="US"), p.text("email"), kind, p.metadata())


def create_account_link(store, form, base_url, **_):
    p = Params(form, ("account", "refresh_url", "return_url", "type"))
    account = get(store, "account", p.text("account", required=True))
    if p.text("type", required=True) not in ("account_onboarding", "account_update"):
        raise invalid("Invalid type", param="type")
    account["_return_url"] = p.text("return_url", required=True)
    p.text("refresh_url", required=True)
    return {"object": "account_link", "created": store.now(), "expires_at": store.now() + 300,
            "url": f"{base_url}/setup/{account['id']}"}


# --- reading

def retrieve(kind):
    return lambda store, ids, **_: get(store, kind, ids[0])


def listing(kind, url, **filters):
    """filters: parameter name -> the object's field."""
    def answer(store, form, **_):
        Params(form, ("limit", "starting_after", "ending_before", "created", *filters))
        items = [o for o in store.newest(kind)
                 if created_fits(o, form) and all(o.get(field) == form[name] for name, field in filters.items() if name in form)]
        found = page(items, form, url, lambda id_: store.place.get(id_) if store.find(kind, id_) else None)
        found["data"] = [shown(o) for o in found["data"]]
        return found
    return answer


def events(store, form, account=None, **_):
    """The page's events are kept texts: the caller puts them in."""
    p = Params(form, ("limit", "starting_after", "ending_before", "created", "type", "types", "delivery_success"))
    types = p.list("types") or ([form["type"]] if "type" in form else [])
    if len(types) > 20:
        raise invalid("Too many types", param="types")
    fits = re.compile("|".join(re.escape(t).replace(r"\*", ".*") for t in types)).fullmatch if types else lambda _: True
    items = [e for e in reversed(store.recent_events())
             if e["account"] == account and fits(e["type"]) and created_fits(e, form)]
    return page(items, form, "/v1/events", lambda id_: store.place.get(id_) if id_.startswith("evt_") else None)


def event(store, ids, account=None, **_):
    for kept in store.recent_events():
        if kept["id"] == ids[0] and kept["account"] == account:
            return kept
    raise missing("event", ids[0])


ID = r"([A-Za-z0-9_]+)"
ROUTES = [(method, re.compile(path + "$"), answer) for method, path, answer in (
    ("POST", "/v1/checkout/sessions", create_session),
    ("GET", "/v1/checkout/sessions", listing("checkout.session", "/v1/checkout/sessions", payment_intent="payment_intent",
                                             status="status")),
    ("GET", f"/v1/checkout/sessions/{ID}", retrieve("checkout.session")),
    ("POST", f"/v1/checkout/sessions/{ID}/expire", expire_session),
    ("POST", "/v1/refunds", create_refund),
    ("GET", "/v1/refunds", listing("refund", "/v1/refunds", payment_intent="payment_intent", charge="charge")),
    ("GET", f"/v1/refunds/{ID}", retrieve("refund")),
    ("POST", "/v1/transfers", create_transfer),
    ("GET", "/v1/transfers", listing("transfer", "/v1/transfers", destination="destination", transfer_group="transfer_group")),
    ("GET", f"/v1/transfers/{ID}", retrieve("transfer")),
    ("POST", f"/v1/transfers/{ID}/reversals", reverse_transfer),
    ("POST", "/v1/accounts", create_account),
    ("GET", f"/v1/accounts/{ID}", retrieve("account")),
    ("POST", "/v1/account_links", create_account_link),
    ("GET", "/v1/events", events),
    ("GET", f"/v1/events/{ID}", event),
    ("GET", "/v1/balance_transactions", listing("balance_transaction", "/v1/balance_transactions", payout="_payout",
                                                type="type", source="source", currency="currency")),
    ("GET", f"/v1/balance_transactions/{ID}", retrieve("balance_transaction")),
    ("GET", f"/v1/payment_intents/{ID}", retrieve("payment_intent")),
    ("GET", "/v1/charges", listing("charge", "/v1/charges", payment_intent="payment_intent")),
    ("GET", f"/v1/charges/{ID}", retrieve("charge")),
    ("GET", f"/v1/disputes/{ID}", retrieve("dispute")),
    ("GET", "/v1/payouts", listing("payout", "/v1/payouts", status="status")),
    ("GET", f"/v1/payouts/{ID}", retrieve("payout")),
)]


def find(method, path):
    """(answer, ids), or (None, None)."""
    for known, pattern, answer in ROUTES:
        if known == method and (match := pattern.match(path)):
            return answer, match.groups()
    return None, None
