"""How money moves at Stripe, as its objects and events show it. Every function needs the store's lock."""
from .forms import ApiError, invalid

DISPUTE_FEE = 1500


def fee_of(amount):
    """2.9% + 30, half up."""
    return (amount * 29 + 500) // 1000 + 30


# --- payments

def new_intent(store, amount, currency, metadata):
    return store.add("payment_intent", amount=amount, amount_capturable=0, amount_received=0, automatic_payment_methods=None,
                     cancellation_reason=None, canceled_at=None, capture_method="automatic_async", currency=currency,
                     customer=None, description=None, last_payment_error=None, latest_charge=None, metadata=metadata,
                     payment_method_types=["card"], status="requires_payment_method", transfer_group=None)


def new_charge(store, intent, status, details):
    return store.add("charge", amount=intent["amount"], amount_captured=intent["amount"] if status == "succeeded" else 0,
                     amount_refunded=0, application_fee=None, balance_transaction=None,
                     billing_details={"address": None, "email": details.get("email"), "name": details.get("name"),
                                      "phone": details.get("phone")},
                     captured=status == "succeeded", currency=intent["currency"], customer=None, dispute=None,
                     disputed=False, failure_code=None, metadata=dict(intent["metadata"]), paid=status == "succeeded",
                     payment_intent=intent["id"], refunded=False, status=status, transfer_group=None)


def settle(store, intent, details):
    """The money is here: a charge that succeeded, then its balance transaction, a moment later as Stripe does."""
    charge = new_charge(store, intent, "succeeded", details)
    store.change(intent, status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"],
                 last_payment_error=None)
    store.emit("charge.succeeded", charge)
    store.emit("payment_intent.succeeded", intent)
    return charge


def book_fee(store, charge):
    moved = store.move("charge", charge["amount"], charge["currency"], charge["id"], fee_of(charge["amount"]))
    store.change(charge, "charge.updated", balance_transaction=moved["id"])


def decline(store, intent, details, code="card_declined"):
    charge = new_charge(store, intent, "failed", details)
    store.change(charge, failure_code=code)
    store.change(intent, status="requires_payment_method", latest_charge=charge["id"],
                 last_payment_error={"code": code, "decline_code": "generic_decline", "type": "card_error",
                                     "charge": charge["id"], "message": "Your card was declined."})
    store.emit("charge.failed", charge)
    store.emit("payment_intent.payment_failed", intent)


def pay_session(store, session, outcome="paid", amount=None, details=None, force=False):
    """outcome: paid, unpaid (an asynchronous method; see settle_session), declined. `amount`: another than was asked.
    `force`: also when the session is no longer open, as money that was under way can arrive late."""
    if session["status"] != "open" and not force:
        raise invalid(f"This Checkout Session is {session['status']} and can no longer be paid.")
    details = {"email": session["customer_email"], "name": None, "phone": None, **{k: v for k, v in (details or {}).items() if v}}
    if amount is not None:
        session["amount_total"] = session["amount_subtotal"] = amount
    intent = store.find("payment_intent", session["payment_intent"] or "")
    if intent is None:
        intent = new_intent(store, session["amount_total"], session["currency"], dict(session["_intent_metadata"]))
        session["payment_intent"] = intent["id"]
        store.emit("payment_intent.created", intent)
    intent["amount"] = session["amount_total"]
    if outcome == "declined":
        decline(store, intent, details)
        return session
    store.change(session, customer_details={"address": None, "tax_exempt": "none", "tax_ids": [], **details})
    if session["status"] == "open":
        session.update(status="complete", url=None)
    if outcome == "unpaid":
        store.change(intent, "payment_intent.processing", status="processing")
        store.emit("checkout.session.completed", session)
        return session
    charge = settle(store, intent, details)
    session["payment_status"] = "paid"
    store.emit("checkout.session.completed", session)
    book_fee(store, charge)
    return session


def settle_session(store, session, succeeded):
    """What became of an asynchronous payment."""
    intent = store.find("payment_intent", session["payment_intent"] or "")
    if intent is None or intent["status"] != "processing":
        raise invalid("This Checkout Session has no payment under way.")
    details = session.get("customer_details") or {}
    if succeeded:
        charge = settle(store, intent, details)
        session["payment_status"] = "paid"
        store.emit("checkout.session.async_payment_succeeded", session)
        book_fee(store, charge)
    else:
        decline(store, intent, details, "payment_intent_payment_attempt_failed")
        store.emit("checkout.session.async_payment_failed", session)
    return session


