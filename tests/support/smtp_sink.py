"""An SMTP server for tests: free loopback port, STARTTLS (or TLS from the start) and AUTH, mails kept as files.

Usage: smtp_sink.py FOLDER [--tls starttls|implicit|none] [--auth] [--reply COMMAND=TEXT]... [--drop-after-data]
                    [--silent-after-data]

Makes FOLDER/certificate.pem for localhost, prints "port N" when it listens, and writes FOLDER/N.eml and one line
"sender recipient tls user" to FOLDER/N.envelope for every message it accepts. --reply answers RCPT, MAIL or DATA
(the end of the data) with TEXT instead. --silent-after-data never answers the end of the data, and makes
FOLDER/silent then. One line "connection" goes to FOLDER/connections for every connection.
"""

import argparse
import asyncio
import pathlib
import ssl
import subprocess

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"elzhur", "тайна".encode()


def make_certificate(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


class Handler:
    def __init__(self, options):
        self.options = options
        self.replies = dict(reply.split("=", 1) for reply in options.reply)
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "MAIL" in self.replies:
            return self.replies["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if "RCPT" in self.replies:
            return self.replies["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.options.silent_after_data:
            (self.options.folder / "silent").touch()
            await asyncio.Event().wait()
        if self.options.drop_after_data:
            server.transport.abort()
            return "250 nobody hears it"
        if "DATA" in self.replies:
            return self.replies["DATA"]
        stem = self.options.folder / str(self.count)
        self.count += 1
        stem.with_suffix(".envelope").write_text(" ".join([
            envelope.mail_from, *envelope.rcpt_tos, "tls" if session.ssl or self.options.tls == "implicit" else "plain",
            "authenticated" if session.authenticated else "anonymous"]))
        stem.with_suffix(".eml").write_bytes(envelope.original_content)
        return "250 kept"


def authenticate(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=is_right, handled=False)


async def serve(options):
    certificate, key = make_certificate(options.folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler = Handler(options)

    def factory():
        with open(options.folder / "connections", "a", encoding="utf-8") as file:
            file.write("connection\n")
        is_starttls = options.tls == "starttls"
        return SMTP(handler, hostname="localhost", tls_context=context if is_starttls else None,
                    require_starttls=is_starttls, authenticator=authenticate, auth_required=options.auth,
                    auth_require_tls=is_starttls)

    server = await asyncio.get_running_loop().create_server(
        factory, "127.0.0.1", 0, ssl=context if options.tls == "implicit" else None)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tls", default="starttls", choices=("starttls", "implicit", "none"))
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--reply", action="append", default=[])
    parser.add_argument("--drop-after-data", action="store_true")
    parser.add_argument("--silent-after-data", action="store_true")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
