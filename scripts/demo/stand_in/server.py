"""The stand-in's HTTP: Stripe's API with idempotency keys and faults, the hosted pages, the control calls."""
import base64
import collections
import hashlib
import html
import json
import os
import socket
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import api, control, money
from .forms import ApiError, nested, pairs
from .store import shown

LARGEST_BODY = 1024 * 1024
KEPT_CALLS = 200_000


class Keys:
    """Idempotency keys: what was asked under each, and the first answer."""

    def __init__(self):
        self.lock, self.kept = threading.Lock(), {}

    def begin(self, key, digest):
        """None: go on. Else the first answer; errors for another request and for one still at work."""
        with self.lock:
            kept = self.kept.get(key)
            if kept is None:
                self.kept[key] = {"digest": digest, "answer": None}
                return None
            if kept["digest"] != digest:
                raise ApiError(400, "idempotency_error", "Keys for idempotent requests can only be used with the same "
                               "parameters they were first used with.", "idempotency_error")
            if kept["answer"] is None:
                raise ApiError(409, "idempotency_error", "There is currently another in-progress request using this "
                               "Idempotent Key.", "idempotency_key_in_use")
            return kept["answer"]

    def forget(self):
        """But for those still at work."""
        with self.lock:
            self.kept = {key: kept for key, kept in self.kept.items() if kept["answer"] is None}

    def dump(self):
        with self.lock:
            return {key: [kept["digest"], kept["answer"][0], kept["answer"][1].decode()]
                    for key, kept in self.kept.items() if kept["answer"]}

    def load(self, kept):
        self.kept = {key: {"digest": digest, "answer": (status, body.encode())}
                     for key, (digest, status, body) in kept.items()}

    def end(self, key, status, body, keep):
        with self.lock:
            if keep:
                self.kept[key]["answer"] = (status, body)
            else:
                self.kept.pop(key, None)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, port, store, deliverer, faults, api_keys):
        self.store, self.deliverer, self.faults, self.api_keys = store, deliverer, faults, api_keys
        self.keys, self.calls, self.refund_status = Keys(), collections.deque(maxlen=KEPT_CALLS), "succeeded"
        self.ending = threading.Event()
        super().__init__(("127.0.0.1", port), Handler)
        self.base_url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        pass  # clients that go away are no news


