"""Delivers events as Stripe does: signed anew for each attempt, in no promised order, repeated until a 2xx."""
import hashlib
import heapq
import hmac
import http.client
import random
import threading
import time
import urllib.parse


def signature(secrets, body, at):
    """Stripe-Signature over "t.body" with every valid secret."""
    stamp = str(int(at))
    message = stamp.encode() + b"." + body
    marks = [f"v1={hmac.new(s.encode(), message, hashlib.sha256).hexdigest()}" for s in secrets]
    return ",".join([f"t={stamp}"] + marks)


class Deliverer:
    def __init__(self, url, secrets, connect_secrets=(), workers=4, seed=None, most_attempts=60):
        self.secrets, self.connect_secrets, self.most_attempts = list(secrets), list(connect_secrets), most_attempts
        self.set_url(url)
        self.on, self.shuffle_ms, self.duplicates_percent = True, 0, 0
        self.missed, self.delivered, self.attempts, self.given_up = [], 0, 0, []
        self.random = random.Random(seed)
        self.changed = threading.Condition()
        self.queue, self.count, self.busy, self.ending = [], 0, 0, False
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def set_url(self, url):
        self.url = urllib.parse.urlsplit(url) if url else None

    def deliver(self, event):
        """Soon, by a worker; or, while deliveries are off, never: List Events still knows it."""
        with self.changed:
            if not self.on or self.url is None:
                self.missed.append(event["id"])
                return
            self._push(event, self._jitter(), 1)
            if self.random.randrange(100) < self.duplicates_percent:
                self._push(event, self._jitter(), 1)

    def resend(self, events):
        with self.changed:
            for event in events:
                self._push(event, self._jitter(), 1)

    def status(self):
        with self.changed:
            return {"on": self.on, "waiting": len(self.queue) + self.busy, "delivered": self.delivered,
                    "attempts": self.attempts, "missed": len(self.missed), "given_up": list(self.given_up)}

    def _jitter(self):
        return self.random.random() * self.shuffle_ms / 1000

    def _push(self, event, delay, attempt):
        self.count += 1
        heapq.heappush(self.queue, (time.monotonic() + delay, self.count, event, attempt))
        self.changed.notify()

    def _next(self):
        with self.changed:
            while not self.ending:
                wait = self.queue[0][0] - time.monotonic() if self.queue else 60
                if self.queue and wait <= 0:
                    self.busy += 1
                    return heapq.heappop(self.queue)
                self.changed.wait(min(wait, 60))
            return None

    def _work(self):
        connection = None
        while (job := self._next()) is not None:
            _, _, event, attempt = job
            fine, connection = self._send(event, connection)
            with self.changed:
                self.busy -= 1
                self.attempts += 1
                if fine:
                    self.delivered += 1
                elif attempt < self.most_attempts:
                    self._push(event, min(30, 0.2 * 2 ** min(attempt, 10)) * (0.5 + self.random.random()), attempt + 1)
                else:
                    self.given_up.append(event["id"])

    def _send(self, event, connection):
        body = event["body"].encode()
        secrets = self.connect_secrets if event["account"] and self.connect_secrets else self.secrets
        url = self.url
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)",
                   "Stripe-Signature": signature(secrets, body, time.time())}
        for fresh in (False, True):  # a kept connection may have been closed meanwhile
            try:
                if connection is None or fresh or (connection.host, connection.port) != (url.hostname, url.port):
                    if connection is not None:
                        connection.close()
                    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
                    connection, fresh = kind(url.hostname, url.port, timeout=30), True
                connection.request("POST", url.path or "/", body, headers)
                answer = connection.getresponse()
                answer.read()
                return 200 <= answer.status < 300, connection
            except (OSError, http.client.HTTPException):
                if fresh:
                    break
        if connection is not None:
            connection.close()
        return False, None

    def end(self):
        with self.changed:
            self.ending = True
            self.changed.notify_all()
