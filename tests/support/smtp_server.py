#!/usr/bin/python3
"""A real SMTP server for one test, on 127.0.0.1: aiosmtpd (Debian python3-aiosmtpd).

smtp_server.py FOLDER CERTIFICATE KEY starttls|smtps [PORT]

Writes its port to FOLDER/port and each mail that it took to FOLDER/mail-N: the envelope's sender and recipient,
each on a line, an empty line, and the bytes. Ends with its standard input. What it does hangs on the recipient:
later@ 451 and never@ 550 at RCPT; busy@ 452, spam@ 554 and cut@ (no answer, connection closed) after the mail.
The login is mailer / secret.
"""
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder):
        self.folder, self.taken = folder, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "later":
            return "451 4.2.1 try again later"
        if name == "never":
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "busy":
            return "452 4.3.1 no room now"
        if name == "spam":
            return "554 5.7.1 not that"
        if name == "cut":
            server.transport.abort()
            return "451 gone"
        self.taken += 1
        path = os.path.join(self.folder, f"mail-{self.taken}")
        with open(path + ".part", "wb") as out:
            head = envelope.mail_from + "\n" + "\n".join(envelope.rcpt_tos) + "\n\n"
            out.write(head.encode() + envelope.original_content)
        os.rename(path + ".part", path)
        return "250 taken"


def login(server, session, envelope, mechanism, auth_data):
    good = auth_data.login == b"mailer" and auth_data.password == b"secret"
    return AuthResult(success=good, handled=False)


async def main():
    folder, certificate, key, way = sys.argv[1:5]
    port = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler = Handler(folder)

    def one():
        return SMTP(handler, hostname="test", timeout=20, authenticator=login, auth_required=True,
                    auth_require_tls=way == "starttls", enable_SMTPUTF8=False,
                    tls_context=context if way == "starttls" else None, require_starttls=way == "starttls")

    server = await asyncio.get_running_loop().create_server(
        one, "127.0.0.1", port, ssl=context if way == "smtps" else None)
    with open(os.path.join(folder, "port.part"), "w") as out:
        out.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(folder, "port.part"), os.path.join(folder, "port"))
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await asyncio.wait_for(reader.read(), 120)


asyncio.run(main())
