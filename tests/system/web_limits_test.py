#!/usr/bin/python3
"""Times and numbers that the HTTP server of `elzhurd run` allows, from outside: bodies that never come, silence, crowds, and
what is too much of anything.

Usage: web_limits_test.py ELZHURD [TEST...]
"""

import http.client
import json
import pathlib
import re
import socket
import threading
import time

import harness
import service
from web_server_test import BODY_BYTES_MAX, CONNECTIONS_PER_PEER_MAX, SECONDS_MAX, TOKEN, WebTest

# What the server promises (daemon/web/limits.hpp).
BODY_SECONDS_MAX = 30
SLOWEST_BYTES_PER_SECOND = 32 * 1024
IDLE_SECONDS_MAX = 60
CONNECTIONS_MAX = 512
SIGN_INS_WAITING_MAX = 8
UPLOAD_BYTES_MAX = 64 * 1024 * 1024
LATE_SECONDS_MAX = 6 * harness.SLACK
HOST = b"Host: localhost\r\n"


class LimitsTest(WebTest):
    def peer(self, source="127.0.0.1", timeout=SECONDS_MAX):
        peer = socket.create_connection(("127.0.0.1", self.port), timeout=timeout, source_address=(source, 0))
        self.addCleanup(peer.close)
        return peer

    def unix_peer(self):
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(SECONDS_MAX)
        peer.connect(str(self.socket_path))
        self.addCleanup(peer.close)
        return peer

    @staticmethod
    def answer_of(peer):
        """The first answer on a connection: (status, all its bytes so far)."""
        data = b""
        try:
            while b"\r\n\r\n" not in data and (chunk := peer.recv(65536)):
                data += chunk
        except ConnectionResetError:
            pass
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", data)
        return int(match.group(1)) if match else None, data


class Times(LimitsTest):
    def ended(self, peer, begun, results, name):
        answer = self.read_all(peer)
        results[name] = (answer, time.monotonic() - begun)

    def test_what_does_not_come_and_who_says_nothing_has_its_time(self):
        """All at once, because each takes its whole time."""
        self.start()
        silent = IDLE_SECONDS_MAX + LATE_SECONDS_MAX + SECONDS_MAX
        asked, new, body, chunks, halves = (self.peer(timeout=silent) for _ in range(5))
        asked.sendall(b"GET /-/healthy HTTP/1.1\r\n" + HOST + b"\r\n")
        self.assertEqual(self.answer_of(asked)[0], 200)
        body.sendall(b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\n")
        chunks.sendall(b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel")
        halves.sendall(b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n")
        begun, results = time.monotonic(), {}
        readers = [threading.Thread(target=self.ended, args=(peer, begun, results, name)) for name, peer in
                   (("asked", asked), ("new", new), ("body", body), ("chunks", chunks), ("halves", halves))]
        for reader in readers:
            reader.start()
        while readers[-1].is_alive() and time.monotonic() < begun + silent:
            try:
                halves.sendall(b"a")  # A byte now and then does not lengthen the time.
            except OSError:
                break
            readers[-1].join(1)
        self.assert_healthy()
        for reader in readers:
            reader.join()
        for name in ("body", "chunks", "halves"):
            answer, seconds = results[name]
            self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), (name, answer[:200]))
            self.assertGreater(seconds, BODY_SECONDS_MAX - 1, name)
            # Of unknown length: it might become the largest that is taken.
            longer = BODY_BYTES_MAX / SLOWEST_BYTES_PER_SECOND if name == "chunks" else 0
            self.assertLess(seconds, BODY_SECONDS_MAX + longer + LATE_SECONDS_MAX, name)
        for name in ("asked", "new"):
            answer, seconds = results[name]
            self.assertEqual(answer, b"", name)
            self.assertLess(seconds, IDLE_SECONDS_MAX + LATE_SECONDS_MAX, name)
        self.assertGreater(results["asked"][1], IDLE_SECONDS_MAX - 1)


class Crowds(LimitsTest):
    def test_a_crowd_from_everywhere_leaves_the_socket_open(self):
        self.start()
        peers = [self.peer(f"127.0.0.{2 + number // CONNECTIONS_PER_PEER_MAX}") for number in range(CONNECTIONS_MAX)]
        peers[-1].sendall(b"GET /-/healthy HTTP/1.1\r\n" + HOST + b"\r\n")
        self.assertEqual(self.answer_of(peers[-1])[0], 200, "who is in is served")
        self.assertEqual(self.read_all(self.peer("127.0.0.99")), b"", "one more is closed at once")
        self.assertEqual(self.ask("GET", "/-/healthy", connection=self.unix()).status, 200, "who runs it gets in")
        for peer in peers:
            peer.close()
        service.wait_for(self.is_healthy, "there is room again")

    def is_healthy(self):
        try:
            return self.ask("GET", "/-/healthy").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def test_sign_ins_wait_in_a_short_line(self):
        self.with_users()
        body = b"name=admin&password=" + b"x" * 20
        request = (b"POST /login HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
                   b"Content-Length: %d\r\n\r\n" % len(body) + body)
        peers = [self.peer(f"127.0.0.{2 + number}") for number in range(40)]
        for peer in peers:
            peer.sendall(request)
        statuses = [self.answer_of(peer)[0] for peer in peers]
        self.assertLessEqual(set(statuses), {403, 429, 503}, statuses)
        self.assertIn(503, statuses)
        self.assertGreaterEqual(len(statuses) - statuses.count(503), SIGN_INS_WAITING_MAX)
        self.assert_healthy()
        self.assertIn(self.sign_in().status, (303, 429))

    def test_large_bodies_have_room_for_two_and_not_for_three(self):
        self.with_users()
        head = (b"POST /api/v1/sources/inbox/documents?name=a.csv HTTP/1.1\r\n" + HOST +
                b"Content-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n")
        expect = head.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
        too_large = self.unix_peer()
        too_large.sendall(head % (UPLOAD_BYTES_MAX + 1))
        self.assertEqual(self.answer_of(too_large)[0], 413)
        waiting = [self.unix_peer() for _ in range(2)]
        for peer in waiting:
            peer.sendall(expect % UPLOAD_BYTES_MAX)
            self.assertEqual(self.answer_of(peer)[0], 100)
        third = self.unix_peer()
        third.sendall(head % UPLOAD_BYTES_MAX)
        status, answer = self.answer_of(third)
        self.assertEqual(status, 503, answer)
        self.assertIn(b"Retry-After: 60", answer)
        stranger = self.peer()
        stranger.sendall(head % UPLOAD_BYTES_MAX)
        self.assertEqual(self.answer_of(stranger)[0], 401, "of a stranger no body is taken")
        waiting[0].close()
        service.wait_for(lambda: self.takes(expect % UPLOAD_BYTES_MAX), "its room is given back")

    def takes(self, request):
        peer = self.unix_peer()
        peer.sendall(request)
        return self.answer_of(peer)[0] == 100

    def test_nobody_can_ask_without_end_and_never_read(self):
        """Who does not take answers is not read from any more: neither memory nor a thread is lost to it."""
        _, running = self.start()
        greedy = self.peer()
        greedy.settimeout(0.5)
        request = b"GET /help HTTP/1.1\r\n" + HOST + b"Accept: text/html\r\n\r\n"
        sent = 0
        try:
            while sent < 50_000_000:
                sent += greedy.send(request * 100)
        except (TimeoutError, ConnectionError):
            pass
        self.assertLess(sent, 50_000_000, "it goes on reading")
        self.assert_healthy()
        status = pathlib.Path(f"/proc/{running.child.pid}/status").read_text(encoding="utf-8")
        resident = int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))
        self.assertLess(resident, 100_000 * harness.SLACK)


