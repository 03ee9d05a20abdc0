#!/usr/bin/env python3
"""A supplier like TradelineSupply that keeps its orders in memory and misbehaves when told to.

  scripts/demo/supplier_simulator.py --port 8090 --api-key K [--cards FILE] [--faults 30 --seed 1]
                                     [--complete-after-ms 2000]

It listens on 127.0.0.1 only. --cards FILE is a JSON list of cards as /_control/cards takes them; without it three
cards are on sale. Port 0 takes a free one. The first line on stdout is "ready PORT".

The API (Authorization: Bearer KEY):
  GET  /api/v1/pricing?page=1&per_page=100   {"data": [card], "page", "pages", "total"}
  POST /api/v1/orders                        {order_id, customer_email, customer_name, items: [{card_id, quantity}]}
  GET  /api/v1/orders?order_id=REFERENCE     {"data": [order]}
  GET  /api/v1/orders/ID                     order: {id, order_id, status, items} and {error: {code, message}} if rejected

It does NOT look whether a reference was used before: two POSTs make two orders, so that doubling is seen.

Control (no key; for tests and the demo), all POST with JSON but those marked GET:
  /_control/faults   {"percent": 30, "seed": 1, "kinds": [KIND…]?, "only": "POST /api/v1/orders"?}; 0 ends them
  /_control/next     {"kind": KIND, "times": 1, "only": "POST /api/v1/orders"?}: the next calls fail so, before any random
  /_control/slowness {"hang_ms": 30000, "slow_ms": 500}: how long the two sorts of waiting take
  /_control/cards    [card]: the price list; a price may be a number or a text, as sent
  /_control/orders   {"complete_after_ms": 0 | null, "reject_percent": 0, "check_stock": true}: how orders go on
  /_control/complete {"id": 1001}      /_control/reject {"id": 1001, "code": "out_of_stock"}
  GET /_control/orders   {"data": [order with customer and queued_ms]}: what there is, to assert "none twice"
  GET /_control/calls    {"data": [{method, path, fault}], "refused_items": […]}      GET /_control/faults   the kinds

KINDs: before = nothing is done, the connection is held, no answer; after = done, then the same; late = held first, done
after the caller has gone; cut_before, cut_after = the connection is cut; error_before, error_after = HTTP 500; slow = late
but good; malformed = done, answered with broken JSON; wrong = done, answered with another's order; moved = done, answered
with HTTP 303; busy = HTTP 429.
"""
import argparse
import json
import random
import re
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KINDS = ["before", "after", "late", "cut_before", "cut_after", "error_before", "error_after", "slow", "malformed", "wrong",
         "moved", "busy"]
