#!/usr/bin/env python3
"""Stripe's own Python SDK as a judge.

  drive API_URL CONTROL_URL   use the stand-in as Stripe's client would: any surprise ends it with a traceback
  sign SECRET UNIX_TIME       print the v1 signature that the SDK computes for the body on stdin
  construct SECRET HEADER     construct the event of the body on stdin, as the SDK does for a webhook; print its id
"""
import json
import sys
import urllib.request

import stripe


def control(url, call, **want):
    with urllib.request.urlopen(url + "/_control/" + call, json.dumps(want).encode(), timeout=20) as answer:
        return json.load(answer)


def refused(kind, code, call, **parameters):
    try:
        call(**parameters)
    except kind as error:
        assert error.code == code, (error.code, code)
        return error
    raise AssertionError(f"{call} was not refused")


def new_session(**more):
    return stripe.checkout.Session.create(
        mode="payment", success_url="https://shop.example/success", cancel_url="https://shop.example/cancel",
        line_items=[{"quantity": 2, "price_data": {"currency": "usd", "unit_amount": 12500,
                                                   "product_data": {"name": "Card", "description": "Tradeline"}}}],
        metadata={"order_id": "o-1"}, payment_intent_data={"metadata": {"order_id": "o-1"}}, **more)


def pay_and_refund(url):
    session = new_session(idempotency_key="k-1")
    assert session.status == "open" and session.amount_total == 25000 and session.payment_intent is None
    assert new_session(idempotency_key="k-1").id == session.id
    refused(stripe.error.IdempotencyError, None, new_session, idempotency_key="k-1",
            client_reference_id="another")
    control(url, "pay", session=session.id, email="ada@example.com", name="Ada", phone="+15550100")
    session = stripe.checkout.Session.retrieve(session.id, expand=["payment_intent.latest_charge.balance_transaction"])
    intent = session.payment_intent
    moved = intent.latest_charge.balance_transaction
    assert session.payment_status == "paid" and session.customer_details.phone == "+15550100"
    assert intent.metadata.order_id == "o-1" and (moved.amount, moved.fee, moved.net) == (25000, 755, 24245)
    first = stripe.Refund.create(payment_intent=intent.id, amount=10000, metadata={"why": "x"})
    refused(stripe.error.InvalidRequestError, None, stripe.Refund.create, payment_intent=intent.id, amount=15001)
    second = stripe.Refund.create(payment_intent=intent.id)
    assert first.status == "succeeded" and second.amount == 15000
    refused(stripe.error.InvalidRequestError, "charge_already_refunded", stripe.Refund.create, payment_intent=intent.id)
    assert [r.id for r in stripe.Refund.list(payment_intent=intent.id, limit=1).auto_paging_iter()] == [second.id, first.id]
    charge = stripe.Charge.retrieve(intent.latest_charge.id)
    assert charge.refunded and charge.amount_refunded == 25000
    return intent


def expire(url):
    session = new_session()
    assert stripe.checkout.Session.expire(session.id).status == "expired"
    refused(stripe.error.InvalidRequestError, None, stripe.checkout.Session.expire, session=session.id)
    late = control(url, "pay", session=session.id, force=True)
    assert (late["status"], late["payment_status"]) == ("expired", "paid")


def connect(url):
    account = stripe.Account.create(type="express", capabilities={"transfers": {"requested": True}})
    link = stripe.AccountLink.create(account=account.id, refresh_url="https://a.example/r", return_url="https://a.example/b",
                                     type="account_onboarding")
    assert link.url.startswith("http")
    refused(stripe.error.InvalidRequestError, "insufficient_capabilities_for_transfer", stripe.Transfer.create, amount=1,
            currency="usd", destination=account.id)
    control(url, "account", account=account.id, onboard=True)
    assert stripe.Account.retrieve(account.id).payouts_enabled
    transfer = stripe.Transfer.create(amount=5000, currency="usd", destination=account.id, transfer_group="p-1")
    reversal = stripe.Transfer.create_reversal(transfer.id, amount=2000)
    assert reversal.amount == 2000 and stripe.Transfer.retrieve(transfer.id).amount_reversed == 2000
    assert stripe.Event.list(stripe_account=account.id).data[0].type == "account.updated"


def lists(url, intent):
    control(url, "dispute", payment_intent=new_paid(url), action="open")
    everything = list(stripe.Event.list(limit=3).auto_paging_iter())
    types = [e.type for e in everything]
    assert {"checkout.session.completed", "charge.refunded", "charge.dispute.funds_withdrawn", "transfer.reversed"} <= set(types)
    only = list(stripe.Event.list(types=["charge.refunded", "refund.created"], limit=100))
    assert {e.type for e in only} == {"charge.refunded", "refund.created"} and len(only) == 4
    newer = stripe.Event.list(ending_before=everything[5].id, limit=100)
    assert [e.id for e in newer] == [e.id for e in everything[:5]]
    assert stripe.Event.retrieve(everything[0].id).data.object.id == everything[0].data.object.id
    moved = stripe.BalanceTransaction.list(expand=["data.source"], limit=100).data
    assert any(m.source.id == intent.latest_charge.id for m in moved) and all(m.net == m.amount - m.fee for m in moved)
    control(url, "clock", advance_s=31 * 86400)
    assert stripe.Event.list().data == []


def new_paid(url):
    session = new_session()
    return control(url, "pay", session=session.id)["payment_intent"]


def drive(api_url, control_url):
    stripe.api_base, stripe.api_key, stripe.max_network_retries = api_url, "sk_test_sdk", 0
    intent = pay_and_refund(control_url)
    expire(control_url)
    connect(control_url)
    lists(control_url, intent)
    refused(stripe.error.InvalidRequestError, "resource_missing", stripe.Refund.retrieve, id="re_none")
    print("fine")


def main(command, *rest):
    if command == "drive":
        drive(*rest)
    elif command == "sign":
        secret, at = rest
        print(stripe.WebhookSignature._compute_signature(f"{at}.{sys.stdin.read()}", secret))
    elif command == "construct":
        secret, header = rest
        print(stripe.Webhook.construct_event(sys.stdin.read(), header, secret).id)


main(*sys.argv[1:])