class TooMuch(LimitsTest):
    """Bodies that are well within their size and hold too much of something."""

    def post(self, path, body, content_type):
        headers = {"Content-Type": content_type, "Authorization": f"Bearer {self.token}"}
        return self.ask("POST", path, body, headers)

    def start_api(self):
        users = self.users()
        users["tokens"][0]["role"] = "administrator"
        self.token = TOKEN
        self.start(users=users, users_file="users.yaml")

    def test_json_that_is_deep_long_or_broken_is_refused(self):
        self.start_api()
        deep = b'{"kind":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
        wide = b'{"kind":"technical","applicant":"a","content":"b","findings":[' + b'"F-2026-000001",' * 40_000 + b'""]}'
        keys = json.dumps({f"key{number}": 1 for number in range(50_000)}).encode()
        long = json.dumps({"kind": "technical", "applicant": "а" * 100_000, "content": "б" * 100_000}).encode()
        broken = (b"", b"{", b"null", b"[]", b'"text"', b'{"kind":"technical"', b'\xff\xfe{\x00}', b'{"kind":"\xff"}',
                  b'{"kind":"technical","kind":"dispute","applicant":"a","content":"b"}',
                  b'{"kind":"technical","applicant":"a","content":"b","version":1e999}',
                  b'{"kind":"technical","applicant":"\\ud800","content":"b"}')
        for body in (deep, wide, keys, long, *broken):
            with self.subTest(body=body[:60]):
                self.assertIn(self.post("/api/v1/appeals", body, "application/json").status, (400, 413, 422))
        self.assertEqual(self.post("/api/v1/appeals", b"{}", "text/plain").status, 415)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        listed = json.loads(self.ask("GET", "/api/v1/appeals", headers=headers).text)
        self.assertEqual(listed["appeals"], [])

    def test_forms_and_parts_without_number_are_refused(self):
        self.start_api()
        fields = b"&".join(b"pick=%d" % number for number in range(100_000))
        self.assertIn(self.post("/findings/settle", fields, "application/x-www-form-urlencoded").status, (400, 403, 413, 422))
        parts = b"".join(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n" for _ in range(15_000)) + b"--x--\r\n"
        for path in ("/upload", "/api/v1/sources/inbox/documents"):
            for body in (parts, b"--x\r\n" * 100_000, b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n",
                         b"--x\r\n" + b"A: b\r\n" * 100_000):
                with self.subTest(path=path, body=body[:40]):
                    status = self.post(path, body, "multipart/form-data; boundary=x").status
                    self.assertIn(status, (400, 403, 413, 422))
        self.assert_healthy()

    def test_addresses_with_too_much_in_them_are_refused(self):
        self.start_api()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        for path in ("/api/v1/findings?limit=99999999999999999999", "/api/v1/findings?limit=-1", "/api/v1/findings?limit=0",
                     "/api/v1/findings?cursor=" + "A" * 8000, "/api/v1/findings?from=2026-02-30", "/api/v1/findings?state=open,%00",
                     "/api/v1/findings/F-2026-99999999999999999999", "/api/v1/documents/99999999999999999999",
                     "/api/v1/appeals?year=99999999999", "/api/v1/findings/" + "%2e%2e%2f" * 100, "/teachers/T99999999999999999999",
                     "/findings/%F0%9F%92%A9", "/appeals/-1", "/api/v1/reports/../findings"):
            with self.subTest(path=path[:80]):
                self.assertIn(self.ask("GET", path, headers=headers).status, (400, 404, 422))
        self.assert_healthy()


if __name__ == "__main__":
    harness.main()
