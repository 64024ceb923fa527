#!/usr/bin/python3
"""The HTTP server of `elzhurd run` from outside: limits, malformed and slow requests, TLS, the unix socket, signing in,
forms, reload and stop.

Usage: web_server_test.py ELZHURD [TEST...]
"""

import hashlib
import http.client
import json
import os
import pwd
import random
import re
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import time
import unittest
import urllib.parse

import harness
import service

# What the server promises (daemon/web/limits.hpp).
HEADER_BYTES_MAX = 16 * 1024
BODY_BYTES_MAX = 1024 * 1024
HEADER_SECONDS_MAX = 10
CONNECTIONS_PER_PEER_MAX = 128
FAILED_SIGN_INS_MAX = 10
PASSWORD = "верный конь батарея"
TOKEN = "a-token-of-the-tests-0123456789"
SECONDS_MAX = 20 * harness.SLACK


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("elzhurd", timeout=SECONDS_MAX)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS_MAX)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode("utf-8")


class WebTest(harness.SystemTest):
    def start(self, users=None, **web):
        folder = self.folder / f"school{len(list(self.folder.iterdir()))}"
        school = harness.School(self.elzhurd, folder, harness.config(
            web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", **web}))
        if users is not None:
            self.write_users(school, users)
        running = service.Service(school)
        self.addCleanup(running.end)
        running.ready()
        self.port = int(re.search(r"listens on https?://127\.0\.0\.1:(\d+)", running.log).group(1))
        self.socket_path = school.folder / "elzhurd.sock"
        return school, running

    def write_users(self, school, users):
        file = school.folder / "users.yaml"
        file.write_text(harness.dump_yaml(users))
        file.chmod(0o600)

    def hash_password(self, password=PASSWORD):
        run = subprocess.run([self.elzhurd, "hash-password"], input=password + "\n", capture_output=True, text=True,
                             check=True)
        return run.stdout.strip()

    def users(self, **changes):
        return {"users": [{"name": "admin", "role": "administrator", "password": self.hash_password(), **changes}],
                "tokens": [{"name": "prometheus", "role": "operator",
                            "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}]}

    def with_users(self, **web):
        return self.start(users=self.users(), users_file="users.yaml", **web)

    def unix(self):
        connection = UnixConnection(self.socket_path)
        self.addCleanup(connection.close)
        return connection

    def ask(self, method, path, body=None, headers=None, connection=None):
        own = connection is None
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            if own:
                connection.close()

    def bytes_of(self, data, seconds_max=SECONDS_MAX):
        """What the server answers to these bytes until it closes or says no more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds_max) as peer:
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)
            return self.read_all(peer)

    @staticmethod
    def read_all(peer):
        answer = b""
        try:
            while chunk := peer.recv(65536):
                answer += chunk
        except ConnectionResetError:
            pass
        return answer

    def status_of(self, data):
        answer = self.bytes_of(data)
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
        return int(match.group(1)) if match else None

    def sign_in(self, name="admin", password=PASSWORD, connection=None, **more):
        body = urllib.parse.urlencode({"name": name, "password": password, **more})
        return self.ask("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"}, connection)

    def assert_healthy(self):
        self.assertEqual(self.ask("GET", "/-/healthy").status, 200)

    def assert_stops(self, running):
        status, seconds = running.stop()
        self.assertEqual(status, 0, running.log)
        self.assertLess(seconds, service.STOP_SECONDS_MAX)


class Answers(WebTest):
    def test_health_readiness_and_state_are_answered(self):
        _, running = self.start()
        running.wait_said("last cycle")
        self.assertEqual(self.ask("GET", "/-/healthy").status, 200)
        self.assertEqual(self.ask("GET", "/-/ready").status, 200)
        answer = self.ask("GET", "/-/status")
        self.assertTrue(json.loads(answer.text)["is_good"])
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assert_stops(running)
        self.assertFalse(self.socket_path.exists(), "the socket file goes with the service")

    def test_every_answer_is_confined(self):
        self.start()
        for path in ("/-/healthy", "/nowhere", "/%00"):
            headers = self.ask("GET", path).headers
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"], path)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertIsNone(headers["Strict-Transport-Security"])

    def test_head_has_the_length_and_no_body(self):
        self.start()
        got, head = self.ask("GET", "/-/healthy"), self.ask("HEAD", "/-/healthy")
        self.assertEqual((head.status, head.body), (200, b""))
        self.assertEqual(head.headers["Content-Length"], got.headers["Content-Length"])

    def test_one_connection_serves_many_requests_and_pipelined_ones_in_order(self):
        self.start()
        request = b"GET /-/%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
        answer = self.bytes_of(b"".join(request % path for path in (b"healthy", b"nowhere", b"healthy") * 50))
        found = re.findall(rb"HTTP/1\.1 (\d{3})", answer)
        self.assertEqual(found, [b"200", b"404", b"200"] * 50)

    def test_old_and_odd_clients(self):
        self.start()
        self.assertEqual(self.status_of(b"GET /-/healthy HTTP/1.0\r\nHost: localhost\r\n\r\n"), 200)
        answer = self.bytes_of(b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                               b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 1)
        chunked = (b"POST /-/reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                   b"5\r\nhello\r\n0\r\n\r\nGET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d{3})", self.bytes_of(chunked)), [b"403", b"200"])
        expecting = (b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi")
        self.assertIn(b"100 Continue", self.bytes_of(expecting))

    def test_a_port_that_is_taken_is_said_clearly(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            school = harness.School(self.elzhurd, self.folder / "taken", harness.config(
                web={"listen": f"127.0.0.1:{taken.getsockname()[1]}", "socket": "elzhurd.sock"}))
            run = harness.execute([school.elzhurd, "run", "--config", str(school.config_path)], school.folder)
        self.assertEqual(run.status, 69, run.stderr)
        self.assertRegex(run.stderr, r"port \d+ of 127\.0\.0\.1 is taken")


class Hostile(WebTest):
    def test_malformed_requests_are_refused_and_harm_nothing(self):
        self.start()
        host = b"Host: localhost\r\n"
        for data in (b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n" + host + b"\r\n", b"\x16\x03\x01\x02\x00\x01",
                     b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + host + host + b"\r\n",
                     b"GET / HTTP/1.1\r\n" + host + b"Bad Header: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + host + b" folded\r\nX\x00: y\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                     b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                     b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * 30000,
                     b"GET /%ff HTTP/1.1\r\n" + host + b"\r\n", b"GET /../x HTTP/1.1\r\n" + host + b"\r\n"):
            with self.subTest(data=data[:60]):
                self.assertEqual(self.status_of(data), 400)
        self.assertEqual(self.status_of(b"BREW / HTTP/1.1\r\n" + host + b"\r\n"), 405)
        self.assert_healthy()

    def test_noise_never_gets_a_good_answer(self):
        self.start()
        noise = random.Random(20261123)
        good = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nCookie: a=b\r\n\r\nname=a&b=c"
        for _ in range(300):
            data = bytearray(good)
            for _ in range(noise.randint(1, 6)):
                data[noise.randrange(len(data))] = noise.randrange(256)
            self.bytes_of(bytes(data))
        self.assert_healthy()

    def test_headers_have_their_limit(self):
        self.start()
        start = b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nX-Long: "
        fits = start + b"x" * (HEADER_BYTES_MAX - len(start) - 4) + b"\r\n\r\n"
        self.assertEqual(len(fits), HEADER_BYTES_MAX)
        self.assertEqual(self.status_of(fits), 200)
        self.assertEqual(self.status_of(fits[:-4] + b"x\r\n\r\n"), 431)
        self.assertEqual(self.status_of(b"GET /" + b"x" * 500_000), 431)
        self.assert_healthy()

    def test_bodies_have_their_limit(self):
        self.start()
        self.assertEqual(self.ask("POST", "/nowhere", b"x" * BODY_BYTES_MAX).status, 404)
        self.assertEqual(self.status_of(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                                        % (BODY_BYTES_MAX + 1)), 413)
        self.assertEqual(self.status_of(b"POST / HTTP/1.1\r\nHost: localhost\r\n"
                                        b"Content-Length: 99999999999999999999999\r\n\r\n"), 400)
        chunk = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
        self.assertEqual(self.status_of(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + chunk * 17 + b"0\r\n\r\n"), 413)
        self.assert_healthy()

    def test_whoever_sends_slowly_is_cut_off_and_holds_up_nobody(self):
        self.start()
        peers = [socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX) for _ in range(50)]
        began = time.monotonic()
        for peer in peers:
            self.addCleanup(peer.close)
            peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-")
        self.assert_healthy()
        for letter in range(3):  # A letter now and then does not lengthen the time.
            threading.Event().wait(2)
            for peer in peers:
                peer.sendall(b"a")
        answers = [self.read_all(peer) for peer in peers]
        seconds = time.monotonic() - began
        self.assertTrue(all(answer.startswith(b"HTTP/1.1 408") for answer in answers), answers[0])
        self.assertGreater(seconds, HEADER_SECONDS_MAX - 1)
        self.assertLess(seconds, HEADER_SECONDS_MAX + 6 * harness.SLACK)

    def test_connections_of_one_peer_have_their_limit(self):
        self.start()
        peers = []
        for _ in range(CONNECTIONS_PER_PEER_MAX):
            peers.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX))
            peers[-1].connect()
        self.assertEqual(self.ask("GET", "/-/healthy", connection=peers[-1]).status, 200)
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX) as refused:
            self.assertEqual(self.read_all(refused), b"", "one more is closed at once")
        self.assertEqual(self.ask("GET", "/-/healthy", connection=self.unix()).status, 200)
        for peer in peers:
            peer.close()
        service.wait_for(lambda: self.can_ask(), "there is room again")

    def can_ask(self):
        try:
            return self.ask("GET", "/-/healthy").status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False

    @unittest.skipUnless(shutil.which("slowhttptest"), "slowhttptest is not installed")
    def test_slowhttptest_finds_it_available(self):
        self.start()
        for kind in ("-H", "-B", "-R", "-X"):
            run = subprocess.run(["slowhttptest", kind, "-c", "100", "-r", "100", "-i", "2", "-l", "4", "-p", "3", "-u",
                                  f"http://127.0.0.1:{self.port}/-/healthy"],
                                 capture_output=True, text=True, timeout=60 * harness.SLACK, cwd=self.folder)
            plain = re.sub(r"\x1b\[[0-9;]*m", "", run.stdout)
            with self.subTest(kind=kind):
                self.assertRegex(plain, r"service available:\s*YES")
                self.assertNotRegex(plain, r"service available:\s*NO")
        service.wait_for(self.can_ask, "there is room again")


class Access(WebTest):
    def test_without_users_only_this_machine_by_its_names_may_read(self):
        self.start()
        self.assertEqual(self.ask("GET", "/-/status", headers={"Host": "evil.example"}).status, 421)
        self.assertEqual(self.ask("GET", "/-/status", headers={"Host": "localhost:1"}).status, 200)
        self.assertEqual(self.ask("POST", "/-/reload").status, 403)

    def test_the_unix_socket_may_everything_and_only_its_group_reaches_it(self):
        school, running = self.start()
        self.assertEqual(stat.S_IMODE(self.socket_path.stat().st_mode), 0o660)
        answer = self.ask("POST", "/-/reload", connection=self.unix())
        self.assertEqual(answer.status, 200, answer.text)
        running.wait_logged(f"reload asked for by {pwd.getpwuid(os.getuid()).pw_name}")
        school.write_config("not: [a configuration")
        self.assertEqual(self.ask("POST", "/-/reload", connection=self.unix()).status, 422)
        browser = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
        self.assertEqual(self.ask("POST", "/-/reload", headers=browser,
                                  connection=self.unix()).status, 403)

    def test_a_socket_file_that_was_left_behind_is_replaced_and_a_living_one_is_not(self):
        school, running = self.start()
        running.kill()
        self.assertTrue(self.socket_path.exists())
        again = service.Service(school)
        self.addCleanup(again.end)
        again.ready()
        self.assertEqual(self.ask("GET", "/-/healthy", connection=self.unix()).status, 200)
        other = harness.School(self.elzhurd, self.folder / "other", harness.config(
            web={"listen": "127.0.0.1:0", "socket": str(self.socket_path)}))
        run = harness.execute([other.elzhurd, "run", "--config", str(other.config_path)], other.folder)
        self.assertEqual(run.status, 69, run.stderr)
        self.assertIn("another program answers", run.stderr)

    def test_who_has_not_signed_in_sees_the_sign_in_only(self):
        self.with_users()
        self.assertEqual(self.ask("GET", "/-/status").status, 401)
        page = self.ask("GET", "/findings?rule=x", headers={"Accept": "text/html"})
        self.assertEqual(page.status, 303)
        self.assertEqual(page.headers["Location"], "/login?next=%2Ffindings%3Frule%3Dx")
        form = self.ask("GET", "/login?next=%2Ffindings", headers={"Accept": "text/html"})
        self.assertEqual(form.status, 200)
        self.assertIn('type="password"', form.text)
        self.assertIn('value="/findings"', form.text)
        self.assertNotIn("<script", form.text)
        self.assertNotIn("style=", form.text)
        self.assert_healthy()

    def test_signing_in_acting_and_signing_out(self):
        self.with_users()
        answer = self.sign_in()
        self.assertEqual(answer.status, 303)
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        for attribute in ("HttpOnly", "SameSite=Strict"):
            self.assertIn(attribute, answer.headers["Set-Cookie"])
        self.assertEqual(self.ask("GET", "/-/status", headers={"Cookie": cookie}).status, 200)
        self.assertEqual(self.ask("POST", "/-/reload", headers={"Cookie": cookie}).status, 403, "no form token")
        page = self.ask("GET", "/", headers={"Cookie": cookie, "Accept": "text/html"}).text
        token = re.search(r'name="form_token" value="([\w-]{43})"', page)
        self.assertTrue(token, "the page has a form with the token")
        good = {"Cookie": cookie, "X-Form-Token": token.group(1)}
        self.assertEqual(self.ask("POST", "/-/reload", headers=good).status, 200)
        self.assertEqual(self.ask("POST", "/-/reload", headers={**good, "Origin": "http://evil.example"}).status, 403)
        self.assertEqual(self.ask("POST", "/-/reload", headers={**good, "Sec-Fetch-Site": "cross-site"}).status, 403)
        self.assertEqual(self.ask("POST", "/logout", headers=good).status, 303)
        self.assertEqual(self.ask("GET", "/-/status", headers={"Cookie": cookie}).status, 401)

    def test_wrong_passwords_are_counted(self):
        _, running = self.with_users()
        for _ in range(FAILED_SIGN_INS_MAX):
            self.assertEqual(self.sign_in(password="guess").status, 403)
        refused = self.sign_in()
        self.assertEqual(refused.status, 429)
        self.assertGreater(int(refused.headers["Retry-After"]), 0)
        said = "".join(line for line in running.log.splitlines() if "sign-in" in line)
        self.assertEqual(said.count("a sign-in has failed"), FAILED_SIGN_INS_MAX)
        self.assertNotIn("guess", running.log)
        self.assertNotIn("admin", said)

    def test_a_token_lets_a_program_in(self):
        self.with_users()
        good = {"Authorization": f"Bearer {TOKEN}"}
        self.assertEqual(self.ask("GET", "/-/status", headers=good).status, 200)
        self.assertEqual(self.ask("POST", "/-/reload", headers=good).status, 200)
        self.assertEqual(self.ask("GET", "/-/status", headers={"Authorization": "Bearer wrong"}).status, 401)

    def test_a_flood_of_strangers_is_slowed_down_and_programs_are_not(self):
        self.with_users()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        self.addCleanup(connection.close)
        statuses = [self.ask("GET", "/-/status", connection=connection).status for _ in range(3000)]
        self.assertIn(429, statuses)
        good = {"Authorization": f"Bearer {TOKEN}"}
        statuses = {self.ask("GET", "/-/status", headers=good, connection=connection).status for _ in range(3000)}
        self.assertEqual(statuses, {200})

    def test_a_reload_takes_new_users_and_ends_sessions_of_changed_ones(self):
        school, running = self.with_users()
        cookie = self.sign_in().headers["Set-Cookie"].split(";")[0]
        running.reload()
        self.assertEqual(self.ask("GET", "/-/status", headers={"Cookie": cookie}).status, 200, "nothing has changed")
        self.write_users(school, {"users": [{"name": "admin", "role": "teacher", "password": "letmein"}]})
        running.reload()
        self.assertRegex(running.log, r"users\.yaml:\d+:\d+: error: 'password'")
        self.assertEqual(self.ask("GET", "/-/status", headers={"Cookie": cookie}).status, 200, "the old file counts")
        self.write_users(school, {"users": [{"name": "admin", "role": "administrator",
                                             "password": self.hash_password("другой пароль")}]})
        running.reload()
        self.assertEqual(self.ask("GET", "/-/status", headers={"Cookie": cookie}).status, 401)
        self.assertEqual(self.sign_in().status, 403)
        self.assertEqual(self.sign_in(password="другой пароль").status, 303)


class Tls(WebTest):
    def certificate(self, folder, name="localhost"):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1",
                        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
                       check=True, capture_output=True)
        return folder / "cert.pem"

    def connect(self, certificate, **versions):
        context = ssl.create_default_context(cafile=str(certificate))
        for name, version in versions.items():
            setattr(context, name, version)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=SECONDS_MAX, context=context)
        self.addCleanup(connection.close)
        return connection

    def test_pages_go_encrypted_and_a_reload_takes_a_new_certificate(self):
        keys = self.folder / "keys"
        old = self.certificate(keys).rename(keys / "old.pem")
        shutil.copy(old, keys / "cert.pem")
        _, running = self.start(users=self.users(), users_file="users.yaml",
                                tls={"certificate_file": str(keys / "cert.pem"), "key_file": str(keys / "key.pem")})
        answer = self.ask("GET", "/-/healthy", connection=self.connect(old))
        self.assertEqual(answer.status, 200)
        self.assertIn("max-age", answer.headers["Strict-Transport-Security"])
        signed_in = self.sign_in(connection=self.connect(old))
        self.assertRegex(signed_in.headers["Set-Cookie"], r"^__Host-elzhur_session=.*; Secure$")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            connection = self.connect(old, minimum_version=version, maximum_version=version)
            self.assertEqual(self.ask("GET", "/-/healthy", connection=connection).status, 200)
        old_client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old_client.check_hostname, old_client.verify_mode = False, ssl.CERT_NONE
        old_client.set_ciphers("ALL:@SECLEVEL=0")
        old_client.minimum_version = old_client.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, OSError)):
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=SECONDS_MAX, context=old_client)
            self.addCleanup(connection.close)
            connection.request("GET", "/-/healthy")
        plain = self.bytes_of(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertFalse(plain.startswith(b"HTTP"), "nothing is answered in the open")
        new = self.certificate(keys)
        running.reload()
        self.assertEqual(self.ask("GET", "/-/healthy", connection=self.connect(new)).status, 200)
        with self.assertRaises(ssl.SSLError):
            self.ask("GET", "/-/healthy", connection=self.connect(old))
        (keys / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        since, _ = running.reload()
        running.wait_said("reload refused", since)
        self.assertEqual(self.ask("GET", "/-/healthy", connection=self.connect(new)).status, 200)
        self.assert_stops(running)


class Stopping(WebTest):
    def test_open_connections_hold_nobody_up(self):
        _, running = self.start()
        idle = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        self.assertEqual(self.ask("GET", "/-/healthy", connection=idle).status, 200)
        slow = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX)
        slow.sendall(b"GET / HTTP/1.1\r\nHost:")
        self.addCleanup(idle.close)
        self.addCleanup(slow.close)
        self.assert_stops(running)

    def test_a_web_loop_that_stands_still_starves_the_watchdog(self):
        _, running = self.start()
        running.wait_said("last cycle")
        with service.StoppedThread(running.child, "web"):
            running.wait_said("stalled: web")
        since = time.monotonic()
        running.wait_for(lambda: running.beats(since), "it is fed again")
        self.assert_stops(running)


if __name__ == "__main__":
    harness.main()