# Answered late is out of the random mix: whoever resends sooner than `hang_ms` cannot know of it.
RANDOM_KINDS = [k for k in KINDS if k != "late"]
CARDS = [
    {"card_id": "amex-1998", "bank_name": "American Express", "credit_limit": 25000, "date_opened": "1998-04-01",
     "price": "1200.00", "stock": 4},
    {"card_id": "chase-2011", "bank_name": "Chase", "credit_limit": 12500, "date_opened": "2011-09-15",
     "price": 649.5, "stock": 7},
    {"card_id": "discover-2016", "bank_name": "Discover", "credit_limit": 8000, "date_opened": "2016-01-20",
     "price": "299.99", "stock": 12},
]
MOST_BODY = 16 * 1024 * 1024
MOST_CALLS = 200_000


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Supplier:
    """All state, behind one lock."""

    def __init__(self, cards):
        self.lock = threading.Lock()
        self.cards = cards
        self.orders = {}
        self.calls = []
        self.refused = []
        self.next_id = 1001
        self.policy = {"complete_after_ms": 0, "reject_percent": 0, "check_stock": True}
        self.slowness = {"hang_ms": 30000, "slow_ms": 500}
        self.random = random.Random(1)
        self.faults = {"percent": 0, "kinds": RANDOM_KINDS, "only": None}
        self.planned = []

    def fault_for(self, call):
        with self.lock:
            for plan in self.planned:
                if plan["only"] in (None, call):
                    plan["times"] -= 1
                    if plan["times"] <= 0:
                        self.planned.remove(plan)
                    return plan["kind"]
            wanted = self.faults
            if wanted["percent"] and wanted["only"] in (None, call) and self.random.random() * 100 < wanted["percent"]:
                return self.random.choice(wanted["kinds"])
            return None

    def note(self, method, path, fault):
        with self.lock:
            if len(self.calls) < MOST_CALLS:
                self.calls.append({"method": method, "path": path, "fault": fault})

    def page(self, number, size):
        with self.lock:
            pages = max(1, -(-len(self.cards) // size))
            return {"data": self.cards[(number - 1) * size:number * size], "page": number, "pages": pages,
                    "total": len(self.cards)}

    def advance(self, order):
        after = self.policy["complete_after_ms"]
        if order["status"] == "accepted" and after is not None and time.monotonic() - order["since"] >= after / 1000:
            order["status"] = "completed"

    def shown(self, order, whole=False):
        self.advance(order)
        names = ["id", "order_id", "status", "items", "error"]
        if whole:
            names += ["customer_email", "customer_name", "queued_ms"]
        return {name: order[name] for name in names if name in order}

    def place(self, body, arrived):
        if not isinstance(body, dict):
            raise Refusal(400, "invalid_request", "the body must be an object")
        for name in ("order_id", "customer_email", "customer_name"):
            if not isinstance(body.get(name), str) or (not body[name] and name != "customer_name"):
                raise Refusal(400, "invalid_request", name + " must be a text")
        items = body.get("items")
        if not isinstance(items, list) or not items:
            raise Refusal(400, "invalid_request", "items must be a list")
        with self.lock:
            by_id = {card["card_id"]: card for card in self.cards}
            for item in items:
                card, quantity = by_id.get(item.get("card_id")), item.get("quantity")
                if not isinstance(quantity, int) or quantity < 1:
                    raise Refusal(400, "invalid_request", "quantity must be 1 or more")
                if card is None or (self.policy["check_stock"] and card["stock"] < quantity):
                    self.refused.append(body["order_id"])
                    raise Refusal(422, "unknown_card" if card is None else "out_of_stock",
                                  "cannot deliver to " + body["customer_email"])
            order = {"id": self.next_id, "order_id": body["order_id"], "status": "accepted", "items": items,
                     "customer_email": body["customer_email"], "customer_name": body["customer_name"],
                     "since": time.monotonic(), "queued_ms": round((time.monotonic() - arrived) * 1000)}
            self.next_id += 1
            self.orders[order["id"]] = order
            if self.random.random() * 100 < self.policy["reject_percent"]:
                order.update(status="rejected", error={"code": "not_available", "message": "rejected"})
            else:
                for item in items:
                    by_id[item["card_id"]]["stock"] -= item["quantity"]
            return self.shown(order)

    def change(self, order_id, status, code=None):
        with self.lock:
            order = self.orders.get(order_id)
            if order is None:
                raise Refusal(404, "not_found", "no such order")
            order["status"] = status
            if code:
                order["error"] = {"code": code, "message": "rejected for " + order["customer_name"]}
            return self.shown(order)

    def find(self, reference):
        with self.lock:
            return {"data": [self.shown(o) for o in self.orders.values() if o["order_id"] == reference]}

    def one(self, order_id):
        with self.lock:
            if order_id not in self.orders:
                raise Refusal(404, "not_found", "no such order")
            return self.shown(self.orders[order_id])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve("GET")

    def do_POST(self):
        self.serve("POST")

    def serve(self, method):
        self.arrived = time.monotonic()
        try:
            size = int(self.headers.get("Content-Length") or 0)
            if not 0 <= size <= MOST_BODY:
                raise Refusal(413, "too_large", "the body is too large")
            raw = self.rfile.read(size)
            path = urlsplit(self.path).path
            if path.startswith("/_control/"):
                return self.answer(200, self.control(method, path[len("/_control/"):], raw))
            self.misbehave(method, path, raw)
        except Refusal as refusal:
            self.answer(refusal.status, {"error": {"code": refusal.code, "message": refusal.message}})
        except (BrokenPipeError, ConnectionResetError, socket.timeout):
            self.close_connection = True

    def misbehave(self, method, path, raw):
        supplier = self.server.supplier
        kind = supplier.fault_for(method + " " + path)
        supplier.note(method, self.path, kind)
        hang, slow = supplier.slowness["hang_ms"] / 1000, supplier.slowness["slow_ms"] / 1000
        if kind == "busy":
            return self.answer(429, {"error": {"code": "too_many_requests", "message": "slower"}}, {"Retry-After": "1"})
        if kind == "error_before":
            return self.answer(500, {"error": {"code": "internal", "message": "sorry"}})
        if kind == "cut_before":
            return self.cut()
        if kind == "before":
            time.sleep(hang)
            return self.cut()
        if kind == "late":
            time.sleep(hang)
        if kind == "slow":
            time.sleep(slow)
        try:
            status, body = self.api(method, path, raw)
        except Refusal as refusal:
            status, body = refusal.status, {"error": {"code": refusal.code, "message": refusal.message}}
        if kind in ("after", "late"):
            time.sleep(hang if kind == "after" else 0)
            return self.cut()
        if kind == "cut_after":
            return self.cut()
        if kind == "error_after":
            return self.answer(500, {"error": {"code": "internal", "message": "sorry"}})
        if kind == "moved":
            return self.answer(303, {}, {"Location": "/elsewhere"})
        if kind == "wrong" and "order_id" in body:
            body = dict(body, order_id="TLM0000000000", id=1)
        text = json.dumps(body)
        self.answer_text(status, text[:len(text) // 2] if kind == "malformed" else text)

    def api(self, method, path, raw):
        supplier = self.server.supplier
        if self.headers.get("Authorization") != "Bearer " + self.server.api_key:
            raise Refusal(401, "unauthorized", "the key is wrong")
        query = parse_qs(urlsplit(self.path).query)
        if method == "GET" and path == "/api/v1/pricing":
            number, size = (int(query.get(name, [default])[0]) for name, default in (("page", "1"), ("per_page", "100")))
            return 200, supplier.page(max(1, number), min(max(1, size), 500))
        if method == "POST" and path == "/api/v1/orders":
            try:
                body = json.loads(raw)
            except ValueError:
                raise Refusal(400, "invalid_request", "the body is no JSON") from None
            return 201, supplier.place(body, self.arrived)
        if method == "GET" and path == "/api/v1/orders":
            return 200, supplier.find(query.get("order_id", [""])[0])
        found = re.fullmatch(r"/api/v1/orders/(\d{1,15})", path)
        if method == "GET" and found:
            return 200, supplier.one(int(found[1]))
        raise Refusal(404, "not_found", "no such address")

    def control(self, method, name, raw):
        supplier = self.server.supplier
        if method == "GET":
            with supplier.lock:
                if name == "orders":
                    return {"data": [supplier.shown(o, whole=True) for o in supplier.orders.values()]}
                if name == "calls":
                    return {"data": supplier.calls, "refused_items": supplier.refused}
                if name == "faults":
                    return {"kinds": KINDS, "random": supplier.faults, "planned": supplier.planned}
                if name == "cards":
                    return {"data": supplier.cards}
            raise Refusal(404, "not_found", "no such control")
        body = json.loads(raw or b"{}")
        if name == "complete":
            return supplier.change(body["id"], "completed")
        if name == "reject":
            return supplier.change(body["id"], "rejected", body.get("code", "not_available"))
        with supplier.lock:
            if name == "faults":
                supplier.random = random.Random(body.get("seed", 1))
                supplier.faults = {"percent": body.get("percent", 0), "kinds": known(body.get("kinds", RANDOM_KINDS)),
                                   "only": body.get("only")}
                supplier.planned = []
            elif name == "next":
                supplier.planned.append({"kind": known([body["kind"]])[0], "times": body.get("times", 1),
                                         "only": body.get("only")})
            elif name == "slowness":
                supplier.slowness.update(body)
            elif name == "cards":
                supplier.cards = body
            elif name == "orders":
                supplier.policy.update(body)
            else:
                raise Refusal(404, "not_found", "no such control")
        return {"ok": True}

    def cut(self):
        """No answer: the caller sees the connection end."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def answer(self, status, body, headers=None):
        self.answer_text(status, json.dumps(body), headers)

    def answer_text(self, status, text, headers=None):
        data = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def known(kinds):
    for kind in kinds:
        if kind not in KINDS:
            raise Refusal(400, "invalid_request", "no fault is called " + str(kind))
    return kinds


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api-key", required=True)
    parser.add_argument("--cards")
    parser.add_argument("--faults", type=int, default=0, help="percent of the API's calls that go wrong")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--complete-after-ms", type=int, default=0, help="from accepted to completed")
    given = parser.parse_args()
    cards = CARDS
    if given.cards:
        with open(given.cards, encoding="utf-8") as file:
            cards = json.load(file)
    server = Server(("127.0.0.1", given.port), Handler)
    server.supplier = Supplier(cards)
    server.supplier.random = random.Random(given.seed)
    server.supplier.faults["percent"] = given.faults
    server.supplier.policy["complete_after_ms"] = given.complete_after_ms
    server.api_key = given.api_key
    print("ready", server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
