#!/usr/bin/env python3
"""A stateful stand-in for Stripe, for tests and the demo: no money moves. Listens on 127.0.0.1 only.

It answers the API calls that Daybook makes, keeps what they make, sends signed webhooks, and does what customers and banks
do when told so under /_control/ (scripts/demo/stand_in/control.py lists it), or on the hosted page at a session's url:

  curl -d '{"order_id":"…"}' http://127.0.0.1:PORT/_control/pay
"""
import argparse
import json
import os
import signal
import sys
import threading

sys.dont_write_bytecode = True  # the checkout stays as it is
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from stand_in import money  # noqa: E402
from stand_in.faults import Faults  # noqa: E402
from stand_in.server import Server  # noqa: E402
from stand_in.store import Store  # noqa: E402
from stand_in.webhooks import Deliverer  # noqa: E402


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--port", type=int, default=0, help="0 = a free one; the first line of output names it")
    p.add_argument("--state-file", help="keep everything in this file across restarts")
    p.add_argument("--webhook-url", default="", help="where events are delivered; none = only List Events knows them")
    p.add_argument("--webhook-secret", action="append", default=[], help="whsec_…; twice while a secret rolls")
    p.add_argument("--connect-webhook-secret", action="append", default=[], help="for connected accounts' events")
    p.add_argument("--webhook-workers", type=int, default=4)
    p.add_argument("--api-key", action="append", default=[], help="accepted keys; none = any")
    p.add_argument("--live", action="store_true", help="live mode: livemode is true everywhere")
    p.add_argument("--opening-balance", type=int, default=100_000_000, help="of each currency, in its smallest unit")
    p.add_argument("--seed", type=int, help="for ids and random faults")
    p.add_argument("--faults", type=int, default=0, metavar="PERCENT", help="of API calls that go wrong at random")
    return p.parse_args()


def save(server, path):
    store = server.store
    with store.lock:
        if not store.dirty:
            return
        store.dirty = False
        text = json.dumps({"store": store.dump(), "keys": server.keys.dump()})
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.write(text)
    os.replace(path + ".new", path)


def every_second(server, path):
    """Sessions end at their time; the state is saved."""
    store = server.store
    while not server.ending.wait(1):
        with store.lock:
            now = store.now()
            for session in store.all("checkout.session"):
                if session["status"] == "open" and session["expires_at"] <= now:
                    money.expire_session(store, session)
        if path:
            save(server, path)


def main():
    a = arguments()
    if a.webhook_url and not a.webhook_secret:
        sys.exit("stripe_stand_in: --webhook-url needs --webhook-secret: an unsigned webhook is refused")
    deliverer = Deliverer(a.webhook_url, a.webhook_secret, a.connect_webhook_secret, a.webhook_workers, a.seed)
    store = Store(a.live, a.seed, a.opening_balance, deliverer.deliver)
    server = Server(a.port, store, deliverer, Faults(a.faults, a.seed), set(a.api_key))
    if a.state_file and os.path.exists(a.state_file):
        with open(a.state_file) as f:
            kept = json.load(f)
        store.load(kept["store"])
        server.keys.load(kept["keys"])

    def end(*_):
        server.ending.set()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=every_second, args=(server, a.state_file), daemon=True).start()
    print(f"stripe stand-in: {server.base_url}", flush=True)
    server.serve_forever(poll_interval=0.1)
    deliverer.end()
    if a.state_file:
        save(server, a.state_file)


if __name__ == "__main__":
    main()