class Cut(Exception):
    """The connection ends here, without an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "stripe-stand-in", ""
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve(b"")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            return self.answer(413, {"error": {"type": "invalid_request_error", "message": "too large"}})
        self.serve(self.rfile.read(length))

    def serve(self, body):
        path, _, query = self.path.partition("?")
        try:
            if path.startswith("/_control/"):
                self.control(path[len("/_control/"):], query, body)
            elif path.startswith("/v1/"):
                self.api(path, query, body)
            else:
                self.page(path, body)
        except Cut:
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        except ApiError as error:
            self.answer(error.status, {"error": error.error})

    def answer(self, status, body, headers=(), kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    # --- Stripe's API

    def authenticate(self):
        word = self.headers.get("Authorization", "")
        key = ""
        if word.startswith("Bearer "):
            key = word[7:].strip()
        elif word.startswith("Basic "):
            key = base64.b64decode(word[6:] + "==").decode(errors="replace").partition(":")[0]
        if not key or (self.server.api_keys and key not in self.server.api_keys):
            raise ApiError(401, "invalid_request_error", "Invalid API Key provided.")

    def api(self, path, query, body):
        text = body.decode(errors="replace") if self.command == "POST" else query
        key = self.headers.get("Idempotency-Key") if self.command == "POST" else None
        request_id = "req_" + os.urandom(8).hex()
        call = {"method": self.command, "path": path, "form": pairs(text), "idempotency_key": key, "request_id": request_id,
                "headers": {k: v for k, v in self.headers.items() if k.lower() != "authorization"}, "status": None}
        self.server.calls.append(call)
        fault, delay = self.server.faults.pick(self.command, path)
        call["fault"] = fault
        headers = [("Request-Id", request_id)]
        if fault == "slow":
            self.server.ending.wait(min(delay, 2))
        if fault in ("timeout_before", "cut_before"):
            self.silence(fault, delay)
        try:
            status, data, replayed = self.carry_out(path, text, key, fault, request_id)
            if replayed:
                headers.append(("Idempotent-Replayed", "true"))
        except ApiError as error:
            status, data = error.status, json.dumps({"error": error.error}).encode()
            if status == 429:
                headers.append(("Retry-After", "1"))
            if status == 409:
                headers.append(("Stripe-Should-Retry", "true"))
        call["status"] = status
        if fault in ("timeout_after", "cut_after"):
            self.silence(fault, delay)
        if fault == "error_500_after":
            status, data = 500, b'{"error":{"type":"api_error","message":"An unknown error occurred"}}'
        if fault == "malformed":
            data = data[: len(data) // 2]
        self.answer(status, data, headers)

    def silence(self, fault, delay):
        if fault.startswith("timeout"):
            # As long as it takes the other side to lose its patience.
            self.connection.settimeout(0.2)
            end = time.monotonic() + delay
            while time.monotonic() < end and not self.server.ending.is_set():
                try:
                    if self.connection.recv(1, socket.MSG_PEEK) == b"":
                        break
                except socket.timeout:
                    pass
                except OSError:
                    break
        raise Cut

    def carry_out(self, path, text, key, fault, request_id):
        """(status, body, replayed)."""
        self.authenticate()
        if fault == "error_500":
            raise ApiError(500, "api_error", "An unknown error occurred")
        if fault == "rate_limit":
            raise ApiError(429, "invalid_request_error", "Request rate limit exceeded.", "rate_limit")
        if fault == "lock_conflict":
            raise ApiError(409, "invalid_request_error", "This object cannot be accessed right now because another API "
                           "request is currently accessing it.", "lock_timeout")
        answer, ids = api.find(self.command, path)
        if answer is None:
            raise ApiError(404, "invalid_request_error", f"Unrecognized request URL ({self.command}: {path}).")
        account = self.headers.get("Stripe-Account")
        if key is None:
            return 200, self.run(answer, ids, text, None, account, request_id), False
        if not 1 <= len(key) <= 255:
            raise ApiError(400, "invalid_request_error", "Idempotency keys have 1 to 255 characters.")
        digest = hashlib.sha256(f"{self.command} {path} {account} {text}".encode()).hexdigest()
        if (first := self.server.keys.begin(key, digest)) is not None:
            return *first, True
        status, data, keep = 500, b"", False
        try:
            if fault == "error_500_kept":
                keep, data = True, b'{"error":{"type":"api_error","message":"An unknown error occurred"}}'
            else:
                data = self.run(answer, ids, text, key, account, request_id)
                status, keep = 200, True
        finally:
            self.server.keys.end(key, status, data, keep)
        return status, data, False

    def run(self, answer, ids, text, key, account, request_id):
        form = nested(pairs(text))
        paths = form.pop("expand", [])
        store = self.server.store
        with store.lock:
            store.request = {"id": request_id, "idempotency_key": key}
            try:
                found = answer(store, form=form, ids=ids, base_url=self.server.base_url, account=account,
                               refund_status=self.server.refund_status)
                # Events are kept as the text that was, or will be, delivered.
                if "body" in found:
                    return found["body"].encode()
                if found.get("url") == "/v1/events":
                    bodies = ",".join(e["body"] for e in found.pop("data"))
                    return (json.dumps(found)[:-1] + f', "data": [{bodies}]}}').encode()
                return json.dumps(store.expand(found, paths), separators=(",", ":")).encode()
            finally:
                store.request = {"id": None, "idempotency_key": None}

    # --- control and pages

    def control(self, name, query, body):
        found = (control.GETS if self.command == "GET" else control.POSTS).get(name)
        if found is None:
            return self.answer(404, {"get": sorted(control.GETS), "post": sorted(control.POSTS)})
        try:
            want = json.loads(body) if body else dict(pairs(query))
            with self.server.store.lock:
                result = json.dumps(shown(found(self.server, want))).encode()
            self.answer(200, result)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.answer(400, {"error": {"type": "invalid_request_error", "message": f"{type(error).__name__}: {error}"}})

    def page(self, path, body):
        store = self.server.store
        with store.lock:
            if path.startswith("/c/pay/") and (session := store.find("checkout.session", path[len("/c/pay/"):])):
                if self.command == "POST":
                    want = dict(pairs(body.decode(errors="replace")))
                    money.pay_session(store, session, want.pop("outcome", "paid"), None, want)
                    done = session["status"] == "complete"
                    place = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]) if done else path
                    return self.answer(303, b"", [("Location", place)], "text/plain")
                return self.answer(200, pay_page(session), kind="text/html; charset=utf-8")
            if path.startswith("/setup/") and (account := store.find("account", path[len("/setup/"):])):
                if self.command == "POST":
                    money.onboard(store, account)
                    return self.answer(303, b"", [("Location", account.get("_return_url", "/"))], "text/plain")
                return self.answer(200, b"<!doctype html><form method=post><button>I am who I am</button></form>",
                                   kind="text/html; charset=utf-8")
        self.answer(404, b"There is nothing here.", kind="text/plain")


def pay_page(session):
    """A page that a person, or curl, can pay on."""
    if session["status"] != "open":
        return f"<!doctype html><title>Checkout</title><p>This session is {session['status']}.</p>".encode()
    lines = "".join(f"<li>{html.escape(i.get('quantity', '1'))} x {html.escape(i['price_data']['product_data']['name'])}"
                    f" <small>{html.escape(i['price_data']['product_data'].get('description', ''))}</small></li>"
                    for i in session["_items"])
    cancel = html.escape(urllib.parse.quote(session["cancel_url"] or "/", safe=":/?&=%#+,;@"))
    return f"""<!doctype html><title>Checkout (stand-in)</title><h1>Pay {money.dollars(session['amount_total'])}
{html.escape(session['currency'].upper())}</h1><ul>{lines}</ul><form method=post>
<input name=email placeholder=E-mail value="{html.escape(session['customer_email'] or '', quote=True)}"><input name=name placeholder=Name>
<input name=phone placeholder=Phone><select name=outcome><option value=paid>card<option value=unpaid>bank debit
<option value=declined>declined card</select><button>Pay</button></form><a href="{cancel}">Cancel</a>""".encode()
