"""An HTTP server for tests of clients: free loopback port, one misbehaviour per path.

Usage: http_site.py FOLDER [--tls]

Prints "port N" when it listens. With --tls it makes FOLDER/certificate.pem for localhost. What a request was is kept
as lines in FOLDER/requests: "METHOD PATH?QUERY | Cookie | User-Agent | Accept-Encoding | body".
"""

import argparse
import gzip
import http.server
import pathlib
import ssl
import subprocess
import threading

DATE = "Mon, 23 Nov 2026 15:30:00 GMT"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    folder = None

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return DATE

    def give(self, status, body, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def keep(self, body):
        with self.lock, open(self.folder / "requests", "a", encoding="utf-8") as file:
            head = self.headers
            file.write(" | ".join([f"{self.command} {self.path}", head.get("Cookie", "-"), head.get("User-Agent", "-"),
                                   head.get("Accept-Encoding", "-"), body.decode()]) + "\n")

    def do_POST(self):
        self.keep(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        self.give(200, b'{"result": true}', ("Set-Cookie", "session=abc; Path=/; HttpOnly"))

    def do_GET(self):
        self.keep(b"")
        path = self.path.partition("?")[0]
        if path == "/gzip":
            self.give(200, gzip.compress("сжато".encode()), ("Content-Encoding", "gzip"),
                      ("Content-Type", "Application/JSON; charset=utf-8"))
        elif path == "/bomb":
            self.give(200, gzip.compress(b"0" * (8 << 20)), ("Content-Encoding", "gzip"))
        elif path == "/large":
            self.give(200, b"x" * 5000)
        elif path == "/redirect":
            self.give(302, b"", ("Location", "/gzip"))
        elif path == "/busy":
            self.give(503, b"later", ("Retry-After", "7"))
        elif path == "/busy-until":
            self.give(429, b"later", ("Retry-After", "Mon, 23 Nov 2026 15:30:20 GMT"))
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.wfile.flush()
            self.close_connection = True
        elif path == "/silence":
            threading.Event().wait()
        elif path == "/many-headers":
            self.send_response(200)
            try:
                for number in range(2000):
                    self.send_header(f"X-{number}", "y" * 1000)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                self.close_connection = True
        else:
            self.give(200, b"hello", ("Content-Type", "text/plain"))


def make_certificate(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    Handler.folder = options.folder
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*make_certificate(options.folder))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"port {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