def expire_session(store, session):
    if session["status"] != "open":
        raise invalid(f"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a "
                      f"status of {session['status']}.")
    store.change(session, status="expired", url=None)
    store.emit("checkout.session.expired", session)
    return session


# --- refunds

def dollars(amount):
    return f"{amount // 100}.{amount % 100:02}"


def refund(store, charge, amount=None, reason=None, metadata=None, status="succeeded"):
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise invalid("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if charge["disputed"] and not charge["_dispute_over"]:
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    amount = left if amount is None else amount
    if amount <= 0:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    if amount > left:
        raise invalid(f"Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})",
                      param="amount")
    made = store.add("refund", amount=amount, balance_transaction=None, charge=charge["id"], currency=charge["currency"],
                     failure_reason=None, metadata=metadata or {}, payment_intent=charge["payment_intent"], reason=reason,
                     receipt_number=None, source_transfer_reversal=None, status=status, transfer_reversal=None)
    moved = store.move("refund", -amount, charge["currency"], made["id"])
    made["balance_transaction"] = moved["id"]
    refunded = charge["amount_refunded"] + amount
    store.change(charge, "charge.refunded", amount_refunded=refunded, refunded=refunded == charge["amount_captured"])
    store.emit("refund.created", made)
    return made


def update_refund(store, made, status, failure_reason=None):
    """pending may become anything; succeeded may still fail: the bank sends the money back."""
    if made["status"] in ("failed", "canceled") or status == made["status"]:
        raise invalid(f"This refund is {made['status']}.")
    if status in ("failed", "canceled"):
        charge = store.objects[made["charge"]]
        moved = store.move("refund_failure", made["amount"], made["currency"], made["id"])
        made["failure_balance_transaction"] = moved["id"]
        store.change(charge, "charge.updated", amount_refunded=charge["amount_refunded"] - made["amount"], refunded=False)
    fields = {"status": status}
    if status == "failed":
        fields["failure_reason"] = failure_reason or "lost_or_stolen_card"
    store.change(made, "refund.updated", **fields)
    if status == "failed":
        store.emit("refund.failed", made)
    return made


# --- disputes

def open_dispute(store, charge, amount=None, inquiry=False, reason="fraudulent", withdraw=True):
    made = store.add("dispute", amount=charge["amount"] if amount is None else amount, balance_transactions=[],
                     charge=charge["id"], currency=charge["currency"], enhanced_eligibility_types=[], evidence={},
                     evidence_details={"due_by": store.now() + 7 * 86400, "has_evidence": False, "past_due": False,
                                       "submission_count": 0},
                     is_charge_refundable=inquiry, metadata={}, payment_intent=charge["payment_intent"], reason=reason,
                     status="warning_needs_response" if inquiry else "needs_response")
    store.change(charge, "charge.updated", disputed=True, dispute=made["id"], _dispute_over=inquiry)
    store.emit("charge.dispute.created", made)
    if withdraw and not inquiry:
        withdraw_dispute(store, made)
    return made


def withdraw_dispute(store, dispute):
    moved = store.move("adjustment", -dispute["amount"], dispute["currency"], dispute["id"], DISPUTE_FEE, "dispute")
    dispute["balance_transactions"].append(dict(moved))
    store.emit("charge.dispute.funds_withdrawn", dispute)


def reinstate_dispute(store, dispute, amount=None):
    moved = store.move("adjustment", dispute["amount"] if amount is None else amount, dispute["currency"], dispute["id"], 0,
                       "dispute_reversal")
    dispute["balance_transactions"].append(dict(moved))
    store.emit("charge.dispute.funds_reinstated", dispute)


def close_dispute(store, dispute, status):
    """won, lost, warning_closed."""
    if status == "won":
        reinstate_dispute(store, dispute)
    store.objects[dispute["charge"]]["_dispute_over"] = status != "lost"
    store.change(dispute, "charge.dispute.closed", status=status)
    return dispute


# --- Connect, payouts

def transfer(store, amount, currency, destination, transfer_group=None, description=None, metadata=None):
    account = store.find("account", destination)
    if account is None:
        raise invalid(f"No such destination: '{destination}'", "resource_missing", "destination")
    if account["capabilities"].get("transfers") != "active":
        raise invalid("Your destination account needs to have at least one of the following capabilities enabled: transfers",
                      "insufficient_capabilities_for_transfer")
    if amount > store.available(currency):
        raise invalid("You have insufficient available funds in your Stripe account.", "balance_insufficient")
    made = store.add("transfer", amount=amount, amount_reversed=0, balance_transaction=None, currency=currency,
                     description=description, destination=destination, destination_payment=None, metadata=metadata or {},
                     reversals={"object": "list", "data": [], "has_more": False, "total_count": 0, "url": ""},
                     reversed=False, source_transaction=None, source_type="card", transfer_group=transfer_group)
    made["reversals"]["url"] = f"/v1/transfers/{made['id']}/reversals"
    made["balance_transaction"] = store.move("transfer", -amount, currency, made["id"])["id"]
    store.emit("transfer.created", made)
    return made


def reverse(store, moved, amount=None, metadata=None):
    left = moved["amount"] - moved["amount_reversed"]
    amount = left if amount is None else amount
    if left == 0:
        raise invalid(f"Transfer {moved['id']} is already fully reversed.", "transfer_already_reversed")
    if not 0 < amount <= left:
        raise invalid(f"Transfer {moved['id']} has a remaining unreversed amount of {left}.", param="amount")
    made = store.add("transfer_reversal", amount=amount, balance_transaction=None, currency=moved["currency"],
                     destination_payment_refund=None, metadata=metadata or {}, source_refund=None, transfer=moved["id"])
    made["balance_transaction"] = store.move("transfer_refund", amount, moved["currency"], made["id"], 0,
                                             "transfer_reversal")["id"]
    reversals = moved["reversals"]
    reversals["data"].insert(0, dict(made))
    reversals["total_count"] += 1
    total = moved["amount_reversed"] + amount
    store.change(moved, "transfer.reversed", amount_reversed=total, reversed=total == moved["amount"])
    return made


def new_account(store, country="US", email=None, kind="express", metadata=None):
    due = ["external_account", "individual.first_name", "tos_acceptance.date"]
    made = store.add("account", business_profile={}, capabilities={"transfers": "inactive"}, charges_enabled=False,
                     country=country, default_currency="usd", details_submitted=False, email=email, metadata=metadata or {},
                     payouts_enabled=False, requirements={"currently_due": due, "disabled_reason": "requirements.past_due",
                                                          "eventually_due": due, "past_due": due, "pending_verification": []},
                     type=kind)
    return made


def onboard(store, account):
    """The owner told Stripe everything."""
    nothing = {"currently_due": [], "disabled_reason": None, "eventually_due": [], "past_due": [], "pending_verification": []}
    return store.change(account, "account.updated", account["id"], charges_enabled=True, payouts_enabled=True,
                        details_submitted=True, capabilities={"transfers": "active"}, requirements=nothing)


def pay_out(store, currency, amount=None, account=None):
    amount = store.available(currency) if amount is None else amount
    if amount <= 0:
        raise invalid("You have insufficient funds in your Stripe account.", "balance_insufficient")
    made = store.add("payout", amount=amount, arrival_date=store.now() + 86400, automatic=True, balance_transaction=None,
                     currency=currency, description="STRIPE PAYOUT", destination="ba_stand_in", failure_balance_transaction=None,
                     failure_code=None, failure_message=None, metadata={}, method="standard",
                     reconciliation_status="completed", source_type="card", status="in_transit", type="bank_account")
    if not account:
        for moved in store.all("balance_transaction"):
            moved.setdefault("_payout", made["id"])
        moved = store.move("payout", -amount, currency, made["id"])
        moved["_payout"] = made["id"]
        made["balance_transaction"] = moved["id"]
    made["_account"] = account
    store.emit("payout.created", made, account=account)
    return made


def update_payout(store, made, status):
    """paid, failed (also after paid), canceled."""
    if made["status"] in ("failed", "canceled"):
        raise invalid(f"This payout is {made['status']}.")
    account = made["_account"]
    if status in ("failed", "canceled") and not account:
        kind = "payout_failure" if status == "failed" else "payout_cancel"
        made["failure_balance_transaction"] = store.move(kind, made["amount"], made["currency"], made["id"], 0,
                                                         "payout_reversal")["id"]
    if status == "failed":
        made.update(failure_code="account_closed", failure_message="The bank account has been closed.")
    return store.change(made, f"payout.{status}", account, status=status)


def insist(found, kind, id_):
    if found is None:
        raise ApiError(404, "invalid_request_error", f"No such {kind}: '{id_}'", "resource_missing")
    return found
