"""A real SMTP server for tests: STARTTLS and AUTH are required, everything received is kept, replies may be late.

It stands on a free port of the loopback, with a certificate that is made for the run.
"""

import asyncio
import dataclasses
import email
import email.policy
import logging
import socket
import ssl
import subprocess
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the library warns of its own past

USER, PASSWORD = "elzhur", "очень тайно"
PHASES = ("connected", "authenticated", "mail", "recipient", "data", "received", "replied")


@dataclasses.dataclass(frozen=True)
class Received:
    recipient: str
    message_id: str
    kind: str
    subject: str
    data: bytes


def make_certificate(folder):
    """A self-signed certificate for localhost and 127.0.0.1; it is its own authority."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out",
                    str(certificate)], check=True, capture_output=True)
    return certificate, key


class MailSink:
    """`at_phase(phase)` is called on the server's thread at every step of a delivery, before the reply to it."""

    def __init__(self, folder):
        self.certificate, key = make_certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.received = []
        self.delay_seconds = 0.0
        self.at_phase = lambda phase: None
        self.lock = threading.Lock()
        self.controller = _Controller(self)

    def start(self):
        self.controller.start()
        return self

    def stop(self):
        self.controller.stop()

    @property
    def port(self):
        return self.controller.server.sockets[0].getsockname()[1]

    def config(self, folder):
        """The `mail` section of a configuration that sends here."""
        password = folder / "smtp-password"
        password.write_text(PASSWORD + "\n", encoding="utf-8")
        password.chmod(0o600)
        return {"transport": "smtp", "from": "ЭлЖур-монитор <elzhur@school.example>",
                "smtp": {"host": "localhost", "port": self.port, "tls": "starttls", "username": USER,
                         "password_file": str(password), "ca_file": str(self.certificate)}}

    def take(self):
        """What came since the last call."""
        with self.lock:
            taken, self.received = self.received, []
        return taken

    def authenticate(self, server, session, envelope, mechanism, data):
        good = data.login == USER.encode() and data.password == PASSWORD.encode()
        self.at_phase("authenticated")
        return AuthResult(success=good)

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.at_phase("mail")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.at_phase("recipient")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            for recipient in envelope.rcpt_tos:
                self.received.append(Received(recipient, str(mail["Message-ID"]), str(mail["X-Elzhur-Kind"]),
                                              str(mail["Subject"]), envelope.content))
        self.at_phase("received")
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        return "250 OK"


class _Controller(Controller):
    def __init__(self, sink):
        super().__init__(sink, hostname="127.0.0.1", port=0)
        self.sink = sink

    def factory(self):
        self.sink.at_phase("connected")
        return _Server(self.sink, hostname="localhost", tls_context=self.sink.context, require_starttls=True,
                       auth_required=True, authenticator=self.sink.authenticate, enable_SMTPUTF8=False)

    def _trigger_server(self):
        """The base class would connect to the port that was asked for, and that is 0."""
        with socket.create_connection(("127.0.0.1", self.server.sockets[0].getsockname()[1]), 5) as probe:
            probe.recv(64)


class _Server(SMTP):
    async def smtp_DATA(self, arg):
        self.event_handler.at_phase("data")
        await super().smtp_DATA(arg)
        self.event_handler.at_phase("replied")
